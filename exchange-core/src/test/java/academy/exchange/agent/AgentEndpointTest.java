package academy.exchange.agent;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import academy.exchange.AgentId;
import academy.exchange.AgentRegistration;
import academy.exchange.Exchange;
import academy.exchange.ExchangeUnavailableException;
import academy.exchange.Mailbox;
import academy.exchange.codec.JsonMessageCodec;
import academy.exchange.mailbox.ContainerOptions;
import academy.exchange.memory.InMemoryExchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(30)
class AgentEndpointTest {

    private final RecordingExchange exchange = new RecordingExchange(JsonMessageCodec.create());
    private final AgentRegistration registration = AgentRegistration.of(AgentEndpointTest.class);

    @Test
    void freshAgentThatCannotOpenItsMailboxLeavesNoneBehind() {
        exchange.failNextWith(new ExchangeUnavailableException("down", null));
        assertThatThrownBy(() -> endpoint(registration).open()).isInstanceOf(ExchangeUnavailableException.class);
        assertThat(exchange.terminated()).hasSize(1);
    }

    @Test
    void failureToCleanUpDoesNotHideWhyTheStartFailed() {
        exchange.failNextWith(new ExchangeUnavailableException("first", null));
        exchange.failNextWith(new ExchangeUnavailableException("second", null));
        assertThatThrownBy(() -> endpoint(registration).open()).hasMessage("first");
    }

    @Test
    void fixedAgentThatCannotOpenItsMailboxKeepsIt() {
        exchange.failNextWith(new ExchangeUnavailableException("down", null));
        AgentEndpoint endpoint = endpoint(registration.withId(AgentId.random()));
        assertThatThrownBy(endpoint::open).isInstanceOf(ExchangeUnavailableException.class);
        assertThat(exchange.terminated()).isEmpty();
    }

    @Test
    void mailboxOfAnAgentTellsIfTheOneBehindItDoes() {
        try (InMemoryExchange telling = InMemoryExchange.create(JsonMessageCodec.create())) {
            AgentEndpoint endpoint = endpoint(telling, registration);
            Mailbox mailbox = endpoint.open();
            try {
                assertThat(mailbox.whenReady(() -> {})).isTrue();
            } finally {
                mailbox.close();
                endpoint.released(mailbox);
            }
        }
    }

    private AgentEndpoint endpoint(AgentRegistration registered) {
        return endpoint(exchange, registered);
    }

    private static AgentEndpoint endpoint(Exchange exchange, AgentRegistration registered) {
        ActionCancels cancels = new ActionCancels(exchange, new Replies(exchange, "test"), false, false);
        return new AgentEndpoint(
                exchange, registered, AgentLife.none("test"), cancels, ContainerOptions.defaults(), () -> {});
    }
}
