package academy.exchange.mailbox;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import ch.qos.logback.classic.Level;

import academy.exchange.Delivery;
import academy.exchange.DeliveryOptions;
import academy.exchange.Message;
import academy.exchange.Request;
import academy.exchange.Urgency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What becomes of the messages of a container that delivers at least once. */
@Timeout(30)
@ParameterizedClass
@EnumSource(FakeMailbox.Kind.class)
class AtLeastOnceTest {

    private static final ContainerOptions OPTIONS = ContainerOptions.defaults()
            .withPollTimeout(Duration.ofMillis(20))
            .withDelivery(DeliveryOptions.atLeastOnce().withMaxAttempts(3));

    private final FakeMailbox mailbox;
    private final LogLines log = new LogLines();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final List<Message> handled = new CopyOnWriteArrayList<>();
    private MailboxContainer container;

    AtLeastOnceTest(FakeMailbox.Kind kind) {
        mailbox = new FakeMailbox(kind).atLeastOnce();
        container = container(OPTIONS, this::handle);
    }

    @AfterEach
    void end() {
        gate.countDown();
        container.stop();
        log.close();
    }

    @Test
    void messageIsAcknowledgedOnlyWhenItsHandlerHasEnded() {
        Message message = mailbox.put();
        container.start();

        await().until(() -> container.status().inFlight() == 1);
        assertThat(mailbox.unsettled()).containsExactly(message);

        gate.countDown();
        await().until(() -> mailbox.settlements().equals(List.of("acknowledge")));
        assertThat(handled).containsExactly(message);
    }

    @Test
    void messageWhoseHandlerThrowsIsRetriedWithPausesThatDouble() {
        AtomicInteger calls = new AtomicInteger();
        container = container(OPTIONS, message -> {
            if (calls.incrementAndGet() <= 2) {
                throw new IllegalStateException("not\nyet");
            }
        });
        mailbox.put();
        container.start();

        await().until(() -> mailbox.settlements().size() == 3);
        assertThat(mailbox.settlements())
                .containsExactly(
                        "retry PT1.1S: java.lang.IllegalStateException: not yet",
                        "retry PT2.2S: java.lang.IllegalStateException: not yet",
                        "acknowledge");
        assertThat(container.failures()).isEqualTo(2);
        assertThat(log.at(Level.ERROR)).hasSize(2);
        assertThat(log.at(Level.ERROR).get(0)).contains("attempt 1 of 3").contains("1100 ms");
        assertThat(log.at(Level.ERROR).get(1)).contains("attempt 2 of 3");
    }

    @Test
    void lastFailureSaysThatTheMessageBecomesADeadLetter() {
        AtomicInteger calls = new AtomicInteger();
        container = container(OPTIONS, message -> {
            if (calls.incrementAndGet() <= 3) {
                throw new OutOfMemoryError("all of it");
            }
        });
        mailbox.put();
        container.start();

        await().until(() -> mailbox.settlements().size() == 4);
        assertThat(log.at(Level.ERROR)).hasSize(3);
        assertThat(log.at(Level.ERROR).get(2)).contains("attempt 3 of 3").contains("dead letter");
    }

    @Test
    void messageThatItsHandlerSettlesHoldsItsPlaceUntilThen() {
        List<Delivery> held = new CopyOnWriteArrayList<>();
        container = container(OPTIONS, new Holding(held));
        mailbox.put(2);
        container.start();

        await().until(() -> held.size() == 1);
        await().during(Duration.ofMillis(100))
                .until(() -> held.size() == 1 && container.status().inFlight() == 0);
        held.get(0).acknowledgement().acknowledge();

        await().until(() -> held.size() == 2);
        assertThat(mailbox.settlements()).containsExactly("acknowledge");
    }

    @Test
    void whatItsHandlerHasSettledIsNotSettledAgain() {
        container = container(OPTIONS, new Holding(new CopyOnWriteArrayList<>()) {
            @Override
            public boolean handle(Delivery delivery) {
                delivery.acknowledgement().reject("unwanted");
                throw new IllegalStateException("after all");
            }
        });
        mailbox.put();
        container.start();

        await().until(() -> container.failures() == 1);
        assertThat(mailbox.settlements()).containsExactly("reject: unwanted");
        assertThat(mailbox.left()).isEmpty();
    }

    @Test
    void handlerThatEndsInTheTimeOfAStopIsAcknowledged() {
        mailbox.put();
        container.start();
        await().until(() -> container.status().inFlight() == 1);

        var stopped = container.stopAsync();
        gate.countDown();

        assertThat(stopped).succeedsWithin(Duration.ofSeconds(10));
        assertThat(mailbox.settlements()).containsExactly("acknowledge");
        assertThat(mailbox.left()).isEmpty();
    }

    @Test
    void whatAStopInterruptsOrKeepsFromBeginningGoesBackInOrder() {
        container = container(OPTIONS.withPrefetch(2).withShutdownTimeout(Duration.ZERO), this::handle);
        List<Message> sent = mailbox.put(3);
        container.start();
        await().until(() -> mailbox.unsettled().size() == 3);

        container.stop();

        assertThat(mailbox.left()).isEqualTo(sent);
        await().until(() -> log.at(Level.WARN).stream().anyMatch(line -> line.contains("goes back")));
        assertThat(mailbox.settlements()).isEmpty();
        assertThat(handled).isEmpty();
    }

    @Test
    void whatIsHeldAtAStopGoesBack() {
        List<Delivery> held = new CopyOnWriteArrayList<>();
        container = container(OPTIONS, new Holding(held));
        Message message = mailbox.put();
        container.start();
        await().until(() -> held.size() == 1);

        container.stop();

        assertThat(mailbox.left()).containsExactly(message);
    }

    @Test
    void urgentMessageIsAcknowledgedByWhoeverHandlesIt() {
        CountDownLatch passedOn = new CountDownLatch(1);
        container = container(OPTIONS, new MessageHandler() {
            @Override
            public void handle(Message message) throws InterruptedException {
                assertThat(passedOn.await(10, TimeUnit.SECONDS)).isTrue();
                handled.add(message);
            }

            @Override
            public Set<Urgency> urgent() {
                return EnumSet.allOf(Urgency.class);
            }

            @Override
            public boolean handleUrgent(Message message) {
                return message.body() instanceof Request.Ping;
            }
        });
        mailbox.put(new Request.Ping());
        Message other = mailbox.put(new Request.Shutdown(null));
        container.start();

        await().until(() -> mailbox.settlements().equals(List.of("acknowledge")));
        assertThat(mailbox.unsettled()).containsExactly(other);
        passedOn.countDown();
        await().until(() -> mailbox.settlements().equals(List.of("acknowledge", "acknowledge")));
        assertThat(handled).containsExactly(other);
    }

    @Test
    void messagesThatFindNoMemoryOnTheWayToTheirHandlerAreHandledAllTheSame() {
        gate.countDown();
        container = container(OPTIONS.withConcurrency(3), this::handle);
        List<Message> sent = mailbox.put(3);
        mailbox.failSettling(sent.get(1), new OutOfMemoryError("on the way"));
        container.start();

        await().until(() -> mailbox.settlements().size() == 3);
        assertThat(handled).containsExactlyInAnyOrderElementsOf(sent);
    }

    private void handle(Message message) throws InterruptedException {
        assertThat(gate.await(20, TimeUnit.SECONDS)).isTrue();
        handled.add(message);
    }

    private MailboxContainer container(ContainerOptions options, MessageHandler handler) {
        return new MailboxContainer("least", mailbox::reopen, handler, options, new SteppedClock(), () -> 0.5);
    }

    /** Leaves it to others to settle. */
    private static class Holding implements MessageHandler {

        private final List<Delivery> held;

        Holding(List<Delivery> held) {
            this.held = held;
        }

        @Override
        public void handle(Message message) {
            throw new AssertionError("handled without its delivery");
        }

        @Override
        public boolean handle(Delivery delivery) {
            held.add(delivery);
            return false;
        }
    }
}
