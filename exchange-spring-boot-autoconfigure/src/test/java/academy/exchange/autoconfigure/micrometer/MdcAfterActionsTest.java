package academy.exchange.autoconfigure.micrometer;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.MDC;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import academy.exchange.AgentHandle;
import academy.exchange.AgentId;
import academy.exchange.Exchange;
import academy.exchange.Message;
import academy.exchange.Request;
import academy.exchange.agent.Action;
import academy.exchange.agent.AgentMailbox;
import academy.exchange.autoconfigure.ExchangeAutoConfiguration;
import academy.exchange.mailbox.ContainerOptions;
import academy.exchange.mailbox.MailboxContainer;
import academy.exchange.mailbox.MailboxContainerRegistry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** What a thread that has called an action finds in the MDC when it goes on to a handler that nobody observes. */
@Timeout(120)
class MdcAfterActionsTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    private final BlockingQueue<Visit> visits = new LinkedBlockingQueue<>();

    private record Visit(Thread thread, Map<String, String> entries) {

        static Visit now() {
            return new Visit(
                    Thread.currentThread(),
                    Optional.ofNullable(MDC.getCopyOfContextMap()).orElse(Map.of()));
        }
    }

    @Test
    void nothingOfAnActionStaysOnItsThread() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(ExchangeAutoConfiguration.class))
                .withBean("worker", Worker.class)
                .withPropertyValues("academy.exchange.type=memory")
                .run(context -> {
                    Exchange exchange = context.getBean(Exchange.class);
                    AgentHandle worker =
                            exchange.getHandle(exchange.discover(Worker.class).get(0));
                    AgentId plain = exchange.registerAgent(MdcAfterActionsTest.class);
                    context.getBean(MailboxContainerRegistry.class)
                            .register(new MailboxContainer(
                                    "plain",
                                    () -> exchange.getMailbox(plain),
                                    message -> visits.add(Visit.now()),
                                    ContainerOptions.defaults()));
                    // All containers share their threads, but which one is next is theirs to say.
                    await().atMost(LONG).until(() -> {
                        assertThat(worker.call("work", String.class, LONG)).contains("exchange.tag");
                        assertThatThrownBy(() -> worker.call("fail", String.class, LONG))
                                .hasMessageContaining("on purpose");
                        exchange.send(Message.request(exchange.registerClient(), plain, new Request.Ping()));
                        Visit visit = visits.take();
                        assertThat(visit.entries).isEmpty();
                        return context.getBean(Worker.class).threads.contains(visit.thread);
                    });
                });
    }

    @AgentMailbox
    static class Worker {

        final Set<Thread> threads = ConcurrentHashMap.newKeySet();

        @Action
        String work() {
            threads.add(Thread.currentThread());
            return Visit.now().entries.keySet().toString();
        }

        @Action
        String fail() {
            threads.add(Thread.currentThread());
            throw new IllegalStateException("on purpose");
        }
    }
}
