package academy.exchange.redis;

import java.time.Duration;
import java.util.List;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import academy.exchange.Exchange;
import academy.exchange.agent.AgentMailboxBeanPostProcessor;
import academy.exchange.agent.AgentOptions;
import academy.exchange.mailbox.ContainerOptions;
import academy.exchange.mailbox.MailboxContainer;
import academy.exchange.mailbox.MailboxContainerRegistry;

/**
 * What is a process elsewhere: an exchange of its own, and an application with one agent, which looks at its mailbox every
 * second.
 */
final class AgentProcess implements AutoCloseable {

    private static final ContainerOptions POLLING = ContainerOptions.defaults().withPollTimeout(Duration.ofSeconds(1));

    private final RedisExchange exchange;
    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

    private AgentProcess(RedisExchange exchange) {
        this.exchange = exchange;
    }

    static AgentProcess start(TestRedis redis, Object agent) {
        return start(redis, AgentOptions.defaults(), agent);
    }

    static <T> AgentProcess start(TestRedis redis, AgentOptions options, T agent) {
        AgentProcess process = new AgentProcess(redis.exchange().build());
        AnnotationConfigApplicationContext context = process.context;
        context.registerBean(Exchange.class, () -> process.exchange, definition -> definition.setDestroyMethodName(""));
        context.registerBean(MailboxContainerRegistry.class);
        context.registerBean(
                AgentMailboxBeanPostProcessor.class,
                () -> new AgentMailboxBeanPostProcessor(
                        () -> process.exchange,
                        () -> context.getBean(MailboxContainerRegistry.class),
                        () -> options.withContainer(POLLING)));
        @SuppressWarnings("unchecked") // the class of an object is one of its type
        Class<T> type = (Class<T>) agent.getClass();
        context.registerBean(type, () -> agent);
        context.refresh();
        return process;
    }

    /** That of its only agent. */
    MailboxContainer container() {
        List<MailboxContainer> containers =
                List.copyOf(context.getBean(MailboxContainerRegistry.class).containers());
        if (containers.size() != 1) {
            throw new AssertionError("There is not one container but these: " + containers);
        }
        return containers.get(0);
    }

    MailboxContainer.State state() {
        return container().status().state();
    }

    @Override
    public void close() {
        context.close();
        exchange.close();
    }
}
