package academy.exchange.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import academy.exchange.AgentRegistration;
import academy.exchange.BadEntityIdException;
import academy.exchange.Delivery;
import academy.exchange.Mailbox;
import academy.exchange.Message;
import academy.exchange.Response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** Who was taken for dead does no harm when it comes back. */
class LeaseFencingTest extends LeasedReading {

    private static final Response DONE = new Response.Success();

    @Test
    void lateAcknowledgementOfAZombieChangesNothing() throws Exception {
        ask(1, 2);
        LeasedMailbox zombie = reader(exchange);
        List<Delivery> stale = take(zombie, 2);
        missLease();
        List<Delivery> fresh = take(reader(second), 2);

        acknowledge(stale);
        stale.get(0).acknowledgement().retry(Duration.ZERO, "late");

        assertThat(numbers(fresh)).containsExactlyInAnyOrder(1, 2);
        assertThat(zombie.take(1, Duration.ofMillis(100))).isEmpty();
        assertThat(held()).isEqualTo(2);
        assertThat(stale).allMatch(delivery -> delivery.acknowledgement().isSettled());
    }

    /** Or tests of what the dead leave would wait for a lease that somebody dead began. */
    @Test
    void deadReaderRenewsNothingAnyMore() throws Exception {
        for (int i = 0; i < 300; i++) {
            LeasedMailbox dying = reader(second);
            dying.take(1, Duration.ZERO);
            dying.die();
            endLeases();
        }
        second.ping();

        assertThat(redis.commands().zrangeWithScores(keys.readers(agent), 0, -1))
                .isNotEmpty()
                .allMatch(reader -> reader.getScore() == 1);
    }

    @Test
    void lateAnswerOfAZombieIsDropped() throws Exception {
        ask(1, 1);
        LeasedMailbox zombie = reader(exchange);
        Message stale = take(zombie, 1).get(0).message();
        missLease();
        Delivery fresh = take(reader(second), 1).get(0);

        exchange.send(stale.reply(DONE));

        try (Mailbox answers = exchange.getMailbox(client)) {
            assertThat(answers.receive(1, Duration.ofMillis(100))).isEmpty();
            Message answer = fresh.message().reply(exchange.codec().encodeResult("the real one"));
            second.send(answer);
            assertThat(answers.receive(5, Duration.ofSeconds(5))).containsExactly(answer);
            fresh.acknowledgement().acknowledge();
            exchange.send(stale.reply(DONE));
            assertThat(answers.receive(1, Duration.ofMillis(100))).isEmpty();
        }
    }

    @Test
    void answerAfterTheReaderWasClosedIsDropped() throws Exception {
        ask(1, 1);
        LeasedMailbox closing = reader(exchange);
        Message stale = take(closing, 1).get(0).message();

        closing.close();
        exchange.send(stale.reply(DONE));

        assertThat(redis.commands().llen(keys.queue(client))).isZero();
        assertThat(exchange.stats(agent).completed()).isZero();
    }

    @Test
    void answerAfterTheAcknowledgementGoesOut() throws Exception {
        ask(1, 1);
        Delivery delivery = take(reader(exchange), 1).get(0);
        delivery.acknowledgement().acknowledge();
        await().atMost(SOON).until(() -> held() == 0);

        exchange.send(delivery.message().reply(DONE));

        assertThat(redis.commands().llen(keys.queue(client))).isEqualTo(1);
    }

    @Test
    void zombieGoesOnUnderAnotherName() throws Exception {
        ask(1, 2);
        LeasedMailbox zombie = reader(exchange);
        take(zombie, 2);
        missLease();
        Mailbox sibling = reader(second);
        acknowledge(take(sibling, 2));

        ask(3, 3);

        assertThat(numbers(take(zombie, 1))).containsExactly(3);
        assertThat(redis.commands().zcard(keys.readers(agent))).isEqualTo(2);
    }

    @Test
    void readerThatStoodStillButWasNotMissedGoesOn() throws Exception {
        ask(1, 1);
        LeasedMailbox mailbox = reader(exchange);
        Delivery delivery = take(mailbox, 1).get(0);
        List<byte[]> names = redis.commands().zrange(keys.readers(agent), 0, -1);

        redis.commands().zadd(keys.readers(agent), 1, names.get(0));

        await().atMost(SOON).until(() -> redis.commands().zscore(keys.readers(agent), names.get(0)) > 1);
        delivery.acknowledgement().acknowledge();
        await().atMost(SOON).until(() -> held() == 0);
        assertThat(queued()).isZero();
    }

    @Test
    void readersSurviveTheLossOfAllData() throws Exception {
        ask(1, 2);
        LeasedMailbox mailbox = reader(exchange);
        List<Delivery> taken = take(mailbox, 2);

        redis.deleteKeys(prefix);

        await().atMost(SOON).until(() -> taken.get(0).acknowledgement().isSettled());
        assertThatExceptionOfType(BadEntityIdException.class).isThrownBy(() -> mailbox.take(1, Duration.ZERO));
        exchange.registerAgent(AgentRegistration.of(LeasedReading.class).withId(agent));
        exchange.registerClient(client);
        ask(3, 3);
        acknowledge(taken);
        assertThat(numbers(take(mailbox, 1))).containsExactly(3);
        assertThat(held()).isEqualTo(1);
    }

    /** As if every reader's process had stood still until others noticed. */
    private void missLease() {
        redis.commands().zrange(keys.readers(agent), 0, -1).forEach(name -> {
            redis.commands().zrem(keys.readers(agent), name);
            String taken = keys.taken(agent) + new String(name, StandardCharsets.UTF_8);
            redis.commands().hvals(taken).forEach(item -> redis.commands().rpush(keys.queue(agent), item));
            redis.commands().del(taken);
        });
    }
}
