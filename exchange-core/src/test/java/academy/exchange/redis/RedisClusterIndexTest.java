package academy.exchange.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.lettuce.core.api.sync.RedisCommands;

import academy.exchange.AgentId;
import academy.exchange.AgentRegistration;
import academy.exchange.DiscoveryContract;
import academy.exchange.EntityId;
import academy.exchange.Exchange;
import academy.exchange.redis.RedisExchange.Discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The contract of discovery by the index on a cluster, where its parts lie on different servers. */
class RedisClusterIndexTest implements DiscoveryContract {

    private static final Duration SOON = Duration.ofSeconds(10);

    private final TestCluster cluster = TestCluster.shared();
    private final String prefix = "test-" + UUID.randomUUID() + ":";
    private final RedisKeys keys = new RedisKeys(prefix, true);
    private RedisExchange exchange;
    private RedisExchange second;

    @BeforeEach
    void connect() {
        exchange = builder().build();
        second = builder().build();
        exchange.discoverAll();
        await().atMost(SOON).until(() -> commands(keys.indexed()).exists(keys.indexed()) == 1);
    }

    private RedisExchangeBuilder builder() {
        return cluster.exchange().keyPrefix(prefix).discovery(Discovery.INDEX);
    }

    @AfterEach
    void disconnect() {
        exchange.close();
        second.close();
        cluster.deleteKeys(prefix);
    }

    private RedisCommands<String, byte[]> commands(String key) {
        return cluster.master(key).commands();
    }

    private List<String> named(String type) {
        String key = keys.types() + type;
        return commands(key).smembers(key).stream()
                .map(member -> new String(member, StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    void agentThatEndedOrChangedItsTypesLeavesTheSetsOfItsOldOnes() {
        AgentRegistration registration = AgentRegistration.of(Circle.class).withId(AgentId.random());
        AgentId agent = exchange.registerAgent(registration.withExtraTypes(List.of("round")));
        assertThat(named("round")).containsExactly(agent.uid().toString());

        exchange.registerAgent(registration.withExtraTypes(List.of("flat")));

        assertThat(named("round")).isEmpty();
        assertThat(named("flat")).containsExactly(agent.uid().toString());
        exchange.terminate(agent);
        await().atMost(SOON).untilAsserted(() -> assertThat(named("flat")).isEmpty());
        await().atMost(SOON).until(() -> commands(keys.agents()).exists(keys.agents()) == 0);
    }

    @Test
    void agentThatIsInNoIndexIsFoundAfterTheNextRound() {
        AgentId agent = exchange.registerAgent(Circle.class);
        AgentId gone = exchange.registerAgent(Other.class);
        String type = keys.types() + Circle.class.getName();
        commands(type).srem(type, RedisCalls.utf8(agent.uid().toString()));
        commands(keys.agents()).hdel(keys.agents(), agent.uid().toString());
        commands(keys.active(gone)).set(keys.active(gone), RedisCalls.utf8("INACTIVE"));
        commands(keys.agent(gone)).del(keys.agent(gone));
        assertThat(exchange.discover(Circle.class)).isEmpty();
        commands(keys.indexing()).del(keys.indexing());

        try (RedisExchange brisk = builder().indexEvery(Duration.ofMillis(300)).build()) {
            await().atMost(SOON).untilAsserted(() -> assertThat(brisk.discover(Circle.class))
                    .containsExactly(agent));
            await().atMost(SOON).untilAsserted(() -> assertThat(named(Other.class.getName()))
                    .isEmpty());
        }
    }

    @Test
    void agentsThatComeAndGoAreFoundAsLongAsTheyAreActive() {
        AgentRegistration registration = AgentRegistration.of(Circle.class).withId(AgentId.random());
        for (int i = 0; i < 50; i++) {
            AgentId agent = exchange.registerAgent(registration);
            assertThat(second.discover(Circle.class)).containsExactly(agent);
            exchange.terminate(agent);
            assertThat(second.discover(Circle.class)).isEmpty();
        }
    }

    @Override
    public Exchange exchange() {
        return exchange;
    }

    @Override
    public Exchange secondExchange() {
        return second;
    }

    @Override
    public void putRaw(EntityId mailbox, byte[] content) {
        commands(keys.queue(mailbox)).rpush(keys.queue(mailbox), content);
    }
}
