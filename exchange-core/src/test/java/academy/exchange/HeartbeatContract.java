package academy.exchange;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** How owners of mailboxes show that they are alive. */
interface HeartbeatContract extends ExchangeFixture {

    @Test
    default void nobodyHasAHeartbeatBeforeTheFirst() {
        assertThat(exchange().heartbeatAge(exchange().registerAgent(Heart.class)))
                .isEmpty();
        assertThat(exchange().heartbeatAge(exchange().registerClient())).isEmpty();
    }

    @Test
    default void heartbeatIsYoungAtFirstAndAges() {
        for (EntityId id : new EntityId[] {
            exchange().registerAgent(Heart.class), exchange().registerClient()
        }) {
            beat(id);

            Duration first = exchange().heartbeatAge(id).orElseThrow();
            assertThat(first).isBetween(Duration.ZERO, Duration.ofSeconds(5));
            await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> assertThat(
                            secondExchange().heartbeatAge(id).orElseThrow())
                    .isGreaterThan(first.plusMillis(20)));
        }
    }

    @Test
    default void nextHeartbeatTakesThePlaceOfTheLast() {
        AgentId agent = exchange().registerAgent(Heart.class);
        beat(agent);
        await().until(() -> exchange().heartbeatAge(agent).orElseThrow().compareTo(Duration.ofMillis(300)) > 0);

        long start = System.nanoTime();
        beat(agent);
        Duration age = exchange().heartbeatAge(agent).orElseThrow();
        Duration passed = Duration.ofNanos(System.nanoTime() - start);

        assertThat(age).isLessThan(passed.plusMillis(250));
    }

    @Test
    default void heartbeatOfAnUnknownIdIsRefused() {
        AgentId unknown = AgentId.random();

        assertThatExceptionOfType(BadEntityIdException.class)
                .isThrownBy(() -> exchange().heartbeatAge(unknown));
        assertThatExceptionOfType(BadEntityIdException.class)
                .isThrownBy(() -> exchange().heartbeatAge(ClientId.random()));
        assertThat(exchange().status(unknown)).isEqualTo(MailboxStatus.MISSING);
    }

    @Test
    default void terminatedMailboxKeepsItsLastHeartbeatAndGetsNoOther() {
        AgentId silent = exchange().registerAgent(Heart.class);
        AgentId lively = exchange().registerAgent(Heart.class);
        try (Mailbox silentMailbox = exchange().getMailbox(silent);
                Mailbox livelyMailbox = exchange().getMailbox(lively)) {
            livelyMailbox.heartbeat();
            secondExchange().terminate(silent);
            secondExchange().terminate(lively);

            silentMailbox.heartbeat();
            livelyMailbox.heartbeat();
        }

        assertThat(exchange().heartbeatAge(silent)).isEmpty();
        assertThat(exchange().heartbeatAge(lively)).isPresent();
        assertThat(exchange().status(silent)).isEqualTo(MailboxStatus.TERMINATED);
    }

    @Test
    default void closedReaderHasNoHeartbeat() {
        AgentId agent = exchange().registerAgent(Heart.class);
        Mailbox mailbox = exchange().getMailbox(agent);
        mailbox.close();

        assertThatExceptionOfType(MailboxClosedException.class).isThrownBy(mailbox::heartbeat);
        assertThat(exchange().heartbeatAge(agent)).isEmpty();
    }

    @Test
    default void onlyTheLivingAreFoundWhereAskedFor() {
        AgentId lively = exchange().registerAgent(Heart.class);
        AgentId transplant = exchange().registerAgent(Transplant.class);
        AgentId silent = exchange().registerAgent(Heart.class);
        AgentId terminated = exchange().registerAgent(Heart.class);
        beat(lively);
        beat(transplant);
        beat(terminated);
        exchange().terminate(terminated);
        Duration minute = Duration.ofMinutes(1);

        assertThat(exchange().discover(Heart.class)).containsExactlyInAnyOrder(lively, transplant, silent);
        assertThat(exchange().discover(Heart.class, true, minute)).containsExactlyInAnyOrder(lively, transplant);
        assertThat(exchange().discover(Heart.class, false, minute)).containsExactly(lively);
        assertThat(secondExchange().discover(AgentRegistration.BASE_TYPE, true, minute))
                .containsExactlyInAnyOrder(lively, transplant);
        assertThat(exchange().discover(Object.class.getName(), false, minute)).isEmpty();
    }

    @Test
    default void agentWhoseHeartbeatIsTooOldIsNotFound() {
        AgentId agent = exchange().registerAgent(Heart.class);
        beat(agent);
        Duration limit = Duration.ofMillis(50);

        await().until(() -> exchange().heartbeatAge(agent).orElseThrow().compareTo(limit) > 0);

        assertThat(exchange().discover(Heart.class, true, limit)).isEmpty();
        assertThat(exchange().discover(Heart.class, true, Mailbox.FOREVER)).containsExactly(agent);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S"})
    default void agesThatMakeNoSenseAreRefused(Duration age) {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> exchange().discover(Heart.class, true, age));
    }

    @Test
    default void livingAgentsNeedATypeName() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> exchange().discover("", true, Duration.ofMinutes(1)));
    }

    private void beat(EntityId id) {
        try (Mailbox mailbox = exchange().getMailbox(id)) {
            mailbox.heartbeat();
        }
    }

    /** What is looked for. */
    class Heart {}

    /** A subclass of what is looked for. */
    class Transplant extends Heart {}
}
