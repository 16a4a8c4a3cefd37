package academy.exchange.redis;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import academy.exchange.AgentRegistration;
import academy.exchange.Delivery;
import academy.exchange.Mailbox;
import academy.exchange.MailboxTerminatedException;
import academy.exchange.Message;
import academy.exchange.Response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** Termination ends what is held, too, and answers it; whatever is said of it afterwards changes nothing. */
class LeaseTerminationTest extends LeasedReading {

    @Test
    void allThatWasHeldOrPausedIsGoneAndAnswered() throws Exception {
        List<Message> asked = ask(1, 5);
        Mailbox mailbox = reader(exchange);
        Mailbox sibling = reader(second);
        List<Delivery> taken = take(mailbox, 3);
        take(sibling, 1);
        taken.get(0).acknowledgement().retry(Duration.ofMinutes(1), "later");
        await().atMost(SOON).until(() -> held() == 3);

        exchange.terminate(agent);

        for (Mailbox each : List.of(mailbox, sibling)) {
            assertThatExceptionOfType(MailboxTerminatedException.class).isThrownBy(() -> each.take(1, Duration.ZERO));
        }
        taken.get(1).acknowledgement().acknowledge();
        taken.get(2).acknowledgement().retry(Duration.ZERO, "late");
        exchange.send(taken.get(1).message().reply(new Response.Success()));
        mailbox.close();
        sibling.close();
        assertThat(redis.commands().llen(keys.queue(client))).isEqualTo(asked.size());
        assertThat(redis.commands().keys(prefix + "exchange:*:" + agent.uid() + "*"))
                // Both go by themselves within minutes.
                .filteredOn(key -> !key.contains(":sent:") && !key.contains(":numbers:"))
                .containsExactly(keys.ended(agent));
        assertThat(redis.commands().lrange(keys.queue(agent), 0, -1)).containsExactly(RedisCalls.utf8("<CLOSED>"));
    }

    @Test
    void waitingReadersEndAndSoDoThoseThatComeLater() throws Exception {
        Mailbox mailbox = reader(exchange);
        Thread terminating = new Thread(() -> {
            await().atMost(SOON).until(() -> redis.commands().zcard(keys.readers(agent)) == 1);
            second.terminate(agent);
        });
        terminating.start();

        assertThatExceptionOfType(MailboxTerminatedException.class).isThrownBy(() -> mailbox.take(1, SOON));
        assertThatExceptionOfType(MailboxTerminatedException.class)
                .isThrownBy(() -> reader(second).take(1, SOON));
        terminating.join(SOON.toMillis());
    }

    @Test
    void mailboxThatIsOpenedAnewHasNothingOfTheOldOne() throws Exception {
        ask(1, 2);
        LeasedMailbox mailbox = reader(exchange);
        List<Delivery> taken = take(mailbox, 2);
        exchange.terminate(agent);
        exchange.registerAgent(AgentRegistration.of(LeasedReading.class).withId(agent));
        ask(3, 3);

        assertThat(numbers(take(mailbox, 1))).containsExactly(3);
        acknowledge(taken);
        assertThat(mailbox.take(1, Duration.ofMillis(100))).isEmpty();
        assertThat(held()).isEqualTo(1);
    }

    @Test
    void terminationByAPythonPeerClearsUp() throws Exception {
        ask(1, 2);
        LeasedMailbox mailbox = reader(exchange);
        take(mailbox, 2);

        redis.commands().set(keys.active(agent), RedisCalls.utf8("INACTIVE"));
        redis.commands().del(keys.queue(agent));
        redis.commands().rpush(keys.queue(agent), RedisCalls.utf8("<CLOSED>"));

        await().atMost(SOON).until(() -> held() == 0);
        assertThatExceptionOfType(MailboxTerminatedException.class).isThrownBy(() -> mailbox.take(1, SOON));
    }
}
