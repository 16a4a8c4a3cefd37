package academy.exchange.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import academy.exchange.BadEntityIdException;
import academy.exchange.DeadLetter;
import academy.exchange.Delivery;
import academy.exchange.Mailbox;
import academy.exchange.MailboxTerminatedException;
import academy.exchange.Message;
import academy.exchange.RemoteFailure;
import academy.exchange.Response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** Attempts are counted, and what was tried often enough is put aside, told of, and may be brought back. */
class LeaseAttemptsTest extends LeasedReading {

    @Test
    void failedAttemptsAreCountedUntilTheMessageIsADeadLetter() throws Exception {
        Message asked = ask(1, 1).get(0);
        Mailbox mailbox = reader(exchange);
        for (int attempt = 1; attempt <= 3; attempt++) {
            Delivery delivery = take(mailbox, 1).get(0);
            assertThat(delivery.acknowledgement().attempt()).isEqualTo(attempt);
            delivery.acknowledgement().retry(Duration.ofMillis(1), "no luck\nat all");
        }

        await().atMost(SOON).until(() -> mailbox.deadLetters(5).size() == 1);
        DeadLetter letter = mailbox.deadLetters(1).get(0);
        assertThat(letter.attempts()).isEqualTo(3);
        assertThat(letter.reason()).isEqualTo("no luck at all");
        assertThat(letter.content().getBytes(StandardCharsets.UTF_8))
                .isEqualTo(exchange.codec().encode(asked));
        assertThat(failure(asked).message()).contains("no luck at all");
        assertThat(redis.commands().exists(keys.attempts(agent))).isZero();
        assertThat(take(mailbox, 1)).isEmpty();
    }

    @Test
    void requestThatWasAnsweredInTheNameOfADeadAgentLeavesNoCount() throws Exception {
        Message asked = ask(1, 1).get(0);
        Mailbox mailbox = reader(exchange);
        take(mailbox, 1).get(0).acknowledgement().retry(Duration.ofMillis(300), "not yet");
        await().atMost(SOON).until(() -> redis.commands().exists(keys.attempts(agent)) == 1);
        redis.commands().sadd(keys.ended(agent), RedisCalls.utf8(asked.tag().toString()));
        redis.commands().del(keys.request(agent, asked.tag()));

        await().atMost(SOON)
                .until(() -> mailbox.take(1, Duration.ofMillis(50)).isEmpty()
                        && queued() == 0
                        && redis.commands().exists(keys.pausing(agent)) == 0);

        assertThat(redis.commands().exists(keys.attempts(agent))).isZero();
    }

    @Test
    void rejectedMessageIsADeadLetterAtOnceAndItsSenderIsTold() throws Exception {
        Message asked = ask(1, 1).get(0);
        Mailbox mailbox = reader(exchange);

        take(mailbox, 1).get(0).acknowledgement().reject("cannot be");

        await().atMost(SOON).until(() -> mailbox.deadLetters(5).size() == 1);
        assertThat(mailbox.deadLetters(1).get(0).attempts()).isEqualTo(1);
        assertThat(failure(asked).message()).contains("cannot be");
    }

    @Test
    void senderThatHasItsAnswerIsToldNothing() throws Exception {
        Message asked = ask(1, 1).get(0);
        Mailbox mailbox = reader(exchange);
        Delivery delivery = take(mailbox, 1).get(0);
        exchange.send(asked.reply(new Response.Success()));

        delivery.acknowledgement().reject("after all");
        await().atMost(SOON).until(() -> mailbox.deadLetters(5).size() == 1);
        redis.commands().del(keys.sent(asked.reply(new Response.Success())));

        try (Mailbox answers = exchange.getMailbox(client)) {
            assertThat(answers.receive(5, Duration.ofMillis(300)))
                    .extracting(Message::body)
                    .containsExactly(new Response.Success());
        }
    }

    @Test
    void messageThatKillsItsReadersBecomesADeadLetterAndInnocentOnesAreNotCharged() throws Exception {
        List<Message> asked = ask(1, 3);
        for (int attempt = 1; attempt <= 3; attempt++) {
            LeasedMailbox dying = reader(second);
            List<Delivery> taken = take(dying, 3);
            assertThat(numbers(taken)).containsExactly(1, 2, 3);
            assertThat(taken)
                    .extracting(delivery -> delivery.acknowledgement().attempt())
                    .containsExactly(attempt, 1, 1);
            dying.die();
        }

        Mailbox last = reader(exchange);
        List<Delivery> rest = take(last, 2);

        assertThat(numbers(rest)).containsExactly(2, 3);
        assertThat(last.deadLetters(5)).singleElement().satisfies(letter -> {
            assertThat(letter.attempts()).isEqualTo(3);
            assertThat(letter.reason()).contains("died 3 times");
        });
        assertThat(failure(asked.get(0)).message()).contains("died");
    }

    @Test
    void asManyAsAreHandledAtOnceAreCharged() throws Exception {
        ask(1, 3);
        LeasedMailbox dying = (LeasedMailbox) second.getMailbox(agent, options().withHandlers(2));
        take(dying, 3);
        dying.die();

        assertThat(take(reader(exchange), 3))
                .extracting(delivery -> delivery.acknowledgement().attempt())
                .containsExactly(2, 2, 1);
        assertThat(redis.commands().keys(keys.numbers(agent) + "*"))
                .as("what is left of the dead reader and of the living one")
                .hasSize(1);
    }

    @Test
    void unreadableItemIsADeadLetterWithAllItsBytes() throws Exception {
        byte[] item = ("{\"header\": 1, \"x\": \"" + "y".repeat(100_000) + "\"}").getBytes(StandardCharsets.UTF_8);
        redis.commands().rpush(keys.queue(agent), item);
        ask(1, 1);
        Mailbox mailbox = reader(exchange);

        assertThat(numbers(take(mailbox, 1))).containsExactly(1);

        await().atMost(SOON).until(() -> held() == 1);
        assertThat(mailbox.deadLetters(5)).singleElement().satisfies(letter -> {
            assertThat(letter.attempts()).isZero();
            assertThat(letter.content()).hasSize(item.length);
        });
    }

    @Test
    void redriveBringsTheOldestBackToTheEndWithFreshAttempts() throws Exception {
        ask(1, 3);
        Mailbox mailbox = reader(exchange);
        for (int i = 1; i <= 3; i++) {
            take(mailbox, 1).get(0).acknowledgement().reject("reason " + i);
        }
        await().atMost(SOON).until(() -> mailbox.deadLetters(5).size() == 3);
        ask(4, 4);

        assertThat(mailbox.redrive(2)).isEqualTo(2);

        List<Delivery> again = take(mailbox, 3);
        assertThat(numbers(again)).containsExactly(4, 1, 2);
        assertThat(again).allMatch(delivery -> delivery.acknowledgement().attempt() == 1);
        assertThat(mailbox.deadLetters(5)).extracting(DeadLetter::reason).containsExactly("reason 3");
        assertThat(mailbox.redrive(0)).isZero();
        assertThat(mailbox.redrive(10)).isEqualTo(1);
        assertThat(mailbox.redrive(10)).isZero();
    }

    @Test
    void redriveLeavesWhatWasCutAndWhatIsForeign() {
        String dead = keys.deadLetters(agent);
        String cut = "time: 2026-01-01T00:00:00Z\nreason: r\nattempts: 0\ncut: 9999999\n\nbeginning";
        String oldAndCut = "time: 2026-01-01T00:00:00Z\nreason: r\n\n" + "z".repeat(65_536);
        String old = "time: 2026-01-01T00:00:00Z\nreason: r\n\nold\n\ncontent";
        for (String letter : List.of(old, "foreign", cut, oldAndCut)) {
            redis.commands().lpush(dead, RedisCalls.utf8(letter));
        }
        Mailbox mailbox = exchange.getMailbox(agent);

        assertThat(mailbox.redrive(10)).isEqualTo(1);

        assertThat(redis.commands().lrange(keys.queue(agent), 0, -1))
                .containsExactly(RedisCalls.utf8("old\n\ncontent"));
        assertThat(mailbox.deadLetters(5)).hasSize(3);
    }

    @Test
    void hugeUnreadableItemIsCutAndStays() throws Exception {
        redis.commands().rpush(keys.queue(agent), new byte[3_000_000]);
        Mailbox mailbox = reader(exchange);
        mailbox.take(1, Duration.ZERO);
        redis.commands().rpush(keys.queue(client), new byte[3_000_000]);
        Mailbox other = exchange.getMailbox(client);
        other.receive(1, Duration.ZERO);

        await().atMost(SOON).until(() -> mailbox.deadLetters(5).size() == 1);
        for (Mailbox each : List.of(mailbox, other)) {
            assertThat(each.deadLetters(1).get(0).content()).hasSize(1024 * 1024);
            assertThat(each.redrive(1)).isZero();
        }
    }

    @Test
    void redriveIsRefusedWhereThereIsNoMailbox() {
        Mailbox mailbox = reader(exchange);
        exchange.terminate(agent);
        assertThatExceptionOfType(MailboxTerminatedException.class).isThrownBy(() -> mailbox.redrive(1));
        redis.commands().del(keys.active(agent));
        assertThatExceptionOfType(BadEntityIdException.class).isThrownBy(() -> mailbox.redrive(1));
    }

    @Test
    void deadLettersAreBounded() throws Exception {
        try (RedisExchange bounded =
                redis.exchange().keyPrefix(prefix).deadLetterLimit(2).build()) {
            ask(1, 4);
            Mailbox mailbox = reader(bounded);
            IntStream.rangeClosed(1, 4).forEach(i -> rejectNext(mailbox, "reason " + i));

            await().atMost(SOON).until(() -> held() == 0);
            assertThat(mailbox.deadLetters(5)).extracting(DeadLetter::reason).containsExactly("reason 4", "reason 3");
        }
    }

    private void rejectNext(Mailbox mailbox, String reason) {
        try {
            take(mailbox, 1).get(0).acknowledgement().reject(reason);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private RemoteFailure failure(Message asked) throws InterruptedException {
        try (Mailbox answers = exchange.getMailbox(client)) {
            Message answer = answers.receive(SOON);
            assertThat(answer.tag()).isEqualTo(asked.tag());
            return exchange.codec().decodeFailure((Response.ActionError) answer.body());
        }
    }
}
