package academy.exchange;

import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** What can be seen of a mailbox and done to it by somebody who does not serve it. */
interface UpkeepContract extends ExchangeFixture {

    private Upkeep upkeep() {
        return exchange().upkeep().orElseThrow();
    }

    @Test
    default void peekedMessagesStayInTheirOrder() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        List<Message> sent = Taking.send(exchange(), client, agent, 3);

        List<QueuedMessage> seen = upkeep().peek(agent, 2);

        assertThat(seen).extracting(each -> each.message().orElseThrow()).containsExactly(sent.get(0), sent.get(1));
        assertThat(seen.get(0).content().getBytes(UTF_8))
                .isEqualTo(exchange().codec().encode(sent.get(0)))
                .hasSize(seen.get(0).size());
        assertThat(upkeep().peek(agent, 0)).isEmpty();
        assertThat(Traffic.drain(exchange().getMailbox(agent))).isEqualTo(sent);
        assertThat(upkeep().peek(agent, 2)).isEmpty();
    }

    @Test
    default void peekShowsWhatCannotBeRead() {
        AgentId agent = exchange().registerAgent(Object.class);
        putRaw(agent, "garbage".getBytes(UTF_8));

        assertThat(upkeep().peek(agent, 10)).containsExactly(new QueuedMessage(Optional.empty(), 7, "garbage"));
    }

    @Test
    default void peekEndsWithTheMailbox() {
        AgentId agent = exchange().registerAgent(Object.class);
        Taking.send(exchange(), exchange().registerClient(), agent, 1);

        exchange().terminate(agent);

        assertThat(upkeep().peek(agent, 10)).isEmpty();
        assertThatExceptionOfType(BadEntityIdException.class).isThrownBy(() -> upkeep().peek(AgentId.random(), 1));
    }

    @Test
    default void largeMessagesArePeekedAtInParts() {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        String text = "[\"" + "x".repeat(900_000) + "\"]";
        for (int i = 0; i < 12; i++) {
            exchange()
                    .send(Message.request(
                            client, agent, new Request.Action("big", Serialization.JSON, text, "{}", null, null)));
        }

        assertThat(upkeep().peek(agent, 12)).hasSizeBetween(8, 10);
    }

    @Test
    default void deadLettersAreCountedDroppedAndRedrivenOldestFirst() throws InterruptedException {
        AgentId agent = exchange().registerAgent(Object.class);
        Taking.send(exchange(), exchange().registerClient(), agent, 4);
        try (Mailbox mailbox = Taking.open(exchange(), agent)) {
            for (int i = 0; i < 4; i++) {
                int letters = i + 1;
                Taking.next(mailbox).acknowledgement().reject("no sense in " + i);
                await().atMost(Traffic.ARRIVAL).until(() -> upkeep().countDeadLetters(agent) == letters);
            }
        }

        assertThat(upkeep().dropDeadLetters(agent, 0)).isZero();
        assertThat(upkeep().dropDeadLetters(agent, 2)).isEqualTo(2);
        assertThat(upkeep().deadLetters(agent, 10))
                .extracting(DeadLetter::reason)
                .satisfiesExactly(newest -> assertThat(newest).contains("no sense in 3"), older -> assertThat(older)
                        .contains("no sense in 2"));
        assertThat(upkeep().redrive(agent, 1)).isOne();
        assertThat(upkeep().peek(agent, 10)).hasSize(1);
        assertThat(upkeep().dropDeadLetters(agent, 10)).isOne();
        assertThat(upkeep().countDeadLetters(agent)).isZero();
    }

    @Test
    default void upkeepKnowsTheStateOfTheMailbox() {
        AgentId agent = exchange().registerAgent(Object.class);
        exchange().terminate(agent);

        assertThatExceptionOfType(MailboxTerminatedException.class).isThrownBy(() -> upkeep().redrive(agent, 1));
        assertThatExceptionOfType(BadEntityIdException.class)
                .isThrownBy(() -> upkeep().dropDeadLetters(AgentId.random(), 1));
        assertThatExceptionOfType(BadEntityIdException.class)
                .isThrownBy(() -> upkeep().deadLetters(AgentId.random(), 1));
        assertThat(upkeep().countDeadLetters(AgentId.random())).isZero();
    }

    @Test
    default void typeNamesAreThoseOfTheRegistration() {
        AgentRegistration registration =
                AgentRegistration.of(StringBuilder.class).withName("builder").withExtraTypes(List.of("tools.Builder"));
        AgentId agent = exchange().registerAgent(registration);

        assertThat(upkeep().typeNames(agent)).isEqualTo(registration.typeNames());
        exchange().terminate(agent);
        assertThat(upkeep().typeNames(agent)).isEmpty();
        assertThat(upkeep().typeNames(AgentId.random())).isEmpty();
    }
}
