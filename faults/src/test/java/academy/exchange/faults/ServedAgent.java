package academy.exchange.faults;

import java.time.Duration;
import java.util.Map;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;

import academy.exchange.AgentId;
import academy.exchange.DeliveryMode;
import academy.exchange.Exchange;
import academy.exchange.agent.AgentMailboxBeanPostProcessor;
import academy.exchange.agent.AgentOptions;
import academy.exchange.mailbox.ContainerOptions;
import academy.exchange.mailbox.MailboxContainerRegistry;

/** A consumer as an application has it: a {@link NotingAgent} in a Spring context, served by a container. */
final class ServedAgent implements AutoCloseable {

    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

    private ServedAgent() {}

    /** @param prefetch how many messages its container may take ahead of the one at work */
    static ServedAgent start(
            String name, Exchange exchange, AgentId agent, DeliveryMode mode, int prefetch, Steps steps) {
        ServedAgent served = new ServedAgent();
        AnnotationConfigApplicationContext context = served.context;
        Map<String, Object> settings = Map.of("agent", agent.uid().toString(), "concurrency", 1, "prefetch", prefetch);
        context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("served", settings));
        context.registerBean(MailboxContainerRegistry.class);
        context.registerBean(
                AgentMailboxBeanPostProcessor.class,
                () -> new AgentMailboxBeanPostProcessor(
                        () -> exchange, () -> context.getBean(MailboxContainerRegistry.class), () -> options(mode)));
        context.registerBean(NotingAgent.class, () -> new NotingAgent(name, steps));
        context.refresh();
        return served;
    }

    @Override
    public void close() {
        context.close();
    }

    private static AgentOptions options(DeliveryMode mode) {
        return AgentOptions.defaults()
                .withContainer(ContainerOptions.defaults()
                        .withDelivery(Lab.delivery(mode))
                        .withPollTimeout(Duration.ofMillis(500))
                        .withMaxBackOff(Duration.ofMillis(500)));
    }
}
