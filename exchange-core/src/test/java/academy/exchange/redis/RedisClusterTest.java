package academy.exchange.redis;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.SlotHash;

import academy.exchange.AgentId;
import academy.exchange.ClientId;
import academy.exchange.ExchangeException;
import academy.exchange.ExchangeUnavailableException;
import academy.exchange.Mailbox;
import academy.exchange.Message;
import academy.exchange.Request;
import academy.exchange.codec.JsonMessageCodec;
import academy.exchange.mailbox.ContainerOptions;
import academy.exchange.mailbox.MailboxContainer;

import static academy.exchange.redis.RedisCalls.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** What becomes of an exchange on a cluster whose servers change their parts, and of answers that stop half-way. */
@Timeout(180)
class RedisClusterTest {

    private static final Duration LIMIT = Duration.ofSeconds(4);
    private static final Duration RECOVERY = Duration.ofSeconds(60);
    private static final RedisKeys KEYS = new RedisKeys("", true);

    private static Message request(ClientId client, AgentId agent) {
        return Message.request(client, agent, new Request.Ping());
    }

    @Test
    void killedMasterIsReplacedUnderLoadOnlyWhatItsReplicaDidNotKnowComesAgainAndEverySendEnds() throws Exception {
        try (TestCluster cluster = TestCluster.withReplicas();
                RedisExchange exchange =
                        cluster.exchange().operationTimeout(LIMIT).build()) {
            ClientId client = exchange.registerClient();
            AgentId agent = exchange.registerAgent(RedisClusterTest.class);
            HandledMessages handled = new HandledMessages();
            MailboxContainer container = new MailboxContainer(
                    "reader", () -> exchange.getMailbox(agent), handled::add, ContainerOptions.defaults());
            container.start();
            SteadySenders senders = new SteadySenders(exchange, () -> request(client, agent));
            await().atMost(RECOVERY).until(() -> handled.size() > 500);

            TestRedis master = cluster.master(KEYS.queue(agent));
            handled.awaitReplica(master, agent);
            master.signal("KILL");
            await().atMost(RECOVERY).until(() -> cluster.replica(master)
                    .commands()
                    .info("replication")
                    .contains("role:master"));
            handled.replicaHasTakenOver();
            int before = handled.size();
            await().atMost(RECOVERY).until(() -> handled.size() > before + 1000);

            Set<UUID> acknowledged = senders.stop(RECOVERY);
            await().atMost(RECOVERY).until(() -> exchange.stats(agent).queued() == 0);
            container.stop();
            handled.assertOnlyWhatTheReplicaDidNotKnowCameAgainOnce();
            assertThat(senders.longest()).isLessThan(LIMIT.multipliedBy(3));
            handled.removeFrom(acknowledged);
            System.out.printf("cluster: %d handled, %d acknowledged and lost%n", handled.size(), acknowledged.size());
        }
    }

    @Test
    void readerGoesOnWhereItsMailboxWasMovedWhileItWasBlocked() throws Exception {
        try (TestCluster cluster = TestCluster.own();
                RedisExchange exchange = cluster.exchange().build()) {
            ClientId client = exchange.registerClient();
            AgentId agent = exchange.registerAgent(RedisClusterTest.class);
            TestRedis from = cluster.master(KEYS.queue(agent));
            try (Mailbox mailbox = exchange.getMailbox(agent)) {
                CompletableFuture<Message> received = CompletableFuture.supplyAsync(() -> receive(mailbox));
                await().atMost(RECOVERY)
                        .until(() -> from.commands().info("clients").contains("blocked_clients:1"));

                cluster.move(SlotHash.getSlot(KEYS.queue(agent)), from);
                Message message = request(client, agent);
                exchange.send(message);

                assertThat(received.get(RECOVERY.toSeconds(), TimeUnit.SECONDS)).isEqualTo(message);
                assertThat(from.commands().clusterCountKeysInSlot(SlotHash.getSlot(KEYS.queue(agent))))
                        .isZero();
            }
        }
    }

    private static Message receive(Mailbox mailbox) {
        while (true) {
            try {
                return mailbox.receive(RECOVERY);
            } catch (ExchangeUnavailableException movedJustNow) {
                assertThat(movedJustNow).isNotNull();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void clusterThatIsDownPassesForUnavailable() throws Exception {
        try (TestCluster cluster = TestCluster.own();
                RedisExchange exchange =
                        cluster.exchange().operationTimeout(LIMIT).build()) {
            ClientId client = exchange.registerClient();
            AgentId agent = exchange.registerAgent(RedisClusterTest.class);
            TestRedis alive = cluster.master(KEYS.queue(agent));
            TestRedis victim = cluster.masters().stream()
                    .filter(each -> each != alive)
                    .findFirst()
                    .orElseThrow();

            victim.signal("KILL");
            await().atMost(RECOVERY).until(() -> alive.commands().clusterInfo().contains("cluster_state:fail"));

            assertThatExceptionOfType(ExchangeException.class)
                    .isThrownBy(() -> exchange.send(request(client, agent)))
                    .isInstanceOf(ExchangeUnavailableException.class)
                    .withMessageContaining("CLUSTERDOWN");
        }
    }

    @Test
    void answerThatWasDecidedButNeverSentIsGivenByTheNextWhoAnswers() throws InterruptedException {
        TestCluster cluster = TestCluster.shared();
        try (RedisExchange exchange = cluster.exchange().build()) {
            ClientId client = exchange.registerClient();
            AgentId agent = exchange.registerAgent(RedisClusterTest.class);
            Message request = request(client, agent);
            exchange.send(request);
            Message decided = answer(request, "first");
            claim(cluster, decided);

            exchange.send(answer(request, "second"));
            exchange.send(answer(request, "third"));

            assertThat(received(exchange, client)).containsExactly(decided);
            assertThat(exchange.stats(agent).inProgress()).isZero();
            assertThat(exchange.stats(agent).completed()).isEqualTo(1);
        }
    }

    @Test
    void answerThatWasSentButNotCompletedIsNotFollowedByAnotherWhenTheMailboxEnds() throws InterruptedException {
        TestCluster cluster = TestCluster.shared();
        try (RedisExchange exchange = cluster.exchange().build()) {
            ClientId client = exchange.registerClient();
            AgentId agent = exchange.registerAgent(RedisClusterTest.class);
            Message request = request(client, agent);
            exchange.send(request);
            Message sent = answer(request, "sent");
            claim(cluster, sent);
            push(cluster, sent);

            exchange.terminate(agent);

            assertThat(received(exchange, client)).containsExactly(sent);
        }
    }

    private static Message answer(Message request, String result) {
        return request.reply(JsonMessageCodec.create().encodeResult(result));
    }

    private static List<Message> received(RedisExchange exchange, ClientId client) throws InterruptedException {
        try (Mailbox mailbox = exchange.getMailbox(client)) {
            return mailbox.receive(10, LIMIT);
        }
    }

    private static void claim(TestCluster cluster, Message answer) {
        String[] keys = {
            KEYS.active(answer.src()),
            KEYS.request(answer.src(), answer.tag()),
            KEYS.reply(answer.src(), answer.tag()),
            KEYS.ended(answer.src()),
            KEYS.taken(answer.src())
        };
        byte[] decided = cluster.master(keys[0])
                .commands()
                .eval(
                        ClusterScripts.CLAIM.getScriptAsString(),
                        ScriptOutputType.VALUE,
                        keys,
                        JsonMessageCodec.create().encode(answer),
                        utf8(answer.tag().toString()),
                        utf8(""),
                        utf8(""),
                        utf8("0"),
                        utf8("0"));
        assertThat(decided).isEmpty();
    }

    private static void push(TestCluster cluster, Message answer) {
        String[] keys = {KEYS.active(answer.dest()), KEYS.queue(answer.dest()), KEYS.sent(answer)};
        Long outcome = cluster.master(keys[0])
                .commands()
                .eval(
                        ClusterScripts.PUSH.getScriptAsString(),
                        ScriptOutputType.INTEGER,
                        keys,
                        JsonMessageCodec.create().encode(answer),
                        utf8("60000"));
        assertThat(outcome).isEqualTo(Scripts.DELIVERED);
    }
}
