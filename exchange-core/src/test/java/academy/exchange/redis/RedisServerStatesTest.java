package academy.exchange.redis;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.KillArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;

import academy.exchange.AgentId;
import academy.exchange.AgentRegistration;
import academy.exchange.ClientId;
import academy.exchange.ExchangeRefusedException;
import academy.exchange.ExchangeUnavailableException;
import academy.exchange.Mailbox;
import academy.exchange.Message;
import academy.exchange.Request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** What a server says that cannot or will not serve for a while: passing states are waited for, refusals are not. */
@Timeout(60)
class RedisServerStatesTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private TestRedis redis = TestRedis.own();
    private RedisExchange exchange = redis.exchange().build();
    private RedisExchange impatient =
            redis.exchange().operationTimeout(Duration.ofSeconds(1)).build();
    private ClientId client = exchange.registerClient();
    private AgentId agent = exchange.registerAgent(RedisServerStatesTest.class);

    @AfterEach
    void disconnect() {
        impatient.close();
        exchange.close();
        redis.close();
    }

    private Message request() {
        return Message.request(client, agent, new Request.Ping());
    }

    private void assertUnavailable(String said) {
        Message request = request();
        assertThatExceptionOfType(ExchangeUnavailableException.class)
                .isThrownBy(() -> impatient.send(request))
                .withMessageContaining("send to " + agent)
                .withMessageContaining(said);
        assertThatExceptionOfType(ExchangeUnavailableException.class)
                .isThrownBy(() -> impatient.getMailbox(agent).receive(1, Duration.ofMillis(100)))
                .withMessageContaining(said);
    }

    /** Messages go on and the one that was sent meanwhile has arrived once. */
    private void assertRecovered(CompletableFuture<Void> sentMeanwhile) throws InterruptedException {
        assertThat(sentMeanwhile).succeedsWithin(SOON);
        Message last = request();
        exchange.send(last);
        Mailbox mailbox = exchange.getMailbox(agent);
        assertThat(mailbox.receive(10, SOON)).hasSize(2).contains(last);
        assertThat(mailbox.receive(1, Duration.ZERO)).isEmpty();
    }

    @Test
    void snapshotThatCannotBeWrittenIsWaitedFor(@TempDir Path directory) throws Exception {
        Path gone = Files.createDirectory(directory.resolve("gone"));
        redis.commands().configSet("save", "3600 1");
        redis.commands().configSet("dir", gone.toString());
        Files.delete(gone);
        redis.commands().bgsave();
        await().atMost(SOON).until(() -> redis.commands().info("persistence").contains("rdb_last_bgsave_status:err"));

        assertUnavailable("MISCONF");
        assertThatExceptionOfType(ExchangeUnavailableException.class).isThrownBy(impatient::ping);
        assertThat(exchange.discover(RedisServerStatesTest.class)).containsExactly(agent);
        CompletableFuture<Void> waiting = exchange.sendAsync(request());
        assertThat(waiting).isNotDone();

        redis.commands().configSet("dir", directory.toString());
        redis.commands().configSet("stop-writes-on-bgsave-error", "no");
        assertRecovered(waiting);
    }

    /** The file of the server leads to a device that is always full. */
    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "only Linux has a device that is always full")
    void appendOnlyFileOnAFullDiskIsWaitedFor(@TempDir Path directory) throws Exception {
        disconnect();
        Files.createSymbolicLink(directory.resolve("appendonly.aof"), Path.of("/dev/full"));
        redis = TestRedis.own("--dir", directory.toString(), "--appendonly", "yes", "--appendfsync", "everysec");
        exchange = redis.exchange().build();
        impatient = redis.exchange().operationTimeout(Duration.ofSeconds(1)).build();
        // The first write meets the full disk after it was carried out; from the next on they are refused.
        client = exchange.registerClient();
        await().atMost(SOON).until(() -> redis.commands().info("persistence").contains("aof_last_write_status:err"));
        agent = AgentId.random();

        assertThatExceptionOfType(ExchangeUnavailableException.class)
                .isThrownBy(impatient::registerClient)
                .withMessageContaining("No space left on device");
        CompletableFuture<Void> registered = CompletableFuture.runAsync(() -> exchange.registerAgent(
                AgentRegistration.of(RedisServerStatesTest.class).withId(agent)));
        assertThat(registered).isNotDone();

        redis.commands().configSet("appendonly", "no");
        assertThat(registered).succeedsWithin(SOON);
        assertRecovered(exchange.sendAsync(request()));
    }

    @Test
    void readOnlyServerIsWaitedFor() throws Exception {
        // Nobody listens there, so that it never becomes a copy of anything.
        redis.commands().replicaof("127.0.0.1", 1);

        assertUnavailable("READONLY");
        CompletableFuture<Void> waiting = exchange.sendAsync(request());
        assertThat(waiting).isNotDone();

        redis.commands().replicaofNoOne();
        assertRecovered(waiting);
    }

    @Test
    void loadingServerIsWaitedFor() throws Exception {
        // A server that loads answers after each two megabytes. If that takes longer than a command may wait, nobody
        // knows
        // what the server did.
        redis.commands().configSet("rdbcompression", "no");
        for (int i = 0; i < 60; i++) {
            redis.commands().set("ballast:" + i, new byte[2_200_000]);
        }
        redis.commands().configSet("key-load-delay", "100000");
        impatient.close();
        impatient = redis.exchange().operationTimeout(Duration.ofSeconds(2)).build();
        try (Other other = new Other(redis)) {
            RedisFuture<String> reloaded = other.connection
                    .async()
                    .dispatch(CommandType.DEBUG, new StatusOutput<>(StringCodec.UTF8), arguments("RELOAD"));
            await().atMost(SOON).until(() -> failureOf(() -> redis.commands().get("ballast:0"))
                    .contains("LOADING"));

            assertUnavailable("LOADING");
            CompletableFuture<Void> waiting = exchange.sendAsync(request());
            assertThat(waiting).isNotDone();

            assertThat(reloaded.toCompletableFuture()).succeedsWithin(SOON);
            assertRecovered(waiting);
        }
    }

    @Test
    void busyServerIsWaitedFor() throws Exception {
        redis.commands().configSet("lua-time-limit", "20");
        try (Other other = new Other(redis)) {
            RedisFuture<Object> script = other.connection.async().eval("while true do end", ScriptOutputType.STATUS);
            await().atMost(SOON)
                    .until(() -> failureOf(() -> redis.commands().get("x")).contains("BUSY"));

            assertUnavailable("BUSY");
            CompletableFuture<Void> waiting = exchange.sendAsync(request());
            assertThat(waiting).isNotDone();

            redis.commands().scriptKill();
            assertThat(script.toCompletableFuture()).failsWithin(SOON);
            assertRecovered(waiting);
        }
    }

    @Test
    void serverWithTooManyClientsIsUnavailableToAnotherReaderUntilOneLeaves() throws Exception {
        Mailbox mailbox = exchange.getMailbox(agent);
        redis.commands().configSet("maxclients", "3");

        assertThatExceptionOfType(ExchangeUnavailableException.class)
                .isThrownBy(() -> mailbox.receive(1, Duration.ZERO));
        assertThatExceptionOfType(ExchangeUnavailableException.class)
                .isThrownBy(() -> redis.exchange().build())
                .withMessageContaining("max number of clients reached");
        // Who is connected goes on.
        CompletableFuture<Void> sent = exchange.sendAsync(request());
        assertThat(sent).succeedsWithin(SOON);

        redis.commands().configSet("maxclients", "100");
        assertRecovered(sent);
    }

    @Test
    void loginWithoutAPermissionIsRefusedAtOnceAndToldWhatToDo() {
        redis.commands()
                .aclSetuser(
                        "limited",
                        AclSetuserArgs.Builder.on()
                                .addPassword("secret")
                                .keyPattern("*")
                                .allCommands()
                                .removeCommand(CommandType.RPUSH)
                                .removeCommand(CommandType.LPOP));
        try (RedisExchange limited =
                RedisExchange.builder(login("limited", "secret"), redis.codec()).build()) {
            long start = System.nanoTime();

            assertThatExceptionOfType(ExchangeRefusedException.class)
                    .isThrownBy(() -> limited.getMailbox(agent).receive(1, Duration.ZERO))
                    .withMessageContaining("grant the login")
                    .withMessageNotContaining("secret");
            assertThatExceptionOfType(ExchangeRefusedException.class)
                    .isThrownBy(() -> limited.send(request()))
                    .withMessageContaining("send to " + agent)
                    .withMessageContaining("grant the login");

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
            assertThatCode(limited::ping).doesNotThrowAnyException();
        }
    }

    @Test
    void loginWithoutTheKeysIsRefusedAtOnceAndToldWhatToDo() {
        redis.commands()
                .aclSetuser(
                        "elsewhere",
                        AclSetuserArgs.Builder.on()
                                .addPassword("secret")
                                .keyPattern("other:*")
                                .allCommands());
        try (RedisExchange elsewhere = RedisExchange.builder(login("elsewhere", "secret"), redis.codec())
                .build()) {
            assertThatExceptionOfType(ExchangeRefusedException.class)
                    .isThrownBy(() -> elsewhere.status(agent))
                    .withMessageContaining("NOPERM")
                    .withMessageContaining("grant the login");
            assertThatExceptionOfType(ExchangeRefusedException.class)
                    .isThrownBy(() -> elsewhere.send(request()))
                    .withMessageContaining("grant the login");
        }
    }

    @Test
    void networkIsQuotedWhileThereIsNoConnection() throws Exception {
        redis.signal("KILL");

        assertSaysWhyItIsNotConnected(impatient, "refused");
    }

    @Test
    void serverThatTurnsTheLoginAwayIsQuotedWhileThereIsNoConnection() {
        redis.commands()
                .aclSetuser(
                        "late",
                        AclSetuserArgs.Builder.on()
                                .addPassword("secret")
                                .allKeys()
                                .allCommands());
        try (RedisExchange late = RedisExchange.builder(login("late", "secret"), redis.codec())
                .operationTimeout(Duration.ofSeconds(1))
                .build()) {
            redis.commands()
                    .aclSetuser("late", AclSetuserArgs.Builder.resetpass().addPassword("another"));
            redis.commands().clientKill(KillArgs.Builder.user("late"));

            assertSaysWhyItIsNotConnected(late, "WRONGPASS");
        }
    }

    private void assertSaysWhyItIsNotConnected(RedisExchange cutOff, String why) {
        await().atMost(SOON).untilAsserted(() -> assertThatExceptionOfType(ExchangeUnavailableException.class)
                .isThrownBy(() -> cutOff.send(request()))
                .withMessageContaining("not connected: ")
                .withMessageContaining(why));
    }

    private LettuceConnectionFactory login(String name, String password) {
        RedisStandaloneConfiguration server = new RedisStandaloneConfiguration(redis.host(), redis.port());
        server.setUsername(name);
        server.setPassword(password);
        return new LettuceConnectionFactory(server);
    }

    private static CommandArgs<String, String> arguments(String argument) {
        return new CommandArgs<>(StringCodec.UTF8).add(argument);
    }

    private interface Call {
        void run();
    }

    private static String failureOf(Call call) {
        try {
            call.run();
            return "";
        } catch (RuntimeException failure) {
            return String.valueOf(failure.getMessage());
        }
    }

    /** A connection that may be kept busy. */
    private static final class Other implements AutoCloseable {

        private final RedisClient client;
        private final StatefulRedisConnection<String, String> connection;

        Other(TestRedis redis) {
            client = RedisClient.create(RedisURI.create(redis.host(), redis.port()));
            connection = client.connect();
        }

        @Override
        public void close() {
            connection.close();
            client.shutdown();
        }
    }
}
