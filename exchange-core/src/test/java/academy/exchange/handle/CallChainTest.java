package academy.exchange.handle;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import academy.exchange.AgentId;
import academy.exchange.ClientId;
import academy.exchange.EntityId;
import academy.exchange.Header;
import academy.exchange.Message;
import academy.exchange.Request;

import static org.assertj.core.api.Assertions.assertThat;

class CallChainTest {

    private static final Instant NOON = Instant.parse("2030-01-02T12:00:00.123456Z");
    private static final UUID FIRST = UUID.fromString("11111111-1111-4111-8111-111111111111");

    @Test
    void requestWithoutAttributesIsAskedByItsSourceWithoutDeadline() {
        ClientId client = ClientId.random();

        assertThat(CallChain.of(request(client, Map.of())))
                .isEqualTo(new CallChain(Optional.empty(), List.of(client.uid())));
    }

    @Test
    void whatIsWrittenIsReadAgainWithTheSourceAtTheEnd() {
        AgentId second = AgentId.random();
        CallChain chain = new CallChain(Optional.of(NOON), List.of(FIRST));

        assertThat(CallChain.of(request(second, chain.attributes())))
                .isEqualTo(new CallChain(Optional.of(NOON), List.of(FIRST, second.uid())));
    }

    @Test
    void attributesAreNamedAsPeersKnowThem() {
        UUID second = UUID.randomUUID();

        assertThat(new CallChain(Optional.of(NOON), List.of(FIRST, second)).attributes())
                .isEqualTo(Map.of(
                        "exchange_deadline", "2030-01-02T12:00:00.123456Z", "exchange_chain", FIRST + "," + second));
        assertThat(CallChain.empty().attributes()).isEmpty();
        assertThat(CallChain.empty().until(NOON).attributes()).containsOnlyKeys("exchange_deadline");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "noon", "2030-01-02", "2030-13-02T12:00:00Z", "99999999999999"})
    void deadlineThatCannotBeReadIsNone(String deadline) {
        assertThat(CallChain.of(request(ClientId.random(), Map.of("exchange_deadline", deadline)))
                        .deadline())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",", ",,,", "x", "x,y"})
    void askersThatCannotBeReadAreLeftOut(String askers) {
        ClientId client = ClientId.random();

        assertThat(CallChain.of(request(client, Map.of("exchange_chain", askers)))
                        .askers())
                .containsExactly(client.uid());
        assertThat(CallChain.of(request(client, Map.of("exchange_chain", askers + ", " + FIRST)))
                        .askers())
                .containsExactly(FIRST, client.uid());
    }

    @Test
    void boundChainIsThatOfItsThreadUntilTheBindingIsClosed() {
        CallChain outer = CallChain.empty().until(NOON);
        CallChain inner = CallChain.of(request(ClientId.random(), Map.of()));

        try (CallChain.Binding first = outer.bind()) {
            assertThat(first).isNotNull();
            try (CallChain.Binding second = inner.bind()) {
                assertThat(second).isNotNull();
                assertThat(CallChain.current()).isEqualTo(inner);
                assertThat(CompletableFuture.supplyAsync(CallChain::current, task -> new Thread(task).start())
                                .join())
                        .isEqualTo(CallChain.empty());
            }
            assertThat(CallChain.current()).isEqualTo(outer);
        }
        assertThat(CallChain.current()).isEqualTo(CallChain.empty());
    }

    private static Header request(EntityId src, Map<String, String> attributes) {
        return Message.request(src, AgentId.random(), null, attributes, new Request.Ping())
                .header();
    }
}
