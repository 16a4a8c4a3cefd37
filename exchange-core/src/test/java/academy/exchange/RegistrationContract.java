package academy.exchange;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** How ids come into being, what becomes of them, and what an unknown one means. */
interface RegistrationContract extends ExchangeFixture {

    @Test
    default void registeredAgentIsActive() {
        AgentId agent = exchange().registerAgent(Worker.class);

        assertThat(exchange().status(agent)).isEqualTo(MailboxStatus.ACTIVE);
        assertThat(secondExchange().status(agent)).isEqualTo(MailboxStatus.ACTIVE);
    }

    @Test
    default void registeredClientIsActive() {
        ClientId client = exchange().registerClient();

        assertThat(exchange().status(client)).isEqualTo(MailboxStatus.ACTIVE);
        assertThat(secondExchange().status(client)).isEqualTo(MailboxStatus.ACTIVE);
    }

    @Test
    default void idNobodyRegisteredIsMissing() {
        assertThat(exchange().status(AgentId.random())).isEqualTo(MailboxStatus.MISSING);
        assertThat(exchange().status(ClientId.random())).isEqualTo(MailboxStatus.MISSING);
    }

    @Test
    default void everyRegistrationWithoutIdMakesANewOne() {
        assertThat(exchange().registerAgent(Worker.class))
                .isNotEqualTo(exchange().registerAgent(Worker.class));
        assertThat(exchange().registerClient()).isNotEqualTo(exchange().registerClient());
    }

    @Test
    default void namesAreKeptInTheId() {
        AgentRegistration named = AgentRegistration.of(Worker.class).withName("alpha");

        assertThat(exchange().registerAgent(named).name()).contains("alpha");
        assertThat(exchange().registerClient("ann").name()).contains("ann");
        assertThat(exchange().registerClient().name()).isEmpty();
    }

    @Test
    default void fixedIdIsRegisteredAsGivenHoweverOften() {
        AgentId fixed = AgentId.random();

        assertThat(exchange().registerAgent(worker(fixed))).isEqualTo(fixed);
        assertThat(exchange().registerAgent(worker(fixed))).isEqualTo(fixed);
        assertThat(exchange().status(fixed)).isEqualTo(MailboxStatus.ACTIVE);
        assertThat(exchange().discover(Worker.class)).containsExactly(fixed);
    }

    @Test
    default void registeringAgainKeepsWhatLiesInTheMailbox() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Worker.class);
        Message message = Traffic.ping(client, agent);
        exchange().send(message);

        exchange().registerAgent(worker(agent));

        assertThat(Traffic.drain(exchange().getMailbox(agent))).containsExactly(message);
    }

    @Test
    default void registeringAgainReplacesTheTypes() {
        AgentId agent = exchange().registerAgent(worker(AgentId.random()).withExtraTypes(List.of("old")));

        exchange().registerAgent(worker(agent).withExtraTypes(List.of("new")));

        assertThat(exchange().discover("old")).isEmpty();
        assertThat(exchange().discover("new")).containsExactly(agent);
    }

    @Test
    default void registeringATerminatedAgentOpensItsMailboxAnewAndEmpty() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Worker.class);
        exchange().send(Traffic.ping(client, agent));
        exchange().terminate(agent);

        exchange().registerAgent(worker(agent));

        assertThat(exchange().status(agent)).isEqualTo(MailboxStatus.ACTIVE);
        assertThat(exchange().discover(Worker.class)).containsExactly(agent);
        Mailbox mailbox = exchange().getMailbox(agent);
        assertThat(Traffic.drain(mailbox)).isEmpty();
        Message message = Traffic.ping(client, agent);
        exchange().send(message);
        assertThat(Traffic.drain(mailbox)).containsExactly(message);
    }

    @Test
    default void registeringATerminatedClientOpensItsMailboxAnewAndEmpty() throws InterruptedException {
        ClientId client = exchange().registerClient();
        exchange().send(Traffic.ping(client, client));
        exchange().terminate(client);

        exchange().registerClient(client);

        assertThat(exchange().status(client)).isEqualTo(MailboxStatus.ACTIVE);
        assertThat(Traffic.drain(exchange().getMailbox(client))).isEmpty();
    }

    @Test
    default void registeringAnActiveClientAgainLeavesItAsItIs() throws InterruptedException {
        ClientId client = exchange().registerClient();
        Message message = Traffic.ping(client, client);
        exchange().send(message);

        assertThat(exchange().registerClient(client)).isEqualTo(client);

        assertThat(Traffic.drain(exchange().getMailbox(client))).containsExactly(message);
    }

    @Test
    default void terminatedIdsStayTerminatedHoweverOftenTheyAreTerminated() {
        AgentId agent = exchange().registerAgent(Worker.class);
        ClientId client = exchange().registerClient();

        for (int i = 0; i < 2; i++) {
            exchange().terminate(agent);
            exchange().terminate(client);
            assertThat(exchange().status(agent)).isEqualTo(MailboxStatus.TERMINATED);
            assertThat(exchange().status(client)).isEqualTo(MailboxStatus.TERMINATED);
            assertThat(secondExchange().status(agent)).isEqualTo(MailboxStatus.TERMINATED);
        }
    }

    @Test
    default void terminatingAnUnknownIdLeavesNoTrace() {
        AgentId agent = AgentId.random();
        ClientId client = ClientId.random();

        exchange().terminate(agent);
        exchange().terminate(client);

        assertThat(exchange().status(agent)).isEqualTo(MailboxStatus.MISSING);
        assertThat(exchange().status(client)).isEqualTo(MailboxStatus.MISSING);
    }

    @Test
    default void mailboxOfAnUnknownIdIsRefusedWithoutTrace() {
        AgentId unknown = AgentId.random();

        assertThatExceptionOfType(BadEntityIdException.class)
                .isThrownBy(() -> exchange().getMailbox(unknown))
                .withMessageContaining(unknown.uid().toString())
                .satisfies(e -> assertThat(e.id()).isEqualTo(unknown));
        assertThat(exchange().status(unknown)).isEqualTo(MailboxStatus.MISSING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a,b"})
    default void clientNamesThatAreEmptyOrHoldACommaAreRefused(String name) {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> exchange().registerClient(name));
    }

    @Test
    default void nullIsRefused() {
        assertThatExceptionOfType(NullPointerException.class)
                .isThrownBy(() -> exchange().registerAgent(RegistrationContract.<AgentRegistration>nothing()));
        assertThatExceptionOfType(NullPointerException.class)
                .isThrownBy(() -> exchange().registerClient(RegistrationContract.<ClientId>nothing()));
        assertThatExceptionOfType(NullPointerException.class)
                .isThrownBy(() -> exchange().registerClient(RegistrationContract.<String>nothing()));
        assertThatExceptionOfType(NullPointerException.class)
                .isThrownBy(() -> exchange().terminate(nothing()));
        assertThatExceptionOfType(NullPointerException.class)
                .isThrownBy(() -> exchange().send(nothing()));
        assertThat(exchange().discoverAll()).isEmpty();
    }

    /** What callers without null checks may pass. */
    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // to be null, and of any type, is the purpose
    private static <T> T nothing() {
        return null;
    }

    private static AgentRegistration worker(AgentId id) {
        return AgentRegistration.of(Worker.class).withId(id);
    }

    /** An agent of no particular skill. */
    class Worker {}
}
