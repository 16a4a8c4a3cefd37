package academy.exchange.redis;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisPassword;
import org.springframework.data.redis.connection.RedisStaticMasterReplicaConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.connection.lettuce.RedisCredentialsProviderFactory;

import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import reactor.core.publisher.Mono;

import academy.exchange.AgentId;
import academy.exchange.ClientId;
import academy.exchange.ExchangeException;
import academy.exchange.ExchangeRefusedException;
import academy.exchange.ExchangeUnavailableException;
import academy.exchange.Mailbox;
import academy.exchange.Message;
import academy.exchange.Request;
import academy.exchange.codec.JsonMessageCodec;
import academy.exchange.mailbox.ContainerOptions;
import academy.exchange.mailbox.MailboxContainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** A master and replicas that are all named, with nobody to ask which is which. */
@Timeout(120)
class FixedServersTest {

    private static final Duration LIMIT = Duration.ofSeconds(4);
    private static final Duration RECOVERY = Duration.ofSeconds(30);

    private final TestRedis first = TestRedis.own();
    private final TestRedis second = TestRedis.own("--replicaof", first.host(), Integer.toString(first.port()));

    FixedServersTest() {
        await().atMost(RECOVERY)
                .until(() -> second.commands().info("replication").contains("master_link_status:up"));
    }

    @AfterEach
    void stop() {
        second.close();
        first.close();
    }

    private static RedisStaticMasterReplicaConfiguration list(TestRedis... servers) {
        RedisStaticMasterReplicaConfiguration list = new RedisStaticMasterReplicaConfiguration();
        for (TestRedis server : servers) {
            list.addNode(server.host(), server.port());
        }
        return list;
    }

    private static RedisExchangeBuilder exchange(RedisStaticMasterReplicaConfiguration servers) {
        return RedisExchange.builder(new LettuceConnectionFactory(servers), JsonMessageCodec.create())
                .operationTimeout(LIMIT);
    }

    private static boolean arrives(RedisExchange exchange, Message message, Mailbox mailbox)
            throws InterruptedException {
        try {
            exchange.send(message);
            return mailbox.receive(100, LIMIT).contains(message);
        } catch (ExchangeException e) {
            return false;
        }
    }

    private static Message request(ClientId client, AgentId agent) {
        return Message.request(client, agent, new Request.Ping());
    }

    @Test
    void masterIsFoundWhereverItStands() throws InterruptedException {
        try (RedisExchange exchange = exchange(list(second, first)).build()) {
            ClientId client = exchange.registerClient();
            AgentId agent = exchange.registerAgent(FixedServersTest.class);
            Message request = request(client, agent);
            try (Mailbox mailbox = exchange.getMailbox(agent)) {
                exchange.send(request);
                assertThat(mailbox.receive(LIMIT)).isEqualTo(request);
            }
            assertThat(exchange.discover(FixedServersTest.class)).containsExactly(agent);
        }
        assertThat(first.calls("evalsha")).isPositive();
        assertThat(second.calls("evalsha")).isZero();
    }

    @Test
    void loginDatabaseAndNameReachTheMaster() {
        for (TestRedis server : new TestRedis[] {first, second}) {
            server.commands().configSet("requirepass", "secret");
        }
        RedisStaticMasterReplicaConfiguration servers = list(second, first);
        servers.setPassword(RedisPassword.of("secret"));
        servers.setDatabase(3);
        LettuceClientConfiguration named =
                LettuceClientConfiguration.builder().clientName("orders").build();
        LettuceConnectionFactory factory = new LettuceConnectionFactory(servers, named);
        try (RedisExchange exchange =
                RedisExchange.builder(factory, JsonMessageCodec.create()).build()) {
            exchange.registerAgent(FixedServersTest.class);
            assertThat(first.commands().clientList().lines())
                    .anyMatch(line -> line.contains("name=orders") && line.contains("db=3"));
            assertThat(second.commands().clientList()).doesNotContain("name=orders");
        }
    }

    @Test
    void loginMayTakeItsTime() {
        for (TestRedis server : new TestRedis[] {first, second}) {
            server.commands().configSet("requirepass", "secret");
        }
        RedisCredentialsProvider late =
                () -> Mono.just(RedisCredentials.just("default", "secret")).delayElement(Duration.ofMillis(50));
        LettuceClientConfiguration how = LettuceClientConfiguration.builder()
                .redisCredentialsProviderFactory(new RedisCredentialsProviderFactory() {
                    @Override
                    public RedisCredentialsProvider createCredentialsProvider(RedisConfiguration target) {
                        return late;
                    }
                })
                .build();
        LettuceConnectionFactory factory = new LettuceConnectionFactory(list(second, first), how);
        try (RedisExchange exchange =
                RedisExchange.builder(factory, JsonMessageCodec.create()).build()) {
            exchange.registerAgent(FixedServersTest.class);
        }
    }

    @Test
    void serverThatIsAwayDoesNotMatterAsLongAsAnotherIsTheMaster() throws IOException {
        RedisStaticMasterReplicaConfiguration servers =
                new RedisStaticMasterReplicaConfiguration("127.0.0.1", TestRedis.freePort());
        servers.addNode(first.host(), first.port());
        try (RedisExchange exchange = exchange(servers).build()) {
            exchange.registerAgent(FixedServersTest.class);
        }
    }

    @Test
    void ofTwoMastersTheFirstOfTheListIsIt() {
        second.commands().replicaofNoOne();
        try (RedisExchange exchange = exchange(list(second, first)).build()) {
            exchange.registerAgent(FixedServersTest.class);
            assertThat(second.commands().dbsize()).isPositive();
            assertThat(first.commands().dbsize()).isZero();
        }
    }

    @Test
    void whereNoneIsTheMasterEachIsNamedWithWhatItIs() throws IOException {
        int port = TestRedis.freePort();
        RedisStaticMasterReplicaConfiguration servers = list(second);
        servers.addNode("127.0.0.1", port);

        assertThatExceptionOfType(ExchangeUnavailableException.class)
                .isThrownBy(() -> exchange(servers).build())
                .withMessageContaining("master among [127.0.0.1:" + second.port() + ", 127.0.0.1:" + port + "]")
                .withMessageContaining("127.0.0.1:" + second.port() + " is a replica")
                .withMessageContaining("127.0.0.1:" + port)
                .withMessageContaining("refused");
    }

    @Test
    void wrongPasswordIsRefused() {
        first.commands().configSet("requirepass", "secret");
        second.commands().configSet("requirepass", "secret");

        assertThatExceptionOfType(ExchangeRefusedException.class)
                .isThrownBy(() -> exchange(list(second, first)).build())
                .withMessageContaining("NOAUTH");
    }

    @Test
    void masterThatWasDemotedBehindOpenConnectionsIsLeft() throws InterruptedException {
        try (RedisExchange exchange = exchange(list(first, second)).build()) {
            ClientId client = exchange.registerClient();
            AgentId agent = exchange.registerAgent(FixedServersTest.class);
            try (Mailbox mailbox = exchange.getMailbox(agent)) {
                assertThat(arrives(exchange, request(client, agent), mailbox)).isTrue();
                second.commands().replicaofNoOne();
                first.commands().replicaof(second.host(), second.port());

                await().atMost(RECOVERY).until(() -> arrives(exchange, request(client, agent), mailbox));
            }
        }
    }

    @Test
    void killedMasterIsLeftUnderLoadForTheReplicaThatIsMadeMasterAndEverySendEnds() throws Exception {
        try (RedisExchange exchange = exchange(list(first, second)).build()) {
            ClientId client = exchange.registerClient();
            AgentId agent = exchange.registerAgent(FixedServersTest.class);
            HandledMessages handled = new HandledMessages();
            MailboxContainer container = new MailboxContainer(
                    "reader", () -> exchange.getMailbox(agent), handled::add, ContainerOptions.defaults());
            container.start();
            SteadySenders senders = new SteadySenders(exchange, () -> request(client, agent));
            await().atMost(RECOVERY).until(() -> handled.size() > 1000);

            handled.awaitReplica(first, agent);
            first.signal("KILL");
            second.commands().replicaofNoOne();
            handled.replicaHasTakenOver();
            int before = handled.size();
            await().atMost(RECOVERY).until(() -> handled.size() > before + 1000);

            Set<UUID> acknowledged = senders.stop(RECOVERY);
            await().atMost(RECOVERY).until(() -> exchange.stats(agent).queued() == 0);
            container.stop();
            handled.assertOnlyWhatTheReplicaDidNotKnowCameAgainOnce();
            assertThat(senders.longest()).isLessThan(LIMIT.multipliedBy(3));
            handled.removeFrom(acknowledged);
            System.out.printf(
                    "fixed servers: %d handled, %d acknowledged and lost%n", handled.size(), acknowledged.size());
        }
    }
}
