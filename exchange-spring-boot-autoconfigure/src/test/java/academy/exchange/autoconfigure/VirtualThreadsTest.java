package academy.exchange.autoconfigure;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import academy.exchange.AgentHandle;
import academy.exchange.Exchange;
import academy.exchange.agent.Action;
import academy.exchange.agent.AgentMailbox;
import academy.exchange.mailbox.MailboxContainer;
import academy.exchange.mailbox.MailboxContainerRegistry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** On which threads requests are handled. */
@Timeout(120)
class VirtualThreadsTest {

    private static final String NONE_BEFORE_21 = "a JVM before 21 has no virtual threads";

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(ExchangeAutoConfiguration.class))
            .withPropertyValues("academy.exchange.type=memory");

    record Place(String thread, boolean virtual) {}

    @AgentMailbox("worker")
    static class WorkerAgent {

        private final CountDownLatch interrupted = new CountDownLatch(1);

        @Action
        Place place() {
            return new Place(Thread.currentThread().getName(), isVirtual(Thread.currentThread()));
        }

        @Action
        void hang() throws InterruptedException {
            try {
                new CountDownLatch(1).await();
            } finally {
                interrupted.countDown();
            }
        }
    }

    @Test
    void platformThreadsAreUsedUnlessTheApplicationSaysOtherwise() {
        ask(application, place -> assertThat(place).isEqualTo(new Place("workerAgent-worker-1", false)));
    }

    @Test
    @EnabledForJreRange(max = JRE.JAVA_20, disabledReason = "a JVM from 21 on has virtual threads")
    void whereThereAreNoneNothingChanges() {
        ask(application.withPropertyValues("spring.threads.virtual.enabled=true"), place -> assertThat(place)
                .isEqualTo(new Place("workerAgent-worker-1", false)));
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21, disabledReason = NONE_BEFORE_21)
    void handlersRunOnVirtualThreads() {
        ask(application.withPropertyValues("spring.threads.virtual.enabled=true"), place -> assertThat(place)
                .isEqualTo(new Place("workerAgent-worker-1", true)));
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21, disabledReason = NONE_BEFORE_21)
    void pollersStayOnPlatformThreads() {
        ask(application.withPropertyValues("spring.threads.virtual.enabled=true"), place -> await().atMost(
                        Duration.ofSeconds(30))
                // Only platform threads are among these.
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .anyMatch(each -> each.getName().startsWith("exchange-poller-"))));
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21, disabledReason = NONE_BEFORE_21)
    void onRedisEachIsWhereItBelongsAsWell() {
        try (Server redis = new Server()) {
            ask(
                    application
                            .withPropertyValues("academy.exchange.type=redis", "spring.threads.virtual.enabled=true")
                            .withPropertyValues(redis.asOwn()),
                    place -> {
                        assertThat(place).isEqualTo(new Place("workerAgent-worker-1", true));
                        // Only platform threads are among these. This one polls, and bears the name of its container.
                        assertThat(Thread.getAllStackTraces().keySet())
                                .anyMatch(each -> each.getName().equals("workerAgent"));
                    });
        }
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21, disabledReason = NONE_BEFORE_21)
    void registryOfTheApplicationDecidesForItself() {
        ask(
                application
                        .withPropertyValues("spring.threads.virtual.enabled=true")
                        .withBean(MailboxContainerRegistry.class, () -> new MailboxContainerRegistry()),
                place -> assertThat(place.virtual()).isFalse());
    }

    @Test
    void stopInterruptsWhatHangs() {
        application
                .withPropertyValues(
                        "spring.threads.virtual.enabled=true", "academy.exchange.agent.shutdown-timeout=100ms")
                .withBean("workerAgent", WorkerAgent.class, WorkerAgent::new)
                .run(context -> {
                    var unused = handle(context).action("hang", Void.class);
                    MailboxContainer container =
                            context.getBean(MailboxContainerRegistry.class).get("workerAgent");
                    await().atMost(Duration.ofSeconds(30))
                            .until(() -> container.status().inFlight() == 1);

                    container.stop();

                    await().atMost(Duration.ofSeconds(30))
                            .until(() -> context.getBean(WorkerAgent.class)
                                            .interrupted
                                            .getCount()
                                    == 0);
                });
    }

    private static void ask(ApplicationContextRunner application, Consumer<Place> test) {
        application
                .withBean("workerAgent", WorkerAgent.class, WorkerAgent::new)
                .run(context ->
                        test.accept(handle(context).action("place", Place.class).join()));
    }

    private static AgentHandle handle(ApplicationContext context) {
        Exchange exchange = context.getBean(Exchange.class);
        return exchange.getHandle(exchange.discover(WorkerAgent.class).get(0));
    }

    /** By reflection, since the tests are compiled for Java 17. */
    private static boolean isVirtual(Thread thread) {
        try {
            return (boolean) Thread.class.getMethod("isVirtual").invoke(thread);
        } catch (NoSuchMethodException before21) {
            return false;
        } catch (ReflectiveOperationException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
