package academy.exchange;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** The life of an exchange itself, and the little that it says of handles. */
interface ClosingContract extends ExchangeFixture {

    @Test
    default void pingTellsHowLongItTook() {
        assertThat(exchange().ping()).isBetween(Duration.ZERO, Duration.ofSeconds(10));
    }

    @Test
    default void exchangeShowsItselfByItsName() {
        assertThat(exchange().toString()).contains(exchange().getClass().getSimpleName());
    }

    @Test
    default void handleKnowsItsAgentWithoutAskingTheStore() {
        AgentId unknown = AgentId.random();

        try (AgentHandle handle = exchange().getHandle(unknown)) {
            assertThat(handle.agentId()).isEqualTo(unknown);
        }
        assertThat(exchange().status(unknown)).isEqualTo(MailboxStatus.MISSING);
    }

    @Test
    default void handleToAClientIsRefused() {
        ClientId client = exchange().registerClient();

        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> exchange().getHandle(client))
                .withMessageContaining(client.uid().toString());
    }

    @Test
    default void closedExchangeRefusesEverything() {
        ClientId client = exchange().registerClient();
        Message message = Traffic.ping(client, client);
        exchange().close();

        assertRefused(() -> exchange().registerAgent(Object.class));
        assertRefused(() -> exchange().registerClient());
        assertRefused(() -> exchange().terminate(client));
        assertRefused(() -> exchange().discoverAll());
        assertRefused(() -> exchange().getMailbox(client));
        assertRefused(() -> exchange().send(message));
        assertRefused(() -> exchange().sendAll(List.of(message)));
        assertRefused(() -> exchange().status(client));
        assertRefused(() -> exchange().getHandle(AgentId.random()));
        assertRefused(() -> exchange().ping());
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> exchange().sendAsync(message).get(10, TimeUnit.SECONDS))
                .withCauseInstanceOf(ExchangeClosedException.class);
    }

    private static void assertRefused(ThrowingCallable operation) {
        assertThatExceptionOfType(ExchangeClosedException.class).isThrownBy(operation);
    }

    @Test
    default void closingTwiceDoesNothingMore() {
        exchange().close();
        exchange().close();

        assertRefused(() -> exchange().ping());
    }

    @Test
    default void closingClosesTheMailboxesOpenedHere() throws Exception {
        Mailbox mailbox = exchange().getMailbox(exchange().registerClient());
        WaitingReader reader = WaitingReader.of(exchange().getMailbox(exchange().registerClient()));

        exchange().close();

        assertThat(reader.failure()).isInstanceOf(MailboxClosedException.class);
        assertThatExceptionOfType(MailboxClosedException.class).isThrownBy(() -> mailbox.receive(Duration.ZERO));
        mailbox.close();
    }
}
