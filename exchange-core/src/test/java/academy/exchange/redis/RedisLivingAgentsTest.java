package academy.exchange.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.lettuce.core.ScriptOutputType;

import academy.exchange.AgentId;
import academy.exchange.ClientId;
import academy.exchange.Mailbox;
import academy.exchange.Message;
import academy.exchange.Request;
import academy.exchange.Response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** How Redis is told which agents live: at what price, and whatever befalls it. */
@Timeout(60)
class RedisLivingAgentsTest {

    private static final Duration UNAVAILABLE_AFTER = Duration.ofMillis(1500);
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final String LIVING = "exchange:living";

    private final TestRedis redis = TestRedis.own();
    private final List<RedisExchange> exchanges = new ArrayList<>();

    @AfterEach
    void disconnect() {
        exchanges.forEach(RedisExchange::close);
        redis.close();
    }

    @Test
    void leaseEndsTwoThirdsOfTheTimeFromNowByTheClockOfRedis() {
        RedisExchange exchange = connect(Duration.ofSeconds(30));
        AgentId agent = exchange.registerAgent(RedisLivingAgentsTest.class);
        long before = time();
        Mailbox mailbox = exchange.getMailbox(agent);
        await().atMost(SOON).until(() -> lease(agent) > 0);

        assertThat(lease(agent)).isBetween(before + 20_000, time() + 20_000);

        mailbox.close();
        await().atMost(SOON).until(() -> lease(agent) < time() + 17_000);
        assertThat(lease(agent)).isBetween(before + 15_000, time() + 15_000);
    }

    @Test
    void lastReaderThatIsClosedEndsTheRenewal() {
        RedisExchange exchange = connect(UNAVAILABLE_AFTER);
        AgentId agent = exchange.registerAgent(RedisLivingAgentsTest.class);
        Mailbox one = exchange.getMailbox(agent);
        Mailbox other = exchange.getMailbox(agent);
        one.close();
        one.close();
        awaitRenewals(4);
        assertThat(lease(agent)).isGreaterThan(time());

        other.close();
        await().atMost(SOON).until(() -> lease(agent) < time());
    }

    @Test
    void aThousandReadersAreKeptAliveByOneCommand() {
        RedisExchange exchange = connect(UNAVAILABLE_AFTER);
        IntStream.range(0, 2_500)
                .mapToObj(i -> exchange.registerAgent(RedisLivingAgentsTest.class))
                .forEach(exchange::getMailbox);
        await().atMost(SOON).until(() -> redis.commands().zcard(LIVING) == 2_500);
        redis.commands().configResetstat();

        await().atMost(SOON).until(() -> redis.calls("zrangebyscore") >= 4);

        long rounds = redis.calls("zrangebyscore");
        assertThat(redis.calls("zadd")).isBetween(3 * (rounds - 1), 3 * (rounds + 1));
        assertThat(redis.calls("evalsha")).isBetween(4 * (rounds - 1), 4 * (rounds + 1));
        assertThat(redis.calls("scard") + redis.calls("llen")).isZero();
    }

    @Test
    void agentThatStaysDeadCostsNoMoreThanALook() {
        RedisExchange exchange = connect(UNAVAILABLE_AFTER);
        ClientId client = exchange.registerClient();
        exchange.getMailbox(client);
        AgentId agent = exchange.registerAgent(RedisLivingAgentsTest.class);
        IntStream.range(0, 2_000).forEach(job -> exchange.send(Message.request(client, agent, new Request.Ping())));
        die(agent);
        await().atMost(SOON).until(() -> redis.calls("sscan") > 0);
        redis.commands().configResetstat();
        await().atMost(SOON).until(() -> redis.calls("zrangebyscore") >= 3);
        redis.commands().configResetstat();
        await().atMost(SOON).until(() -> redis.calls("zrangebyscore") >= 3);

        assertThat(Stream.of("sscan", "lrange", "mget", "smembers").mapToLong(redis::calls))
                .containsOnly(0L);
        assertThat(redis.calls("scard")).isLessThanOrEqualTo(redis.calls("zrangebyscore"));
    }

    @Test
    void fullRedisMakesNobodySeemDeadAndHasCallersOfTheDeadTold() throws InterruptedException {
        RedisExchange exchange = connect(UNAVAILABLE_AFTER);
        AgentId living = exchange.registerAgent(RedisLivingAgentsTest.class);
        AgentId dead = exchange.registerAgent(RedisLivingAgentsTest.class);
        ClientId client = exchange.registerClient();
        Mailbox replies = exchange.getMailbox(client);
        exchange.getMailbox(living);
        Message request = request(client, dead);
        exchange.send(request);
        redis.commands().configSet("maxmemory", "1");
        assertThat(redis.commands().exists(LIVING)).isEqualTo(1);
        long lease = lease(living);

        await().atMost(SOON).until(() -> lease(living) > lease);
        die(dead);

        assertThat(replies.receive(SOON).body()).isInstanceOf(Response.ActionError.class);
        redis.commands().configSet("maxmemory", "0");
    }

    @Test
    void outageOfRedisKillsNobody() throws InterruptedException {
        RedisExchange owner = connect(UNAVAILABLE_AFTER);
        RedisExchange exchange = connect(UNAVAILABLE_AFTER);
        AgentId agent = owner.registerAgent(RedisLivingAgentsTest.class);
        ClientId client = exchange.registerClient();
        Mailbox replies = exchange.getMailbox(client);
        Mailbox mailbox = owner.getMailbox(agent);
        exchange.send(request(client, agent));
        Message begun = mailbox.receive(SOON);
        awaitRenewals(5);

        redis.commands().clientPause(Duration.ofSeconds(3).toMillis());
        awaitRenewals(8);
        owner.send(begun.reply(new Response.Success()));

        assertThat(replies.receive(SOON).body()).isInstanceOf(Response.Success.class);
    }

    @Test
    void whoHasJustBegunToLookBelievesNobodyDead() throws InterruptedException {
        RedisExchange exchange = connect(Duration.ofSeconds(30));
        AgentId agent = exchange.registerAgent(RedisLivingAgentsTest.class);
        ClientId client = exchange.registerClient();
        exchange.send(request(client, agent));
        die(agent);

        Mailbox replies = exchange.getMailbox(client);
        await().atMost(SOON).until(() -> redis.calls("zrangebyscore") > 0);

        assertThat(replies.receive(1, Duration.ofSeconds(2))).isEmpty();
    }

    @Test
    void deadOfADayAgoIsForgotten() {
        RedisExchange exchange = connect(UNAVAILABLE_AFTER);
        AgentId dead = exchange.registerAgent(RedisLivingAgentsTest.class);
        AgentId served = exchange.registerAgent(RedisLivingAgentsTest.class);
        redis.commands().zadd(LIVING, (double) (time() - 86_400_001), uid(dead));

        exchange.getMailbox(served);

        await().atMost(SOON).until(() -> lease(dead) == 0);
        await().atMost(SOON).until(() -> lease(served) > 0);
    }

    @Test
    void exchangeThatTakesNoPartAsksAndTellsNothing() throws InterruptedException {
        RedisExchange exchange = connect(Duration.ZERO);
        AgentId agent = exchange.registerAgent(RedisLivingAgentsTest.class);
        ClientId client = exchange.registerClient();
        try (Mailbox mailbox = exchange.getMailbox(agent)) {
            exchange.send(request(client, agent));
            assertThat(mailbox.receive(1, SOON)).hasSize(1);
        }

        assertThat(redis.commands().exists(LIVING)).isZero();
        assertThat(redis.calls("zrangebyscore")).isZero();
    }

    private Message request(ClientId client, AgentId agent) {
        return Message.request(client, agent, UUID.randomUUID(), Map.of(), new Request.Ping());
    }

    private void die(AgentId agent) {
        // What makes place lets the rest of a script through when the memory is full.
        redis.commands()
                .eval(
                        "redis.call('ZREM', KEYS[1], ARGV[2]) return redis.call('ZADD', KEYS[1], ARGV[1], ARGV[2])",
                        ScriptOutputType.INTEGER,
                        new String[] {LIVING},
                        RedisCalls.utf8(Long.toString(time() - 1)),
                        uid(agent));
    }

    private void awaitRenewals(int renewals) {
        long before = redis.calls("zadd");
        await().atMost(SOON).until(() -> redis.calls("zadd") >= before + renewals);
    }

    /** Zero for none. */
    private long lease(AgentId agent) {
        Double ends = redis.commands().zscore(LIVING, uid(agent));
        return ends == null ? 0 : Math.round(ends);
    }

    private static byte[] uid(AgentId agent) {
        return RedisCalls.utf8(agent.uid().toString());
    }

    private RedisExchange connect(Duration unavailableAfter) {
        RedisExchange exchange =
                redis.exchange().unavailableAfter(unavailableAfter).build();
        exchanges.add(exchange);
        return exchange;
    }

    /** In milliseconds, by Redis. */
    private long time() {
        List<byte[]> time = redis.commands().time();
        return Long.parseLong(new String(time.get(0), StandardCharsets.US_ASCII)) * 1000
                + Long.parseLong(new String(time.get(1), StandardCharsets.US_ASCII)) / 1000;
    }
}
