package academy.exchange.agent;

import java.time.Duration;
import java.util.Map;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;

import academy.exchange.AgentHandle;
import academy.exchange.AgentId;
import academy.exchange.Exchange;
import academy.exchange.codec.JsonMessageCodec;
import academy.exchange.mailbox.MailboxContainer;
import academy.exchange.mailbox.MailboxContainerRegistry;
import academy.exchange.memory.InMemoryExchange;

import static org.assertj.core.api.Assertions.assertThat;

/** An application context with an exchange in memory and the agents of a test. */
final class Application implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(10);

    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

    private Application() {}

    static Application run(Class<?>... beans) {
        return run(Map.of(), beans);
    }

    static Application run(Map<String, Object> properties, Class<?>... beans) {
        Application application = new Application();
        AnnotationConfigApplicationContext context = application.context;
        context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("test", properties));
        context.register(Wiring.class);
        if (beans.length > 0) {
            context.register(beans);
        }
        try {
            context.refresh();
        } catch (RuntimeException failure) {
            context.close();
            throw failure;
        }
        return application;
    }

    AnnotationConfigApplicationContext context() {
        return context;
    }

    Exchange exchange() {
        return context.getBean(Exchange.class);
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    MailboxContainer container(String id) {
        return context.getBean(MailboxContainerRegistry.class).find(id).orElseThrow();
    }

    /** The only agent of this type name. */
    AgentId agent(String typeName) {
        assertThat(exchange().discover(typeName)).hasSize(1);
        return exchange().discover(typeName).get(0);
    }

    AgentHandle handle(String typeName) {
        return exchange().getHandle(agent(typeName));
    }

    @Override
    public void close() {
        context.close();
    }

    @Configuration(proxyBeanMethods = false)
    static class Wiring {

        @Bean(destroyMethod = "close")
        Exchange exchange() {
            return InMemoryExchange.create(JsonMessageCodec.create());
        }

        @Bean
        MailboxContainerRegistry mailboxContainerRegistry() {
            return new MailboxContainerRegistry();
        }

        @Bean
        AgentRegistrar agentRegistrar(
                ObjectProvider<Exchange> exchange,
                ObjectProvider<MailboxContainerRegistry> registry,
                ObjectProvider<AgentOptions> options) {
            return new AgentRegistrar(
                    exchange::getObject, registry::getObject, () -> options.getIfAvailable(AgentOptions::defaults));
        }

        @Bean
        static AgentMailboxBeanPostProcessor agentMailboxes(ObjectProvider<AgentRegistrar> registrar) {
            return new AgentMailboxBeanPostProcessor(registrar::getObject);
        }
    }
}
