package academy.exchange.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.lettuce.core.ScriptOutputType;

import academy.exchange.DeliveryOptions;
import academy.exchange.ErrorCode;
import academy.exchange.Mailbox;
import academy.exchange.Message;
import academy.exchange.Response;

import static academy.exchange.redis.RedisCalls.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Whoever makes a request a dead letter may die before its sender is told; the others know of it, and tell. */
class UntoldSendersTest extends LeasedReading {

    @Override
    DeliveryOptions options() {
        return super.options().withRecoveryTime(Duration.ofSeconds(20));
    }

    /** A reader takes the next message and rejects it, and is no more before it knows that this was done. */
    private void rejectAndDie() throws InterruptedException {
        LeasedMailbox dying = takeOne();
        reject();
        dying.die();
        endLeases();
    }

    private LeasedMailbox takeOne() throws InterruptedException {
        LeasedMailbox reader = reader(second);
        take(reader, 1);
        return reader;
    }

    private void reject() {
        byte[] name = redis.commands().zrange(keys.readers(agent), 0, 0).get(0);
        List<String> rejection = List.of("1", "no room", "1", "1000", "2026-01-01T00:00:00Z", "100", "3", "60000");
        byte[][] arguments = new byte[rejection.size() + 1][];
        Arrays.setAll(arguments, i -> i == 0 ? name : utf8(rejection.get(i - 1)));
        Long outcome = redis.commands()
                .eval(
                        LeaseScripts.REJECT.getScriptAsString(),
                        ScriptOutputType.INTEGER,
                        new LeaseKeys(keys, agent)
                                .of(new String(name, StandardCharsets.UTF_8))
                                .toArray(String[]::new),
                        arguments);
        assertThat(outcome).isEqualTo(LeaseScripts.DEAD);
    }

    private List<Message> answers() throws InterruptedException {
        try (Mailbox answers = exchange.getMailbox(client)) {
            return answers.receive(5, Duration.ofMillis(500));
        }
    }

    private long untold() {
        return redis.commands().hlen(keys.untold(agent));
    }

    @Test
    void nextReaderTellsTheSenderOnceAndWhy() throws Exception {
        Message asked = ask(1, 1).get(0);
        rejectAndDie();
        assertThat(answers()).isEmpty();

        reader(exchange).take(1, Duration.ZERO);
        reader(second).take(1, Duration.ZERO);

        assertThat(answers()).singleElement().satisfies(answer -> {
            assertThat(answer.tag()).isEqualTo(asked.tag());
            assertThat(exchange.codec()
                            .decodeFailure((Response.ActionError) answer.body())
                            .message())
                    .contains("no room");
        });
        assertThat(answers()).isEmpty();
    }

    @Test
    void whatItsSenderWasToldIsForgotten() throws Exception {
        ask(1, 1);
        take(reader(exchange), 1).get(0).acknowledgement().reject("no");
        await().atMost(SOON).until(() -> redis.commands().llen(keys.queue(client)) == 1);

        reader(second).take(1, Duration.ZERO);

        assertThat(untold()).isZero();
        assertThat(answers()).hasSize(1);
    }

    @Test
    void senderThatWasAnsweredIsToldNothing() throws Exception {
        Message asked = ask(1, 1).get(0);
        rejectAndDie();
        Message answer = asked.reply(new Response.Success());
        exchange.send(answer);
        redis.commands().del(keys.sent(answer));

        reader(exchange).take(1, Duration.ZERO);

        assertThat(answers()).containsExactly(answer);
        assertThat(untold()).isZero();
    }

    @Test
    void terminationTellsInstead() throws Exception {
        Message asked = ask(1, 1).get(0);
        rejectAndDie();
        assertThat(untold()).isEqualTo(1);

        exchange.terminate(agent);

        assertThat(redis.commands().exists(keys.untold(agent))).isZero();
        assertThat(answers())
                .containsExactly(asked.reply(new Response.ProtocolError(ErrorCode.MAILBOX_TERMINATED, agent)));
    }

    @Test
    void noMoreThanAThousandAreKeptForADay() throws Exception {
        ask(1, 1);
        // One that lives would tell some of them.
        takeOne().die();
        redis.commands()
                .hset(
                        keys.untold(agent),
                        IntStream.range(0, 1000)
                                .boxed()
                                .collect(Collectors.toMap(i -> UUID.randomUUID().toString(), i -> utf8("no"))));

        reject();

        assertThat(untold()).isEqualTo(1000);
        assertThat(redis.commands().pttl(keys.untold(agent)))
                .isBetween(1L, Duration.ofDays(1).toMillis());
    }

    @Test
    void keyOfAnotherTypeInPlaceOfATicketHoldsNobodyUp() throws Exception {
        UUID tag = UUID.randomUUID();
        redis.commands().hset(keys.untold(agent), Map.of(tag.toString(), utf8("no")));
        redis.commands().lpush(keys.request(agent, tag), utf8("not a ticket"));

        assertThat(reader(exchange).take(1, Duration.ZERO)).isEmpty();

        assertThat(untold()).isZero();
    }
}
