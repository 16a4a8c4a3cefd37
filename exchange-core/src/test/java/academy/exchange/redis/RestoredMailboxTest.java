package academy.exchange.redis;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import academy.exchange.AgentHandle;
import academy.exchange.AgentId;
import academy.exchange.AgentRegistration;
import academy.exchange.DeliveryMode;
import academy.exchange.DeliveryOptions;
import academy.exchange.MailboxStatus;
import academy.exchange.agent.Action;
import academy.exchange.agent.AgentOptions;
import academy.exchange.agent.AgentRegistrar;
import academy.exchange.codec.JsonMessageCodec;
import academy.exchange.embedded.EmbeddedRedis;
import academy.exchange.mailbox.ContainerOptions;
import academy.exchange.mailbox.MailboxContainer;
import academy.exchange.mailbox.MailboxContainerRegistry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Agents and handles that run on when Redis has lost its data, in each delivery mode. */
@Timeout(90)
@ParameterizedClass
@EnumSource(DeliveryMode.class)
class RestoredMailboxTest {

    private static final Duration PROMISED = Duration.ofSeconds(10);

    private final AgentId fixed = AgentId.random();
    private final MailboxContainerRegistry registry = new MailboxContainerRegistry();
    private final DeliveryMode mode;
    private EmbeddedRedis server;
    private RedisExchange answering;
    private RedisExchange asking;
    private AgentRegistrar registrar;

    RestoredMailboxTest(DeliveryMode mode) {
        this.mode = mode;
    }

    @BeforeEach
    void start() {
        server = EmbeddedRedis.start();
        answering = exchange();
        asking = exchange();
        registrar = new AgentRegistrar(() -> answering, () -> registry, this::options);
        registrar.register("fresh", new Echo(), registration("fresh"));
        registrar.register("one", new Echo(), registration("replica").withId(fixed));
        registrar.register("other", new Echo(), registration("replica").withId(fixed));
        registry.start();
    }

    @AfterEach
    void stop() {
        registry.stop();
        answering.close();
        asking.close();
        server.close();
    }

    @Test
    void agentsAnswerAgainUnderTheirIdsTypesAndNamesWhenAllKeysWereDeleted() {
        AgentId fresh = agent("fresh");
        assertThat(echo(fresh)).isEqualTo("heard");
        TestRedis redis = TestRedis.at(server.host(), server.port());
        try {
            redis.commands().flushall();
        } finally {
            redis.close();
        }

        awaitRestored("fresh");
        awaitRestored("one", "other");
        assertRestored(fresh);
    }

    @Test
    void agentsAnswerAgainAfterARestartWithoutData() {
        AgentId fresh = agent("fresh");
        assertThat(echo(fresh)).isEqualTo("heard");
        int port = server.port();
        server.close();
        server = EmbeddedRedis.start("--port", Integer.toString(port), "--save", "", "--appendonly", "no");
        assertThat(server.port()).isEqualTo(port);

        awaitRestored("fresh");
        awaitRestored("one", "other");
        assertRestored(fresh);
    }

    @Test
    void agentThatWasTerminatedStaysSo() {
        AgentId fresh = agent("fresh");
        asking.terminate(fresh);
        await().until(() -> container("fresh").status().state() == MailboxContainer.State.TERMINATED);
        TestRedis redis = TestRedis.at(server.host(), server.port());
        try {
            redis.commands().flushall();
        } finally {
            redis.close();
        }

        awaitRestored("one", "other");
        assertThat(container("fresh").status().restorations()).isZero();
        assertThat(asking.status(fresh)).isEqualTo(MailboxStatus.MISSING);
    }

    /** Of siblings, one that comes late finds the mailbox there again. */
    private void awaitRestored(String... anyOf) {
        await(String.join(" or ", anyOf)).atMost(PROMISED).until(() -> Stream.of(anyOf)
                .anyMatch(each -> registry.get(each).status().restorations() > 0));
    }

    private void assertRestored(AgentId fresh) {
        assertThat(asking.status(fresh)).isEqualTo(MailboxStatus.ACTIVE);
        assertThat(asking.status(fixed)).isEqualTo(MailboxStatus.ACTIVE);
        assertThat(asking.discover(Echo.class)).extracting(AgentId::uid).contains(fresh.uid(), fixed.uid());
        assertThat(agent("fresh").uid()).isEqualTo(fresh.uid());
        assertThat(asking.discover("extra"))
                .extracting(AgentId::uid)
                .containsExactlyInAnyOrder(fresh.uid(), fixed.uid());
        // The client of the handles was registered before the data was lost; it is restored, too.
        await().atMost(PROMISED).ignoreExceptions().until(() -> echo(fresh).equals("heard"));
        assertThat(echo(fixed)).isEqualTo("heard");
        await().atMost(PROMISED).until(() -> asking.heartbeatAge(fresh).isPresent());
    }

    private String echo(AgentId agent) {
        try (AgentHandle handle = asking.getHandle(agent)) {
            return handle.action("echo", String.class, "heard")
                    .orTimeout(5, TimeUnit.SECONDS)
                    .join();
        }
    }

    private AgentId agent(String name) {
        List<AgentId> found = asking.discover(name);
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private MailboxContainer container(String id) {
        return registry.get(id);
    }

    private static AgentRegistration registration(String name) {
        return AgentRegistration.of(Echo.class).withName(name).withExtraTypes(List.of("extra"));
    }

    private AgentOptions options() {
        DeliveryOptions delivery = DeliveryOptions.atMostOnce().withMode(mode);
        return AgentOptions.defaults().withContainer(ContainerOptions.defaults().withDelivery(delivery));
    }

    /** How many mailboxes are waited at, and not told of. */
    int dedicatedReaders() {
        return 4;
    }

    private RedisExchange exchange() {
        return RedisExchange.builder(TestRedis.factory(server.host(), server.port()), JsonMessageCodec.create())
                .dedicatedReaders(dedicatedReaders())
                .build();
    }

    static class Echo {
        @Action
        String echo(String text) {
            return text;
        }
    }
}
