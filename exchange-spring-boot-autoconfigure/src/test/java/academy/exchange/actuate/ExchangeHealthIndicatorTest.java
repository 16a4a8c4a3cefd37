package academy.exchange.actuate;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import academy.exchange.AgentId;
import academy.exchange.BadEntityIdException;
import academy.exchange.Exchange;
import academy.exchange.ExchangeUnavailableException;
import academy.exchange.Mailbox;
import academy.exchange.Message;
import academy.exchange.Request;
import academy.exchange.codec.JsonMessageCodec;
import academy.exchange.mailbox.ContainerOptions;
import academy.exchange.mailbox.MailboxContainer;
import academy.exchange.mailbox.MailboxContainerRegistry;
import academy.exchange.mailbox.MessageHandler;
import academy.exchange.memory.InMemoryExchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ExchangeHealthIndicatorTest {

    private static final Duration MARGIN = Duration.ofSeconds(10);

    private final Exchange exchange = InMemoryExchange.create(JsonMessageCodec.create());
    private final MailboxContainerRegistry registry = new MailboxContainerRegistry();
    private final AgentId agent = exchange.registerAgent(getClass());

    @BeforeEach
    void start() {
        registry.start();
    }

    @AfterEach
    void stop() {
        registry.stop();
        exchange.close();
    }

    @Nested
    class Mailboxes {

        @Test
        void thatAreServedAreUp() {
            serve(message -> {});
            awaitPoll();
            Health health = health(InstantSource.system());
            assertThat(health.getStatus()).isEqualTo(Status.UP);
            assertThat(health.getDetails()).containsKeys("roundTrip", "mailboxes");
            assertThat(health.getDetails().get("mailboxes"))
                    .asString()
                    .contains("worker", "RUNNING", agent.uid().toString(), "ms ago");
        }

        @Test
        void thatWereTerminatedAreDown() {
            MailboxContainer container = serve(message -> {});
            exchange.terminate(agent);
            await().until(() -> container.status().state() == MailboxContainer.State.TERMINATED);
            assertThat(health(InstantSource.system()).getStatus()).isEqualTo(Status.DOWN);
        }

        @Test
        void thatWereStoppedOnPurposeAreUp() {
            serve(message -> {}).stop();
            Health health = health(InstantSource.system());
            assertThat(health.getStatus()).isEqualTo(Status.UP);
            assertThat(health.getDetails().get("mailboxes")).asString().contains("STOPPED");
        }

        @Test
        void thatArePausedAreUp() {
            serve(message -> {}).pause();
            Health health = health(later(Duration.ofMinutes(1)));
            assertThat(health.getStatus()).isEqualTo(Status.UP);
            assertThat(health.getDetails().get("mailboxes")).asString().contains("PAUSED");
        }

        @Test
        void thatCouldNotBeOpenedAreNotServedAndNotDown() {
            MailboxContainer container = new MailboxContainer(
                    "worker",
                    () -> exchange.getMailbox(AgentId.random()),
                    message -> {},
                    ContainerOptions.defaults().withAutoStartup(false));
            registry.register(container);
            assertThatThrownBy(container::start).isInstanceOf(BadEntityIdException.class);
            Health health = health(later(Duration.ofMinutes(1)));
            assertThat(health.getStatus()).isEqualTo(Status.UP);
            assertThat(health.getDetails().get("mailboxes")).asString().contains("STOPPED");
        }

        @Test
        void thatAreNoLongerLookedIntoAreDown() {
            serve(message -> {});
            awaitPoll();
            assertThat(health(later(Duration.ofMinutes(1))).getStatus()).isEqualTo(Status.DOWN);
        }

        @Test
        void thatAreNeverLookedIntoAreDown() {
            CountDownLatch over = new CountDownLatch(1);
            AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
            registry.register(
                    new MailboxContainer("worker", () -> hanging(over), message -> {}, ContainerOptions.defaults()));
            ExchangeHealthIndicator indicator =
                    new ExchangeHealthIndicator(exchange, registry, limits(Duration.ofSeconds(2)), now::get);
            assertThat(indicator.health().getStatus()).isEqualTo(Status.UP);
            now.set(Instant.EPOCH.plus(Duration.ofMinutes(1)));
            Health health = indicator.health();
            over.countDown();
            assertThat(health.getStatus()).isEqualTo(Status.DOWN);
            assertThat(health.getDetails().get("mailboxes"))
                    .asString()
                    .contains("It has not looked into its mailbox since its start");
        }

        private Mailbox hanging(CountDownLatch over) {
            Mailbox mailbox = exchange.getMailbox(agent);
            return (Mailbox) Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {Mailbox.class}, (proxy, method, arguments) -> {
                        if (method.getName().equals("take")) {
                            over.await();
                        }
                        return method.invoke(mailbox, arguments);
                    });
        }

        /** A handler is at work, and goes on until this is counted down. */
        private CountDownLatch serveUntilTold() throws InterruptedException {
            CountDownLatch begun = new CountDownLatch(1);
            CountDownLatch finish = new CountDownLatch(1);
            serve(message -> {
                begun.countDown();
                finish.await();
            });
            exchange.send(Message.request(exchange.registerClient(), agent, new Request.Ping()));
            assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
            return finish;
        }

        @Test
        void areOutOfServiceWhileTheirLastHandlersFinish() throws InterruptedException {
            CountDownLatch finish = serveUntilTold();
            CountDownLatch stopped = new CountDownLatch(1);
            registry.stop(stopped::countDown);
            Health health = health(later(Duration.ofMinutes(1)));
            assertThat(health.getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
            assertThat(health.getDetails().get("mailboxes")).asString().contains("STOPPING");
            assertThat(stopped.getCount()).isOne();
            finish.countDown();
            assertThat(stopped.await(10, TimeUnit.SECONDS)).isTrue();
        }

        @Test
        void thatWaitForABusyHandlerAreUp() throws InterruptedException {
            CountDownLatch finish = serveUntilTold();
            assertThat(health(later(Duration.ofMinutes(1))).getStatus()).isEqualTo(Status.UP);
            finish.countDown();
        }

        @Test
        void mayBeLookedIntoAsSeldomAsTheirOwnOptionsSay() {
            serve(message -> {}, ContainerOptions.defaults().withPollTimeout(Duration.ofMinutes(5)));
            exchange.send(Message.request(exchange.registerClient(), agent, new Request.Ping()));
            awaitPoll();
            assertThat(health(later(Duration.ofMinutes(4))).getStatus()).isEqualTo(Status.UP);
        }

        @Test
        void thatHadToBeRestoredAreUpAndSaySo() {
            MailboxContainer container =
                    new MailboxContainer("worker", new Forgetful(), message -> {}, ContainerOptions.defaults());
            registry.register(container);
            await().until(() -> container.status().restorations() == 1);
            awaitPoll();
            Health health = health(InstantSource.system());
            assertThat(health.getStatus()).isEqualTo(Status.UP);
            assertThat(health.getDetails().get("mailboxes")).asString().contains("restored=1 times, last ");
        }

        private Health health(InstantSource clock) {
            return new ExchangeHealthIndicator(exchange, registry, limits(Duration.ofSeconds(2)), clock).health();
        }
    }

    /** Its mailbox is unknown at the first look. */
    private final class Forgetful implements MailboxContainer.Source {

        private final AtomicBoolean forgotten = new AtomicBoolean(true);

        @Override
        public Mailbox open() {
            Mailbox mailbox = exchange.getMailbox(agent);
            return (Mailbox) Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {Mailbox.class}, (proxy, method, arguments) -> {
                        if (method.getName().equals("take") && forgotten.get()) {
                            throw new BadEntityIdException(agent);
                        }
                        return method.invoke(mailbox, arguments);
                    });
        }

        @Override
        public boolean restore(Mailbox mailbox) {
            forgotten.set(false);
            return true;
        }
    }

    @Nested
    class Store {

        @Test
        void thatFailsIsDownWithTheCause() {
            Health health = indicator(() -> {
                        throw new ExchangeUnavailableException("no way", new IllegalStateException());
                    })
                    .health();
            assertThat(health.getStatus()).isEqualTo(Status.DOWN);
            assertThat(health.getDetails()).containsEntry("error", "ExchangeUnavailableException: no way");
        }

        @Test
        void thatDoesNotAnswerIsDownSoon() {
            CountDownLatch answer = new CountDownLatch(1);
            ExchangeHealthIndicator indicator = indicator(() -> answered(answer));
            Health health = indicator.health();
            assertThat(health.getStatus()).isEqualTo(Status.DOWN);
            assertThat(health.getDetails()).containsEntry("error", "No answer within 500 ms");
            answer.countDown();
            await().until(() -> indicator.health().getStatus().equals(Status.UP));
        }

        @Test
        void thatDoesNotAnswerAgainIsDownWithTheLastCause() {
            CountDownLatch answer = new CountDownLatch(1);
            Supplier<Duration> failsThenHangs = new Supplier<>() {
                private boolean failed;

                @Override
                public Duration get() {
                    if (!failed) {
                        failed = true;
                        throw new ExchangeUnavailableException("no way", new IllegalStateException());
                    }
                    return answered(answer);
                }
            };
            ExchangeHealthIndicator indicator = indicator(failsThenHangs);
            Health first = indicator.health();
            assertThat(first.getStatus()).isEqualTo(Status.DOWN);
            assertThat(indicator.health().getDetails().get("error"))
                    .asString()
                    .contains("No answer within 500 ms", "no way");
            answer.countDown();
        }

        private ExchangeHealthIndicator indicator(Supplier<Duration> ping) {
            Exchange store = PingOnly.exchange(ping);
            return new ExchangeHealthIndicator(store, registry, limits(Duration.ofMillis(500)), InstantSource.system());
        }

        private static Duration answered(CountDownLatch answer) {
            try {
                assertThat(answer.await(30, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return Duration.ofMillis(1);
        }
    }

    private static HealthLimits limits(Duration timeout) {
        return new HealthLimits(timeout, MARGIN, 20);
    }

    private MailboxContainer serve(MessageHandler handler) {
        return serve(handler, ContainerOptions.defaults().withPollTimeout(Duration.ofMillis(50)));
    }

    private MailboxContainer serve(MessageHandler handler, ContainerOptions options) {
        MailboxContainer container = new MailboxContainer("worker", () -> exchange.getMailbox(agent), handler, options);
        registry.register(container);
        return container;
    }

    private void awaitPoll() {
        await().until(() -> registry.containers().get(0).status().lastPoll().isPresent());
    }

    private static InstantSource later(Duration time) {
        return () -> InstantSource.system().instant().plus(time);
    }
}
