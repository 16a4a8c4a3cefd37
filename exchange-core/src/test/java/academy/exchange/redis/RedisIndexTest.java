package academy.exchange.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import academy.exchange.AgentId;
import academy.exchange.AgentRegistration;
import academy.exchange.redis.RedisExchange.Discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The index of agents by type: a cache that others do not know of, and that is right all the same. */
@Timeout(60)
class RedisIndexTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String CIRCLE = Circle.class.getName();

    private TestRedis redis;
    private RedisExchange scanning;
    private RedisExchange indexed;

    @BeforeEach
    void connect() {
        redis = TestRedis.own();
        scanning = redis.exchange().unavailableAfter(Duration.ZERO).build();
        indexed = builder().build();
    }

    @AfterEach
    void disconnect() {
        scanning.close();
        indexed.close();
        redis.close();
    }

    private RedisExchangeBuilder builder() {
        return redis.exchange().unavailableAfter(Duration.ZERO).discovery(Discovery.INDEX);
    }

    private void awaitIndex() {
        indexed.discoverAll();
        await().atMost(SOON).until(() -> redis.commands().exists("exchange:indexed") == 1);
    }

    private List<String> named(String type) {
        return redis.commands().smembers("exchange:type:" + type).stream()
                .map(uid -> new String(uid, StandardCharsets.UTF_8))
                .toList();
    }

    /** In the steps of a Python peer, which knows nothing of an index. */
    private AgentId registeredByPython(String types) {
        AgentId agent = AgentId.random();
        redis.commands().set("active:" + agent.uid(), RedisCalls.utf8("ACTIVE"));
        redis.commands().set("agent:" + agent.uid(), RedisCalls.utf8(types));
        return agent;
    }

    private void terminatedByPython(AgentId agent) {
        redis.commands().set("active:" + agent.uid(), RedisCalls.utf8("INACTIVE"));
        redis.commands().del("agent:" + agent.uid());
    }

    @Test
    void exchangesThatScanKeepTheIndexAsWell() {
        awaitIndex();
        AgentId agent = scanning.registerAgent(Circle.class);

        assertThat(indexed.discover(Circle.class)).containsExactly(agent);

        scanning.terminate(agent);
        assertThat(indexed.discover(Circle.class)).isEmpty();
        assertThat(redis.commands().keys("exchange:type:*")).isEmpty();
        assertThat(redis.commands().exists("exchange:agents")).isZero();
    }

    @Test
    void missingIndexIsMadeAndNobodyIsMissedMeanwhile() {
        List<AgentId> python = IntStream.range(0, 2_500)
                .mapToObj(i -> registeredByPython(CIRCLE + ",academy.agent.Agent"))
                .toList();

        assertThat(indexed.discover(Circle.class)).hasSameElementsAs(python);

        await().atMost(SOON).until(() -> redis.commands().exists("exchange:indexed") == 1);
        assertThat(named(CIRCLE)).hasSize(2_500);
        assertThat(indexed.discover(Circle.class)).hasSameElementsAs(python);
        redis.commands().flushall();
        AgentId restored = scanning.registerAgent(Circle.class);
        AgentId late = registeredByPython(CIRCLE);
        assertThat(indexed.discover(Circle.class)).containsExactlyInAnyOrder(restored, late);
    }

    @Test
    void agentOfAPythonPeerIsFoundAfterTheNextRoundAndOnesThatItEndedAreForgotten() {
        try (RedisExchange brisk = builder().indexEvery(Duration.ofMillis(300)).build()) {
            AgentId ended = scanning.registerAgent(Circle.class);
            brisk.discoverAll();
            await().atMost(SOON).until(() -> redis.commands().exists("exchange:indexed") == 1);
            AgentId python = registeredByPython("demo.Python," + CIRCLE + ",academy.agent.Agent");
            terminatedByPython(ended);

            await().atMost(SOON).untilAsserted(() -> assertThat(brisk.discover(Circle.class))
                    .containsExactly(python));
            assertThat(brisk.discover("demo.Python", false)).containsExactly(python);
            assertThat(brisk.discover(Circle.class, false)).isEmpty();
            await().atMost(SOON).untilAsserted(() -> assertThat(redis.commands().hkeys("exchange:agents"))
                    .containsExactly(python.uid().toString()));
            assertThat(named("academy.agent.Agent"))
                    .containsExactly(python.uid().toString());
        }
    }

    @Test
    void withoutRoundsTheIndexIsNotGoneByForLong() {
        try (RedisExchange brisk = builder().indexEvery(Duration.ofMillis(200)).build()) {
            brisk.discoverAll();
            await().atMost(SOON).until(() -> redis.commands().exists("exchange:indexed") == 1);
        }

        await().atMost(SOON).until(() -> redis.commands().exists("exchange:indexed") == 0);
        AgentId python = registeredByPython(CIRCLE);
        assertThat(indexed.discover(Circle.class)).containsExactly(python);
    }

    @Test
    void memberWithoutReasonLeavesTheSetWithTheFirstLook() {
        awaitIndex();
        AgentId ended = scanning.registerAgent(Circle.class);
        AgentId other = scanning.registerAgent(Object.class);
        AgentId agent = scanning.registerAgent(Circle.class);
        terminatedByPython(ended);
        redis.commands()
                .sadd(
                        "exchange:type:" + CIRCLE,
                        RedisCalls.utf8(other.uid().toString()),
                        RedisCalls.utf8(UUID.randomUUID().toString()),
                        RedisCalls.utf8("nobody"));

        assertThat(indexed.discover(Circle.class)).containsExactly(agent);

        await().atMost(SOON).untilAsserted(() -> assertThat(named(CIRCLE))
                .containsExactlyInAnyOrder("nobody", agent.uid().toString()));
        assertThat(indexed.discover(Object.class)).contains(other);
    }

    @Test
    void agentRegisteredAgainStandsUnderItsNewTypesAlone() {
        awaitIndex();
        AgentRegistration registration = AgentRegistration.of(Circle.class).withId(AgentId.random());
        AgentId agent = scanning.registerAgent(registration.withExtraTypes(List.of("round")));
        String uid = agent.uid().toString();
        assertThat(named("round")).containsExactly(uid);

        scanning.registerAgent(registration.withExtraTypes(List.of("flat")));

        assertThat(named("round")).isEmpty();
        assertThat(named("flat")).containsExactly(uid);
        assertThat(named(CIRCLE)).containsExactly(uid);
        assertThat(indexed.discover("flat", false)).containsExactly(agent);
    }

    @Test
    void discoveryReadsTheMembersOfOneTypeAndNothingElse() {
        IntStream.range(0, 3_000).forEach(i -> scanning.registerAgent(i % 30 == 0 ? Circle.class : Object.class));
        awaitIndex();
        indexed.discover(Circle.class);
        redis.commands().configResetstat();

        assertThat(indexed.discover(Circle.class)).hasSize(100);

        assertThat(redis.calls("sscan")).isEqualTo(1);
        assertThat(redis.calls("mget")).isEqualTo(1);
        assertThat(redis.calls("exists")).isEqualTo(1);
        assertThat(redis.calls("scan") + redis.calls("get") + redis.calls("evalsha") + redis.calls("eval"))
                .isZero();
        assertThat(indexed.discoverAll()).hasSize(3_000);
        assertThat(redis.calls("mget")).isBetween(4L, 5L);
    }

    @Test
    void oneExchangeOfManyDoesARound() {
        List<RedisExchange> many =
                IntStream.range(0, 5).mapToObj(i -> builder().build()).toList();
        many.forEach(RedisExchange::discoverAll);
        await().atMost(SOON).until(() -> redis.commands().exists("exchange:indexed") == 1);
        redis.commands().configResetstat();

        many.forEach(RedisExchange::discoverAll);

        assertThat(redis.calls("scan") + redis.calls("hscan")).isZero();
        many.forEach(RedisExchange::close);
    }

    @Test
    void prefixesHaveIndexesOfTheirOwn() {
        awaitIndex();
        try (RedisExchange prefixed = builder().keyPrefix("team-a:").build()) {
            AgentId agent = prefixed.registerAgent(Circle.class);

            assertThat(prefixed.discover(Circle.class)).containsExactly(agent);
            await().atMost(SOON).until(() -> redis.commands().exists("team-a:exchange:indexed") == 1);
            assertThat(prefixed.discover(Circle.class)).containsExactly(agent);
            assertThat(indexed.discoverAll()).isEmpty();
            assertThat(redis.commands().keys("exchange:type:*")).isEmpty();
            assertThat(redis.commands().keys("team-a:exchange:type:*")).isNotEmpty();
        }
    }

    @Test
    void keyOfTheIndexThatSomebodyElseWroteHindersNoRegistration() {
        awaitIndex();
        redis.commands().set("exchange:agents", RedisCalls.utf8("not ours"));
        redis.commands().set("exchange:type:" + CIRCLE, RedisCalls.utf8("not ours"));

        AgentId agent = scanning.registerAgent(Circle.class);

        assertThat(scanning.discover(Circle.class)).containsExactly(agent);
        scanning.terminate(agent);
        assertThat(scanning.discover(Circle.class)).isEmpty();
    }

    static class Circle {}
}
