package academy.exchange.redis;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import academy.exchange.Acknowledgement;
import academy.exchange.AgentId;
import academy.exchange.ClientId;
import academy.exchange.Mailbox;
import academy.exchange.Message;
import academy.exchange.Request;
import academy.exchange.Response;
import academy.exchange.Serialization;
import academy.exchange.agent.AgentMailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A listening method that settles its messages by itself. */
@Timeout(60)
class SettlingByHandTest {

    private static final String ID = "c4b6e1d0-7b52-4f7e-8d35-2a9f0e6c5b13";
    private static final Duration SOON = Duration.ofSeconds(20);

    @Test
    void requestThatTheMethodRetriesBeforeItReturnsComesAgainAndIsAnsweredOnce() throws InterruptedException {
        TestRedis redis = TestRedis.own();
        Shipments shipments = new Shipments();
        try (AgentProcess process = AgentProcess.start(redis, shipments);
                RedisExchange exchange = redis.exchange().build()) {
            ClientId client = exchange.registerClient();
            exchange.send(Message.request(
                    client, AgentId.of(ID), new Request.Action("ship", Serialization.JSON, "[]", "{}", null, null)));

            await().atMost(SOON).until(() -> shipments.attempts.equals(List.of(1, 2, 3)));
            try (Mailbox answers = exchange.getMailbox(client)) {
                assertThat(answers.receive(SOON).body()).isInstanceOf(Response.Result.class);
                assertThat(answers.receive(1, Duration.ZERO)).isEmpty();
            }
            assertThat(process.container().failures()).isZero();
        } finally {
            redis.close();
        }
    }

    static class Shipments {

        private final List<Integer> attempts = new CopyOnWriteArrayList<>();

        @AgentMailbox(id = ID, delivery = "at-least-once")
        void onShipment(Message shipment, Acknowledgement acknowledgement) {
            attempts.add(acknowledgement.attempt());
            if (acknowledgement.attempt() < 3) {
                acknowledgement.retry(Duration.ofMillis(100), "no truck is free");
            } else {
                acknowledgement.acknowledge();
            }
        }
    }
}
