package academy.exchange.redis;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import io.lettuce.core.Range;

import academy.exchange.Delivery;
import academy.exchange.DeliveryOptions;
import academy.exchange.Mailbox;
import academy.exchange.MailboxClosedException;
import academy.exchange.MailboxStats;
import academy.exchange.Message;
import academy.exchange.Request;
import academy.exchange.Response;
import academy.exchange.Urgency;
import academy.exchange.Urgent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** What is taken at least once comes in order, and again if its reader does not live to settle it. */
class LeasedMailboxTest extends LeasedReading {

    @Test
    void messagesComeInOrderAndAreGoneWhenAcknowledged() throws Exception {
        ask(1, 5);
        Mailbox mailbox = reader(exchange);

        List<Delivery> taken = take(mailbox, 5);

        assertThat(numbers(taken)).containsExactly(1, 2, 3, 4, 5);
        assertThat(taken).allMatch(delivery -> delivery.acknowledgement().attempt() == 1);
        assertThat(held()).isEqualTo(5);
        assertThat(queued()).isZero();
        acknowledge(taken);
        await().atMost(SOON).until(() -> held() == 0);
        assertThat(taken).allMatch(delivery -> delivery.acknowledgement().isSettled());
        mailbox.close();
        assertThat(queued()).isZero();
        assertThat(redis.commands().keys(prefix + "exchange:*:" + agent.uid() + "*"))
                .containsExactly(keys.open(agent));
    }

    @Test
    void whatADeadReaderHeldComesBackInOrderWithinTheRecoveryTime() throws Exception {
        ask(1, 6);
        LeasedMailbox dying = reader(exchange);
        List<Delivery> taken = take(dying, 4);
        taken.get(1).acknowledgement().acknowledge();
        await().atMost(SOON).until(() -> held() == 3);
        Mailbox sibling = reader(second);
        assertThat(numbers(sibling.take(1, Duration.ZERO))).containsExactly(5);

        dying.die();
        await().atMost(SOON).until(() -> queued() == 4);

        assertThat(numbers(take(sibling, 4))).containsExactly(1, 3, 4, 6);
    }

    @Test
    void readerThatIsOpenedLaterRecoversToo() throws Exception {
        ask(1, 3);
        LeasedMailbox dying = reader(exchange);
        take(dying, 2);
        dying.die();

        assertThat(numbers(take(reader(second), 3))).containsExactlyInAnyOrder(1, 2, 3);
    }

    @Test
    void closedReaderGivesBackAtOnceAndInOrder() throws Exception {
        ask(1, 5);
        Mailbox closing = reader(exchange);
        List<Delivery> taken = take(closing, 4);
        taken.get(0).acknowledgement().acknowledge();

        closing.close();

        List<Delivery> again = reader(second).take(10, Duration.ZERO);
        assertThat(numbers(again)).containsExactly(2, 3, 4, 5);
        assertThat(again).allMatch(delivery -> delivery.acknowledgement().attempt() == 1);
        taken.get(2).acknowledgement().acknowledge();
        taken.get(3).acknowledgement().retry(Duration.ZERO, "too late");
        assertThat(taken).allMatch(delivery -> delivery.acknowledgement().isSettled());
        assertThat(held()).isEqualTo(4);
    }

    @Test
    void closingTheExchangeGivesBackToo() throws Exception {
        ask(1, 2);
        take(reader(second), 2);

        second.close();

        assertThat(queued()).isEqualTo(2);
        assertThat(redis.commands().zcard(keys.readers(agent))).isZero();
    }

    @Test
    void receivingSettlesWhatItHandsOut() throws Exception {
        ask(1, 3);
        LeasedMailbox mailbox = reader(exchange);

        assertThat(mailbox.receive(2, Duration.ZERO)).hasSize(2);

        await().atMost(SOON).until(() -> held() == 0);
        assertThat(queued()).isEqualTo(1);
    }

    @Test
    void waitingReaderGetsWhatASenderOfAnotherKindPushes() throws Exception {
        Mailbox mailbox = reader(exchange);
        CompletableFuture<List<Delivery>> got = CompletableFuture.supplyAsync(() -> takenWithin(mailbox));
        Message question = question(7);

        redis.commands().rpush(keys.queue(agent), exchange.codec().encode(question));

        List<Delivery> taken = got.get(10, TimeUnit.SECONDS);
        assertThat(numbers(taken)).containsExactly(7);
        acknowledge(taken);
        await().atMost(SOON).until(() -> held() == 0);
    }

    private static List<Delivery> takenWithin(Mailbox mailbox) {
        try {
            return mailbox.take(1, SOON);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void interruptedReaderLosesNothingAndGoesOn() throws Exception {
        Mailbox mailbox = reader(exchange);
        CountDownLatch interrupted = new CountDownLatch(1);
        Thread thread = new Thread(() -> {
            try {
                mailbox.take(1, SOON);
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
        });
        thread.start();
        await().atMost(SOON).until(() -> redis.commands().zcard(keys.readers(agent)) == 1);

        thread.interrupt();

        assertThat(interrupted.await(5, TimeUnit.SECONDS)).isTrue();
        ask(1, 1);
        assertThat(numbers(mailbox.take(1, Duration.ZERO))).containsExactly(1);
    }

    @Test
    void closingEndsAWaitingReader() throws Exception {
        Mailbox mailbox = reader(exchange);
        CountDownLatch ended = new CountDownLatch(1);
        Thread thread = new Thread(() -> {
            try {
                mailbox.take(1, Mailbox.FOREVER);
            } catch (MailboxClosedException e) {
                ended.countDown();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        thread.start();
        await().atMost(SOON).until(() -> redis.commands().zcard(keys.readers(agent)) == 1);

        mailbox.close();

        assertThat(ended.await(5, TimeUnit.SECONDS)).isTrue();
        assertThatExceptionOfType(MailboxClosedException.class).isThrownBy(() -> mailbox.take(1, Duration.ZERO));
    }

    @Test
    void urgentMessagesAreHeldUntilSettledToo() throws Exception {
        ask(1, 3);
        Message ping = Message.request(client, agent, new Request.Ping());
        exchange.send(ping);
        LeasedMailbox mailbox = reader(exchange);

        Urgent urgent = mailbox.receiveUrgent(Set.of(Urgency.CONTROL));

        assertThat(urgent.messages()).containsExactly(ping);
        assertThat(held()).isEqualTo(1);
        assertThat(numbers(take(mailbox, 3))).containsExactly(1, 2, 3);
        acknowledge(urgent.deliveries());
        await().atMost(SOON).until(() -> held() == 3);
        mailbox.die();
        assertThat(numbers(take(reader(second), 3))).containsExactly(1, 2, 3);
    }

    @Test
    void urgentMessageOfADeadReaderComesBack() throws Exception {
        Message ping = Message.request(client, agent, new Request.Ping());
        exchange.send(ping);
        LeasedMailbox mailbox = reader(exchange);
        assertThat(mailbox.receiveUrgent(Set.of(Urgency.CONTROL)).messages()).containsExactly(ping);

        mailbox.die();

        assertThat(take(reader(second), 1)).extracting(Delivery::message).containsExactly(ping);
    }

    @Test
    void retriedMessageComesAfterItsPauseAheadOfOthers() throws Exception {
        ask(1, 2);
        Mailbox mailbox = reader(exchange);
        Delivery first = take(mailbox, 1).get(0);

        first.acknowledgement().retry(Duration.ofMillis(700), "not now");
        await().atMost(SOON).until(() -> held() == 0);

        assertThat(numbers(mailbox.take(5, Duration.ZERO))).containsExactly(2);
        ask(3, 3);
        await().atMost(SOON).until(() -> redis.commands().zcount(keys.pausing(agent), due()) == 1);
        List<Delivery> again = take(mailbox, 1);
        assertThat(numbers(again)).containsExactly(1);
        assertThat(again.get(0).acknowledgement().attempt()).isEqualTo(2);
    }

    private Range<Long> due() {
        return Range.create(0L, exchange.now().toEpochMilli() - 50);
    }

    @Test
    void requestsThatAreHeldOrPauseAreInProgress() throws Exception {
        List<Message> asked = ask(1, 4);
        Mailbox mailbox = reader(exchange);
        List<Delivery> taken = take(mailbox, 3);
        taken.get(0).acknowledgement().retry(Duration.ofMinutes(1), "later");
        await().atMost(SOON).until(() -> held() == 2);

        assertThat(exchange.stats(agent)).isEqualTo(new MailboxStats(4, 1, 3, 0, 0));
        exchange.send(asked.get(1).reply(new Response.Success()));
        taken.get(1).acknowledgement().acknowledge();

        assertThat(exchange.stats(agent)).isEqualTo(new MailboxStats(4, 1, 2, 1, 0));
    }

    @Test
    void largeMessagesAreTakenAFewAtATime() throws Exception {
        String large = "x".repeat(900_000);
        for (int i = 0; i < 12; i++) {
            exchange.send(
                    Message.request(client, agent, exchange.codec().encodeAction("keep", List.of(large), Map.of())));
        }

        assertThat(reader(exchange).take(12, Duration.ZERO)).hasSizeBetween(4, 8);
        assertThat(held()).isBetween(4L, 8L);
    }

    @Test
    void otherModeReadsTheSameMailbox() throws Exception {
        ask(1, 2);
        try (Mailbox leased = reader(exchange)) {
            acknowledge(take(leased, 1));
        }

        assertThat(exchange.getMailbox(agent, DeliveryOptions.atMostOnce()).receive(5, Duration.ZERO))
                .hasSize(1);
    }
}
