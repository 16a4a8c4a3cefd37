package academy.exchange.redis;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import academy.exchange.AgentId;
import academy.exchange.ClientId;
import academy.exchange.Mailbox;
import academy.exchange.Message;
import academy.exchange.RemoteFailure;
import academy.exchange.Request;
import academy.exchange.Response;

import static academy.exchange.redis.RedisCalls.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What becomes of those who wait for an agent of a cluster that nobody serves any more. */
@Timeout(60)
class RedisClusterDeadAgentsTest {

    private static final Duration UNAVAILABLE_AFTER = Duration.ofMillis(1500);
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final UUID LABEL = UUID.randomUUID();

    private final TestCluster cluster = TestCluster.shared();
    private final String prefix = "test-" + UUID.randomUUID() + ":";
    private final RedisKeys keys = new RedisKeys(prefix, true);
    private final RedisExchange exchange = another();
    private final RedisExchange second = another();
    private final AgentId agent = exchange.registerAgent(RedisClusterDeadAgentsTest.class);
    private final ClientId client = exchange.registerClient();
    private final Mailbox replies = exchange.getMailbox(client);
    private final Mailbox watching = second.getMailbox(second.registerAgent(Object.class));

    @AfterEach
    void disconnect() {
        assertThat(watching.mailboxId()).isNotEqualTo(agent);
        exchange.close();
        second.close();
        cluster.deleteKeys(prefix);
    }

    private RedisExchange another() {
        return cluster.exchange()
                .keyPrefix(prefix)
                .unavailableAfter(UNAVAILABLE_AFTER)
                .build();
    }

    private Message ask() {
        Message request = Message.request(client, agent, LABEL, Map.of(), new Request.Ping());
        exchange.send(request);
        return request;
    }

    private void assertUnavailable(Message answer, Message request) {
        assertThat(answer.tag()).isEqualTo(request.tag());
        assertThat(answer.body()).isInstanceOfSatisfying(Response.ActionError.class, error -> {
            RemoteFailure failure = exchange.codec().decodeFailure(error);
            assertThat(failure.type()).hasValue("AgentUnavailableException");
        });
    }

    @Test
    void requestsBegunAndQueuedAreAnsweredOnceAndBegunByNobodyAfterwards() throws InterruptedException {
        Message begun = ask();
        try (Mailbox mailbox = exchange.getMailbox(agent)) {
            assertThat(mailbox.receive(SOON)).isEqualTo(begun);
        }
        Message queued = ask();

        Message first = replies.receive(SOON);
        Message other = replies.receive(SOON);

        assertUnavailable(first, first.tag().equals(begun.tag()) ? begun : queued);
        assertUnavailable(other, first.tag().equals(begun.tag()) ? queued : begun);
        await().atMost(SOON).until(() -> exchange.stats(agent).inProgress() == 0);
        exchange.send(begun.reply(new Response.Success()));
        try (Mailbox mailbox = exchange.getMailbox(agent)) {
            Message fresh = ask();
            assertThat(mailbox.receive(SOON)).isEqualTo(fresh);
            exchange.send(fresh.reply(new Response.Success()));
            assertThat(replies.receive(SOON)).isEqualTo(fresh.reply(new Response.Success()));
        }
        assertThat(replies.receive(1, Duration.ofMillis(300))).isEmpty();
        assertThat(exchange.stats(agent).completed()).isOne();
    }

    @Test
    void answerThatSomebodyDecidedOnAndDidNotSendIsGiven() throws InterruptedException {
        Message decided = Message.request(client, agent, LABEL, Map.of(), new Request.Ping());
        String reply = keys.reply(agent, decided.tag());
        Message answer = decided.reply(new Response.Success());
        cluster.master(reply).commands().set(reply, exchange.codec().encode(answer));

        exchange.send(decided);
        exchange.getMailbox(agent).close();

        assertThat(replies.receive(SOON)).isEqualTo(answer);
        await().atMost(SOON).until(() -> exchange.stats(agent).inProgress() == 0);
        assertThat(replies.receive(1, Duration.ofMillis(300))).isEmpty();
    }

    @Test
    void servedAgentIsNotTakenForDeadAndAnEndedOneLeavesTheLiving() throws InterruptedException {
        Message request = ask();
        try (Mailbox mailbox = exchange.getMailbox(agent)) {
            assertThat(mailbox.receive(SOON)).isEqualTo(request);
            assertThat(replies.receive(1, UNAVAILABLE_AFTER.multipliedBy(3))).isEmpty();
        }

        exchange.terminate(agent);

        await().atMost(SOON)
                .until(() -> cluster.master(keys.living())
                                .commands()
                                .zscore(keys.living(), utf8(agent.uid().toString()))
                        == null);
    }
}
