package academy.exchange;

import java.util.List;
import java.util.Set;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What becomes of a request that is withdrawn. */
interface WithdrawalContract extends ExchangeFixture {

    @Test
    default void withdrawalGivesTheHeaderAndTellsEveryReader() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        Message queued = Traffic.action(client, agent, "queued");
        Message taken = Traffic.action(client, agent, "taken");
        exchange().send(taken);
        Mailbox one = exchange().getMailbox(agent);
        Mailbox other = secondExchange().getMailbox(agent);
        assertThat(one.receive(Traffic.ARRIVAL)).isEqualTo(taken);
        exchange().send(queued);

        assertThat(secondExchange().withdraw(agent, queued.tag())).hasValue(queued.header());
        assertThat(exchange().withdraw(agent, taken.tag())).hasValue(taken.header());

        for (Mailbox mailbox : List.of(one, other)) {
            assertThat(withdrawn(mailbox)).containsExactlyInAnyOrder(queued.tag(), taken.tag());
            assertThat(withdrawn(mailbox)).as("told again").hasSize(2);
        }
    }

    @Test
    default void withdrawnRequestIsStillThereToBeAnswered() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        Message request = Traffic.action(client, agent, "go");
        exchange().send(request);

        exchange().withdraw(agent, request.tag());
        assertThat(Traffic.drain(exchange().getMailbox(client))).isEmpty();
        assertThat(exchange().withdraw(agent, request.tag())).as("twice").hasValue(request.header());
        exchange().send(Traffic.success(request));

        assertThat(Traffic.drain(exchange().getMailbox(client))).containsExactly(Traffic.success(request));
        assertThat(Traffic.drain(exchange().getMailbox(agent))).containsExactly(request);
        assertThat(exchange().stats(agent).completed()).isEqualTo(1);
    }

    @Test
    default void whatIsNotOpenCannotBeWithdrawn() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        AgentId other = exchange().registerAgent(Object.class);
        Message answered = Traffic.action(client, agent, "go");
        Message open = Traffic.action(client, agent, "go");
        exchange().sendAll(List.of(answered, open));
        exchange().send(Traffic.success(answered));

        assertThat(exchange().withdraw(agent, answered.tag())).isEmpty();
        assertThat(exchange().withdraw(other, open.tag())).isEmpty();
        assertThat(exchange().withdraw(agent, UUID.randomUUID())).isEmpty();
        assertThat(exchange().withdraw(AgentId.random(), open.tag())).isEmpty();

        assertThat(withdrawn(exchange().getMailbox(agent))).isEmpty();
        assertThat(withdrawn(exchange().getMailbox(other))).isEmpty();
    }

    @Test
    default void mailboxThatIsOpenedAnewHasNothingWithdrawn() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        Message request = Traffic.action(client, agent, "go");
        exchange().send(request);
        exchange().withdraw(agent, request.tag());

        exchange().terminate(agent);
        assertThat(exchange().withdraw(agent, request.tag())).isEmpty();
        exchange().registerAgent(AgentRegistration.of(Object.class).withId(agent));

        assertThat(withdrawn(exchange().getMailbox(agent))).isEmpty();
    }

    private static Set<UUID> withdrawn(Mailbox mailbox) throws InterruptedException {
        return mailbox.receiveUrgent(Set.of(Urgency.CONTROL)).withdrawn();
    }
}
