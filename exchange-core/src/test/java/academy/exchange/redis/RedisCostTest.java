package academy.exchange.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import academy.exchange.AgentHandle;
import academy.exchange.AgentId;
import academy.exchange.AgentRegistration;
import academy.exchange.BadEntityIdException;
import academy.exchange.ClientId;
import academy.exchange.Mailbox;
import academy.exchange.Message;
import academy.exchange.Request;
import academy.exchange.Response;
import academy.exchange.mailbox.ContainerOptions;
import academy.exchange.mailbox.MailboxContainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** What each operation costs the server, as the server itself counts it. */
@Timeout(60)
class RedisCostTest {

    private TestRedis redis;
    private RedisExchange exchange;

    @BeforeEach
    void connect() {
        redis = TestRedis.own();
        exchange = redis.exchange().unavailableAfter(Duration.ZERO).build();
    }

    @AfterEach
    void disconnect() {
        exchange.close();
        redis.close();
    }

    /** What clients asked for; what scripts called inside is counted by the server as well and left out by name. */
    private Map<String, Long> asked(Runnable action) {
        redis.commands().configResetstat();
        action.run();
        return Stream.of("evalsha", "eval", "blpop", "mget", "scan", "keys", "multi", "script")
                .filter(command -> redis.calls(command) > 0)
                .collect(Collectors.toMap(command -> command, redis::calls));
    }

    /** What the server did, in scripts as well. */
    private Map<String, Long> inside(Runnable action) {
        redis.commands().configResetstat();
        action.run();
        Map<String, Long> calls = redis.calls();
        calls.keySet()
                .removeIf(command -> command.startsWith("config")
                        || Set.of("info", "evalsha").contains(command));
        return calls;
    }

    private static List<Message> now(Mailbox mailbox, int max) {
        try {
            return mailbox.receive(max, Duration.ZERO);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void bulkToOneMailboxIsOneCommandForManyMessages() {
        ClientId client = exchange.registerClient();
        AgentId agent = exchange.registerAgent(RedisCostTest.class);
        List<Message> warmUp = IntStream.range(0, 2)
                .mapToObj(each -> Message.request(client, agent, new Request.Ping()))
                .toList();
        List<Message> bulk = IntStream.range(0, 1_000)
                .mapToObj(each -> Message.request(client, agent, new Request.Ping()))
                .toList();
        exchange.sendAll(warmUp);

        assertThat(asked(() -> exchange.sendAll(bulk))).isEqualTo(Map.of("evalsha", 8L));
    }

    @Test
    void sendIsOneCommand() {
        ClientId client = exchange.registerClient();
        AgentId agent = exchange.registerAgent(RedisCostTest.class);
        Message first = Message.request(client, agent, new Request.Ping());
        exchange.send(first);
        exchange.send(first.reply(new Response.Success()));

        Message request = Message.request(client, agent, new Request.Ping());
        assertThat(asked(() -> exchange.send(request))).isEqualTo(Map.of("evalsha", 1L));
        assertThat(asked(() -> exchange.send(request.reply(new Response.Success()))))
                .isEqualTo(Map.of("evalsha", 1L));
    }

    @Test
    void requestCallsNineCommandsInside() {
        ClientId client = exchange.registerClient();
        AgentId agent = exchange.registerAgent(RedisCostTest.class);
        exchange.send(Message.request(client, agent, new Request.Ping()));

        assertThat(inside(() -> exchange.send(Message.request(client, agent, new Request.Ping()))))
                .isEqualTo(Map.of(
                        "get", 1L, "exists", 1L, "llen", 1L, "scard", 1L, "incr", 1L, "set", 2L, "sadd", 1L, "rpush",
                        1L));
    }

    @Test
    void lifetimeOfRequestsCostsNoCommandOfItsOwn() {
        try (RedisExchange forgetful =
                redis.exchange().requestLifetime(Duration.ofMinutes(1)).build()) {
            ClientId client = forgetful.registerClient();
            AgentId agent = forgetful.registerAgent(RedisCostTest.class);
            forgetful.send(Message.request(client, agent, new Request.Ping()));

            assertThat(inside(() -> forgetful.send(Message.request(client, agent, new Request.Ping()))))
                    .containsEntry("set", 2L)
                    .doesNotContainKey("pexpire");
        }
    }

    @Test
    void responseCallsTenCommandsInside() {
        ClientId client = exchange.registerClient();
        AgentId agent = exchange.registerAgent(RedisCostTest.class);
        Message first = Message.request(client, agent, new Request.Ping());
        Message second = Message.request(client, agent, new Request.Ping());
        exchange.sendAll(List.of(first, second));
        exchange.send(first.reply(new Response.Success()));

        assertThat(inside(() -> exchange.send(second.reply(new Response.Success()))))
                .isEqualTo(Map.of(
                        "get", 2L, "exists", 1L, "llen", 1L, "pexpire", 1L, "set", 1L, "del", 1L, "srem", 1L, "incr",
                        1L, "rpush", 1L));
    }

    @Test
    void receivingManyCallsFewCommandsInside() throws Exception {
        ClientId client = exchange.registerClient();
        AgentId agent = exchange.registerAgent(RedisCostTest.class);
        Mailbox mailbox = exchange.getMailbox(agent);
        mailbox.receive(1, Duration.ZERO);
        exchange.sendAll(IntStream.range(0, 1_000)
                .mapToObj(each -> Message.request(client, agent, new Request.Ping()))
                .toList());

        List<Message> received = new ArrayList<>();
        assertThat(inside(() -> received.addAll(now(mailbox, 1_000))))
                .isEqualTo(Map.of("get", 1L, "lpop", 36L, "exists", 2L, "smismember", 1L));
        assertThat(received).hasSize(1_000);
    }

    @Test
    void askingIsTwoMessagesAndAFewLooks() throws Exception {
        AgentId agent = exchange.registerAgent(RedisCostTest.class);
        MailboxContainer echo = new MailboxContainer(
                "echo",
                () -> exchange.getMailbox(agent),
                message -> exchange.send(message.reply(new Response.Success())),
                ContainerOptions.defaults());
        echo.start();
        AgentHandle handle = exchange.getHandle(agent);
        handle.ping(Duration.ofSeconds(10));
        int questions = 100;
        redis.commands().configResetstat();

        for (int i = 0; i < questions; i++) {
            handle.ping(Duration.ofSeconds(10));
        }

        // Both messages, that a ping, which says nothing of its sender, is tracked, and now and then a look of each
        // reader
        // before it waits.
        assertThat(redis.calls("evalsha")).isBetween(2L * questions, 4L * questions);
        assertThat(redis.calls("blpop")).isLessThanOrEqualTo(2L * questions + 10);
        assertThat(redis.calls("rpush")).isEqualTo(2L * questions);
        echo.stop();
    }

    @Test
    void registeringIsOneCommand() {
        exchange.registerAgent(RedisCostTest.class);

        assertThat(asked(() -> exchange.registerAgent(RedisCostTest.class))).isEqualTo(Map.of("evalsha", 1L));
    }

    @Test
    void terminatingWithoutOpenRequestsIsOneScript() {
        try (RedisExchange prefixed = redis.exchange()
                .keyPrefix("team-a:")
                .unavailableAfter(Duration.ZERO)
                .build()) {
            prefixed.terminate(prefixed.registerAgent(RedisCostTest.class));
            AgentId agent = prefixed.registerAgent(RedisCostTest.class);

            assertThat(asked(() -> prefixed.terminate(agent))).isEqualTo(Map.of("evalsha", 1L));
        }
    }

    @Test
    void afterManyTerminationsOneLookServesThemAll() {
        exchange.terminate(exchange.registerAgent(RedisCostTest.class));
        List<AgentId> agents = IntStream.range(0, 50)
                .mapToObj(i -> exchange.registerAgent(RedisCostTest.class))
                .toList();

        assertThat(asked(() -> agents.forEach(exchange::terminate)).get("evalsha"))
                .isEqualTo(50);

        await().atMost(Duration.ofSeconds(10)).until(() -> redis.calls("scan") > 0);
        assertThat(redis.calls("scan")).isLessThan(5);
    }

    @Test
    void terminatingWithManyOpenRequestsLooksAtThemAlone() {
        ClientId client = exchange.registerClient();
        AgentId agent = exchange.registerAgent(RedisCostTest.class);
        exchange.sendAll(IntStream.range(0, 1_000)
                .mapToObj(i -> Message.request(client, agent, new Request.Ping()))
                .toList());

        assertThat(asked(() -> exchange.terminate(agent)).getOrDefault("scan", 0L))
                .isZero();

        assertThat(redis.commands().llen("queue:" + client.uid())).isEqualTo(1_000);
        assertThat(redis.commands().keys("request:*")).isEmpty();
        assertThat(redis.calls("sscan") + redis.calls("mget") + redis.calls("evalsha"))
                .isLessThan(30);
    }

    @Test
    void discoveryReadsPagesAndNeverSingleKeys() {
        int agents = 2_500;
        IntStream.range(0, agents)
                .forEach(i -> exchange.registerAgent(i % 100 == 0 ? RedisCostTest.class : Object.class));
        redis.commands().configResetstat();

        assertThat(exchange.discover(RedisCostTest.class)).hasSize(25);

        assertThat(redis.calls("get")).isZero();
        assertThat(redis.calls("keys")).isZero();
        // Status, types and nothing else: two keys an agent lie there, looked at a thousand at a time.
        assertThat(redis.calls("scan")).isBetween(5L, 10L);
        assertThat(redis.calls("mget")).isBetween(3L, redis.calls("scan") + 1);
    }

    @Test
    void discoveryOfTheLivingReadsHeartbeatsByPagesAndTheTimeOnce() {
        int agents = 1_500;
        List<AgentId> registered = IntStream.range(0, agents)
                .mapToObj(i -> exchange.registerAgent(RedisCostTest.class))
                .toList();
        registered.subList(0, 100).forEach(agent -> redis.commands()
                .set("heartbeat:" + agent.uid(), redis.commands().get("active:" + agent.uid())));
        registered.subList(100, 1_400).forEach(this::beat);
        redis.commands().configResetstat();

        assertThat(exchange.discover(RedisCostTest.class, true, Duration.ofMinutes(5)))
                .hasSameElementsAs(registered.subList(100, 1_400))
                .hasSize(1_300);

        assertThat(redis.calls("get")).isZero();
        assertThat(redis.calls("time")).isEqualTo(1);
        assertThat(redis.calls("evalsha") + redis.calls("eval")).isZero();
        // Types and status of up to a thousand at a time, as without heartbeats, and two pages of those.
        assertThat(redis.calls("mget")).isBetween(2L + 2L + 2L, redis.calls("scan") + 2 + 2);
    }

    @Test
    void heartbeatIsOneCommand() {
        AgentId agent = exchange.registerAgent(RedisCostTest.class);
        Mailbox mailbox = exchange.getMailbox(agent);
        mailbox.heartbeat();
        exchange.heartbeatAge(agent);

        assertThat(asked(mailbox::heartbeat)).isEqualTo(Map.of("evalsha", 1L));
        assertThat(asked(() -> exchange.heartbeatAge(agent))).isEqualTo(Map.of("evalsha", 1L));
    }

    @Test
    void statsAndWithdrawalAreOneCommandAndTheTimeIsNone() {
        ClientId client = exchange.registerClient();
        AgentId agent = exchange.registerAgent(RedisCostTest.class);
        Message request = Message.request(client, agent, new Request.Ping());
        exchange.send(request);
        exchange.stats(agent);
        exchange.withdraw(agent, request.tag());

        assertThat(asked(() -> exchange.stats(agent))).isEqualTo(Map.of("evalsha", 1L));
        assertThat(asked(() -> exchange.withdraw(agent, request.tag()))).isEqualTo(Map.of("evalsha", 1L));
        assertThat(asked(exchange::now)).isEmpty();
        assertThat(redis.calls("time")).isZero();
    }

    @Test
    void unknownIdsLeaveNoTrace() {
        ClientId client = exchange.registerClient();
        AgentId unknown = AgentId.random();
        long before = redis.commands().dbsize();

        exchange.terminate(unknown);
        exchange.status(unknown);
        exchange.withdraw(unknown, UUID.randomUUID());
        assertThatExceptionOfType(BadEntityIdException.class).isThrownBy(() -> exchange.stats(unknown));
        assertThatExceptionOfType(BadEntityIdException.class).isThrownBy(() -> exchange.getMailbox(unknown));
        assertThatExceptionOfType(BadEntityIdException.class).isThrownBy(() -> exchange.heartbeatAge(unknown));
        assertThatExceptionOfType(BadEntityIdException.class)
                .isThrownBy(() -> exchange.send(Message.request(client, unknown, new Request.Ping())));
        Message fromUnknown = Message.request(unknown, client, new Request.Ping());
        assertThatExceptionOfType(BadEntityIdException.class)
                .isThrownBy(() -> exchange.send(fromUnknown.reply(new Response.Success())));

        assertThat(redis.commands().dbsize()).isEqualTo(before);
    }

    @Test
    void keysAreThoseOfThePythonPeers() {
        ClientId client = exchange.registerClient();
        AgentId agent = exchange.registerAgent(AgentRegistration.of(RedisCostTest.class)
                .withName("cost")
                .withExtraTypes(List.of("testing.agents.Cost")));
        Message request = Message.request(client, agent, new Request.Ping());
        exchange.send(request);

        assertThat(redis.commands().get("active:" + agent.uid())).asString().isEqualTo("ACTIVE");
        assertThat(redis.commands().get("agent:" + agent.uid()))
                .asString()
                .isEqualTo("testing.agents.Cost," + RedisCostTest.class.getName() + ",,cost,academy.agent.Agent");
        assertThat(redis.commands().get("request:" + agent.uid() + ":" + request.tag()))
                .isEqualTo(exchange.codec().encodeHeader(request.header()));
        assertThat(redis.commands().lrange("queue:" + agent.uid(), 0, -1))
                .containsExactly(exchange.codec().encode(request));
        assertThat(redis.commands().get("outgoing:" + client.uid())).asString().isEqualTo("1");

        exchange.send(request.reply(new Response.Success()));
        assertThat(redis.commands().get("completions:" + agent.uid()))
                .asString()
                .isEqualTo("1");
        assertThat(redis.commands().keys("request:*")).isEmpty();
        assertThat(redis.commands().smembers("exchange:open:" + agent.uid()))
                .containsExactly(RedisCalls.utf8("complete"));

        exchange.terminate(agent);
        assertThat(redis.commands().get("active:" + agent.uid())).asString().isEqualTo("INACTIVE");
        assertThat(redis.commands().lrange("queue:" + agent.uid(), 0, -1)).containsExactly(RedisCalls.utf8("<CLOSED>"));
        assertThat(redis.commands().get("agent:" + agent.uid())).isNull();
        exchange.terminate(agent);
        assertThat(redis.commands().llen("queue:" + agent.uid())).isEqualTo(1);
    }

    @Test
    void prefixStandsBeforeEveryKey() {
        try (RedisExchange prefixed = redis.exchange().keyPrefix("team-a:").build()) {
            ClientId client = prefixed.registerClient();
            AgentId agent = prefixed.registerAgent(RedisCostTest.class);
            prefixed.send(Message.request(client, agent, new Request.Ping()));

            assertThat(prefixed.discover(RedisCostTest.class)).containsExactly(agent);
            assertThat(exchange.discoverAll()).isEmpty();
            assertThat(redis.commands().keys("*")).isNotEmpty().allMatch(key -> key.startsWith("team-a:"));
        }
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> redis.exchange().keyPrefix("a*").build());
    }

    @Test
    void closedExchangeLeavesNoConnectionBehind() throws InterruptedException {
        long before = connections();
        RedisExchange other = redis.exchange().build();
        AgentId agent = other.registerAgent(RedisCostTest.class);
        for (int i = 0; i < 10; i++) {
            other.getMailbox(agent).receive(1, Duration.ZERO);
        }
        assertThat(connections()).isGreaterThan(before + 10);

        other.close();

        await().atMost(Duration.ofSeconds(5)).until(() -> connections() == before);
    }

    @Test
    void closedMailboxLeavesNoConnectionBehind() throws InterruptedException {
        AgentId agent = exchange.registerAgent(RedisCostTest.class);
        exchange.getMailbox(agent).close();
        long before = connections();
        for (int i = 0; i < 20; i++) {
            try (Mailbox mailbox = exchange.getMailbox(agent)) {
                mailbox.receive(1, Duration.ofMillis(1));
            }
        }

        await().atMost(Duration.ofSeconds(5)).until(() -> connections() == before);
    }

    private void beat(AgentId agent) {
        try (Mailbox mailbox = exchange.getMailbox(agent)) {
            mailbox.heartbeat();
        }
    }

    private long connections() {
        return redis.commands().clientList().lines().count();
    }
}
