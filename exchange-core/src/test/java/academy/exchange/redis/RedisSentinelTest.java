package academy.exchange.redis;

import java.time.Duration;
import java.util.Set;
import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import academy.exchange.AgentId;
import academy.exchange.ClientId;
import academy.exchange.ExchangeException;
import academy.exchange.Mailbox;
import academy.exchange.Message;
import academy.exchange.Request;
import academy.exchange.mailbox.ContainerOptions;
import academy.exchange.mailbox.MailboxContainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What becomes of an exchange when the Sentinels make another server the master. */
@Timeout(120)
class RedisSentinelTest {

    private static final Duration LIMIT = Duration.ofSeconds(4);
    private static final Duration RECOVERY = Duration.ofSeconds(30);

    private TestSentinel sentinel;
    private RedisExchange exchange;
    private ClientId client;
    private AgentId agent;

    /** How many mailboxes are waited at, and not told of. */
    int dedicatedReaders() {
        return 4;
    }

    @BeforeEach
    void connect() {
        sentinel = new TestSentinel();
        exchange = sentinel.exchange()
                .operationTimeout(LIMIT)
                .dedicatedReaders(dedicatedReaders())
                .build();
        client = exchange.registerClient();
        agent = exchange.registerAgent(RedisSentinelTest.class);
    }

    @AfterEach
    void disconnect() {
        exchange.close();
        sentinel.close();
    }

    private Message request() {
        return Message.request(client, agent, new Request.Ping());
    }

    /** Whether a message sent now comes; the mailbox may be tried again after a failure. */
    private boolean arrives(Mailbox mailbox) throws InterruptedException {
        Message message = request();
        try {
            exchange.send(message);
            return mailbox.receive(100, LIMIT).contains(message);
        } catch (ExchangeException e) {
            return false;
        }
    }

    @Test
    void messagesGoThroughTheMasterThatTheSentinelsName() throws InterruptedException {
        try (Mailbox mailbox = exchange.getMailbox(agent)) {
            Message request = request();
            exchange.send(request);
            assertThat(mailbox.receive(LIMIT)).isEqualTo(request);
        }
        assertThat(exchange.discover(RedisSentinelTest.class)).containsExactly(agent);
        assertThat(sentinel.first().calls("blpop") + sentinel.first().calls("evalsha"))
                .isPositive();
    }

    @Test
    void killedMasterIsReplacedUnderLoadOnlyWhatItsReplicaDidNotKnowComesAgainAndEverySendEnds() throws Exception {
        HandledMessages handled = new HandledMessages();
        MailboxContainer container = new MailboxContainer(
                "reader", () -> exchange.getMailbox(agent), handled::add, ContainerOptions.defaults());
        container.start();
        SteadySenders senders = new SteadySenders(exchange, this::request);
        await().atMost(RECOVERY).until(() -> handled.size() > 1000);

        handled.awaitReplica(sentinel.first(), agent);
        sentinel.first().signal("KILL");
        await().atMost(RECOVERY)
                .ignoreExceptions()
                .until(() -> sentinel.second().commands().info("replication").contains("role:master"));
        handled.replicaHasTakenOver();
        int before = handled.size();
        await().atMost(RECOVERY).until(() -> handled.size() > before + 1000);

        Set<UUID> acknowledged = senders.stop(RECOVERY);
        await().atMost(RECOVERY).until(() -> exchange.stats(agent).queued() == 0);
        container.stop();
        handled.assertOnlyWhatTheReplicaDidNotKnowCameAgainOnce();
        assertThat(senders.longest()).isLessThan(LIMIT.multipliedBy(3));
        handled.removeFrom(acknowledged);
        System.out.printf("sentinel: %d handled, %d acknowledged and lost%n", handled.size(), acknowledged.size());
    }

    @Test
    void masterThatWasDemotedBehindOpenConnectionsIsLeft() throws InterruptedException {
        try (Mailbox mailbox = exchange.getMailbox(agent)) {
            assertThat(arrives(mailbox)).isTrue();
            sentinel.second().commands().replicaofNoOne();
            sentinel.name(sentinel.second());
            sentinel.first()
                    .commands()
                    .replicaof(sentinel.second().host(), sentinel.second().port());

            await().atMost(RECOVERY).until(() -> arrives(mailbox));
            exchange.registerAgent(RedisSentinelTest.class);
        }
        assertThat(sentinel.first().commands().info("replication")).contains("role:slave");
    }

    @Test
    void masterThatFellSilentIsLeft() throws Exception {
        try (Mailbox mailbox = exchange.getMailbox(agent)) {
            assertThat(arrives(mailbox)).isTrue();
            sentinel.first().signal("STOP");

            await().atMost(RECOVERY.multipliedBy(2)).until(() -> arrives(mailbox));
            exchange.registerAgent(RedisSentinelTest.class);
        } finally {
            sentinel.first().signal("CONT");
        }
    }
}
