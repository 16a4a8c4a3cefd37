package academy.exchange.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import academy.exchange.AgentId;
import academy.exchange.EntityId;
import academy.exchange.Message;
import academy.exchange.RemoteFailure;
import academy.exchange.Response;
import academy.exchange.handle.CallChain;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(20)
class CallLimitsTest {

    private static final Instant NOW = Instant.parse("2030-01-02T03:04:05Z");
    private static final String HERE = "counter[" + Desk.AGENT.uid() + "]";

    private final Witness witness = new Witness();
    private final Desk desk = Desk.of(AgentOptions.defaults().withMaxHops(3), witness);

    @Test
    void requestIsNotRunAfterItsDeadline() {
        RemoteFailure failure = refused(Desk.CLIENT, Map.of("exchange_deadline", "2030-01-02T03:04:03.5Z"));
        assertThat(failure.type()).contains("DeadlineExceededException");
        assertThat(failure.message())
                .startsWith("Action 'witness' of " + HERE + " was not run, since its deadline was over 1500 ms ago");
    }

    @Test
    void requestIsRunUpToItsDeadlineAndKnowsIt() {
        ask(Desk.CLIENT, Map.of("exchange_deadline", NOW.plusSeconds(2).toString()));
        assertThat(witness.context().deadline()).contains(NOW.plusSeconds(2));
        assertThat(witness.context().timeLeft()).contains(Duration.ofSeconds(2));
        desk.exchange().setNow(NOW.plusSeconds(5));
        assertThat(witness.context().timeLeft()).contains(Duration.ZERO);
    }

    @Test
    void requestWithoutADeadlineHasAnyTime() {
        ask(Desk.CLIENT, Map.of());
        assertThat(witness.context().deadline()).isEmpty();
        assertThat(witness.context().timeLeft()).isEmpty();
    }

    @Test
    void chainAsLongAsAllowedIsRun() {
        ask(Desk.CLIENT, chain(2));
        assertThat(witness.chain)
                .hasValueSatisfying(
                        chain -> assertThat(chain.askers()).hasSize(3).endsWith(Desk.CLIENT.uid()));
        assertThat(CallChain.current()).isEqualTo(CallChain.empty());
    }

    @Test
    void longerChainIsRefusedAndNamed() {
        UUID first = UUID.randomUUID();
        UUID second = UUID.randomUUID();
        UUID third = UUID.randomUUID();
        AgentId asker = AgentId.random().withName("go\nround");
        RemoteFailure failure = refused(asker, Map.of("exchange_chain", first + "," + second + "," + third));
        assertThat(failure.type()).contains("TooManyHopsException");
        assertThat(failure.message())
                .startsWith("Action 'witness' of " + HERE + " was not run, since 4 questions led to it")
                .contains("at most 3 may")
                .contains(first + " -> " + second + " -> " + third + " -> 'go round' " + asker.uid() + " -> " + HERE)
                .contains("academy.exchange.agent.max-hops");
    }

    @Test
    void endlessChainIsNotRepeatedInFull() {
        assertThat(refused(Desk.CLIENT, chain(1_000)).message())
                .contains("since 1001 questions led to it")
                .contains(" -> ... -> ")
                .hasSizeLessThan(2_500);
    }

    @Test
    void chainIsTakenOffTheThreadEvenIfTheActionFails() {
        assertThat(desk.fail("fail").message()).isEqualTo("no good");
        assertThat(CallChain.current()).isEqualTo(CallChain.empty());
    }

    private static Map<String, String> chain(int askers) {
        return Map.of(
                "exchange_chain",
                Stream.generate(UUID::randomUUID)
                        .limit(askers)
                        .map(UUID::toString)
                        .collect(Collectors.joining(",")));
    }

    private Response ask(EntityId source, Map<String, String> attributes) {
        desk.exchange().setNow(NOW);
        desk.tell(Message.request(source, Desk.AGENT, null, attributes, desk.action("witness")));
        List<Message> sent = desk.exchange().sent();
        assertThat(sent).hasSize(1);
        return (Response) sent.get(0).body();
    }

    private RemoteFailure refused(EntityId source, Map<String, String> attributes) {
        Response answer = ask(source, attributes);
        assertThat(answer).isInstanceOf(Response.ActionError.class);
        assertThat(witness.seen).isNull();
        return desk.exchange().codec().decodeFailure((Response.ActionError) answer);
    }

    static class Witness {

        private @Nullable ActionContext seen;
        private Optional<CallChain> chain = Optional.empty();

        @Action
        void witness(ActionContext context) {
            seen = context;
            chain = Optional.of(CallChain.current());
        }

        @Action
        void fail() {
            throw new IllegalArgumentException("no good");
        }

        ActionContext context() {
            return Objects.requireNonNull(seen);
        }
    }
}
