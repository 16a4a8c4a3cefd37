package academy.exchange.interop;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import academy.exchange.AgentHandle;
import academy.exchange.AgentId;
import academy.exchange.AgentRegistration;
import academy.exchange.Exchange;
import academy.exchange.agent.AgentOptions;
import academy.exchange.agent.AgentRegistrar;
import academy.exchange.embedded.EmbeddedRedis;
import academy.exchange.mailbox.MailboxContainer;

/** A Java application with the starter and some agents. Closing it ends the application, as a redeployment would. */
final class JavaPeer implements AutoCloseable {

    private final ConfigurableApplicationContext context;
    private final Map<String, MailboxContainer> launched = new ConcurrentHashMap<>();

    private JavaPeer(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /** Starts one with agents of these classes. */
    static JavaPeer start(EmbeddedRedis redis, Class<?>... agents) {
        return start(redis, Map.of(), agents);
    }

    /** Starts one with these settings and agents of these classes. */
    static JavaPeer start(EmbeddedRedis redis, Map<String, Object> settings, Class<?>... agents) {
        Map<String, Object> properties = new LinkedHashMap<>(settings);
        properties.put("academy.exchange.redis.host", redis.host());
        properties.put("academy.exchange.redis.port", redis.port());
        properties.put("spring.main.banner-mode", "off");
        properties.put("logging.level.root", "warn");
        return new JavaPeer(new SpringApplicationBuilder(Application.class)
                .sources(agents)
                .web(WebApplicationType.NONE)
                .properties(properties)
                .run());
    }

    Exchange exchange() {
        return context.getBean(Exchange.class);
    }

    /** The handle of an agent that is known under this uid. */
    AgentHandle handle(String uid) {
        return exchange().getHandle(AgentId.of(uid));
    }

    /** The uid of the only agent that is discovered by this name. */
    String uid(String name) {
        return exchange().discover(name).get(0).uid().toString();
    }

    /** The bean of this class. */
    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    /** Runs an agent under a fresh id. Returns its uid when it takes messages. */
    String launch(Object agent) {
        return launch(agent, AgentRegistration.of(agent.getClass()));
    }

    /** Runs an agent as this registration says. Returns its uid when it takes messages. */
    String launch(Object agent, AgentRegistration registration) {
        return launch(agent, registration, bean(AgentRegistrar.class).defaults());
    }

    /** Runs an agent as this registration and these options say. Returns its uid when it takes messages. */
    String launch(Object agent, AgentRegistration registration, AgentOptions options) {
        MailboxContainer container =
                bean(AgentRegistrar.class).register(UUID.randomUUID().toString(), agent, registration, options);
        String uid = container.status().mailbox().orElseThrow().uid().toString();
        launched.put(uid, container);
        return uid;
    }

    /** Whether an agent that was launched has not stopped. */
    boolean isRunning(String uid) {
        MailboxContainer container = launched.get(uid);
        return container != null && container.isRunning();
    }

    @Override
    public void close() {
        context.close();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}
}
