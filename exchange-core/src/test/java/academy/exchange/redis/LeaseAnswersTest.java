package academy.exchange.redis;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import academy.exchange.Delivery;
import academy.exchange.Mailbox;
import academy.exchange.Message;
import academy.exchange.Response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What was answered is not worked on again, and never answered in two ways. */
class LeaseAnswersTest extends LeasedReading {

    @Test
    void requestThatWasAnsweredBeforeItsReaderDiedIsNotHandedOutAgain() throws Exception {
        ask(1, 2);
        LeasedMailbox dying = reader(second);
        Delivery delivery = take(dying, 1).get(0);
        second.send(delivery.message().reply(new Response.Success()));

        dying.die();
        await().atMost(SOON).until(() -> {
            Mailbox sibling = exchange.getMailbox(agent, options());
            sibling.take(1, Duration.ZERO);
            sibling.close();
            return held() == 0 && queued() == 1;
        });

        assertThat(numbers(take(reader(exchange), 1))).containsExactly(2);
        assertThat(redis.commands().llen(keys.queue(client))).isEqualTo(1);
        assertThat(redis.commands().exists(keys.reply(agent, delivery.message().tag())))
                .isZero();
    }

    @Test
    void answerIsSentAgainIfItGotLost() throws Exception {
        ask(1, 1);
        Mailbox closing = reader(second);
        Delivery delivery = take(closing, 1).get(0);
        Message answer = delivery.message().reply(new Response.Success());
        second.send(answer);
        redis.commands().del(keys.queue(client), keys.sent(answer));

        closing.close();
        assertThat(reader(exchange).take(1, Duration.ofMillis(100))).isEmpty();

        try (Mailbox answers = exchange.getMailbox(client)) {
            assertThat(answers.receive(SOON)).isEqualTo(answer);
        }
        await().atMost(SOON).until(() -> held() == 0);
    }

    @Test
    void secondAnswerIsDroppedAsLongAsTheFirstIsKept() throws Exception {
        ask(1, 1);
        Delivery delivery = take(reader(exchange), 1).get(0);
        Message answer = delivery.message().reply(new Response.Success());
        exchange.send(answer);
        redis.commands().del(keys.sent(answer));

        exchange.send(delivery.message().reply(exchange.codec().encodeResult("other")));
        second.send(delivery.message().reply(exchange.codec().encodeResult("other")));

        assertThat(redis.commands().llen(keys.queue(client))).isEqualTo(1);
    }

    @Test
    void answersAreKeptForAsLongAsConfigured() throws Exception {
        try (RedisExchange brief = redis.exchange()
                .keyPrefix(prefix)
                .replyRetention(Duration.ofSeconds(30))
                .build()) {
            ask(1, 1);
            Delivery delivery = take(reader(brief), 1).get(0);
            brief.send(delivery.message().reply(new Response.Success()));

            assertThat(redis.commands()
                            .pttl(keys.reply(agent, delivery.message().tag())))
                    .isBetween(1L, 30_000L);
        }
    }
}
