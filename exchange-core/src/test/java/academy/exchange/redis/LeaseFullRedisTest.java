package academy.exchange.redis;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import academy.exchange.Delivery;
import academy.exchange.Mailbox;
import academy.exchange.Message;
import academy.exchange.Response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A Redis that is full takes no requests, but those that lie in it are handled and answered. */
class LeaseFullRedisTest extends LeasedReading {

    @Override
    TestRedis redis() {
        return TestRedis.own("--maxmemory-policy", "noeviction");
    }

    @Override
    @AfterEach
    void end() {
        redis.commands().configSet("maxmemory", "0");
        super.end();
        redis.close();
    }

    @Test
    void takingSettlingAndAnsweringGoOn() throws Exception {
        List<Message> asked = ask(1, 5);
        redis.commands().rpush(keys.queue(agent), RedisCalls.utf8("unreadable"));
        redis.commands().configSet("maxmemory", "1");
        LeasedMailbox mailbox = reader(exchange);

        List<Delivery> taken = take(mailbox, 5);
        assertThat(numbers(taken)).containsExactly(1, 2, 3, 4, 5);
        exchange.send(asked.get(0).reply(new Response.Success()));
        taken.get(0).acknowledgement().acknowledge();
        taken.get(1).acknowledgement().retry(Duration.ofMillis(10), "later");
        taken.get(2).acknowledgement().reject("never");
        assertThat(numbers(take(mailbox, 1))).containsExactly(2);
        mailbox.die();

        LeasedMailbox sibling = reader(second);
        assertThat(numbers(take(sibling, 3))).containsExactlyInAnyOrder(2, 4, 5);
        sibling.close();
        assertThat(queued()).isEqualTo(3);
        await().atMost(SOON).until(() -> sibling.deadLetters(5).size() == 2);
        exchange.terminate(agent);
        assertThat(redis.commands().llen(keys.queue(client))).isEqualTo(5);
    }

    @Test
    void readerAtMostOnceIsGivenWhatADeadOneHeld() throws Exception {
        Message asked = ask(1, 1).get(0);
        redis.commands().configSet("maxmemory", "1");
        LeasedMailbox dying = reader(second);
        take(dying, 1);
        dying.die();

        try (Mailbox mailbox = exchange.getMailbox(agent)) {
            await().atMost(SOON).untilAsserted(() -> assertThat(mailbox.receive(1, Duration.ofMillis(100)))
                    .containsExactly(asked));
        }
    }

    @Test
    void senderOfWhatItsReadersDiedOfIsTold() throws Exception {
        ask(1, 1);
        redis.commands().configSet("maxmemory", "1");
        for (int i = 0; i < 3; i++) {
            LeasedMailbox dying = reader(second);
            take(dying, 1);
            dying.die();
        }

        assertThat(reader(exchange).take(1, Duration.ofSeconds(2))).isEmpty();

        await().atMost(SOON).until(() -> redis.commands().llen(keys.queue(client)) == 1);
        await().atMost(SOON).until(() -> redis.commands().exists(keys.untold(agent)) == 0);
    }
}
