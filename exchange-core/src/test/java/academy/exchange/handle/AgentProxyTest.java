package academy.exchange.handle;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import academy.exchange.AgentHandle;
import academy.exchange.ExchangeInterruptedException;
import academy.exchange.ExchangeTimeoutException;
import academy.exchange.MessageCodec;
import academy.exchange.PayloadException;
import academy.exchange.Request;
import academy.exchange.Response;
import academy.exchange.codec.JsonMessageCodec;
import academy.exchange.memory.InMemoryExchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(30)
class AgentProxyTest {

    interface Typed<T> {
        T first(T value);

        CompletableFuture<T> later(T value);
    }

    interface Numbers extends Typed<Long> {
        int increment(int by);

        List<Long> list(List<Long> values);

        CompletableFuture<Map<String, Long>> map(Map<String, Long> values);

        CompletionStage<Long> stage(Long value);

        Future<Long> future(Long value);

        void nothing(String ignored) throws IOException;

        int missing(@Nullable Object none);

        default int twice(int by) {
            return increment(by) * 2;
        }
    }

    interface Silent {
        String silent() throws IOException;
    }

    private final MessageCodec codec = JsonMessageCodec.create();
    private final InMemoryExchange exchange = InMemoryExchange.create(codec);
    private final ExchangeHandles handles = new ExchangeHandles(exchange, Duration.ofSeconds(20));
    private final EchoAgent agent = new EchoAgent(exchange, request -> {
        Request.Action action = (Request.Action) request.body();
        return action.action().equals("silent")
                ? Optional.<Response>empty()
                : Optional.of(codec.encodeResult(codec.decodeArguments(action).get(0, Object.class)));
    });
    private final AgentHandle handle = handles.getHandle(agent.id);
    private final Numbers numbers = handle.as(Numbers.class);

    @AfterEach
    void end() {
        agent.close();
        handles.close();
        exchange.close();
    }

    @Test
    void methodsAskForTheActionOfTheirName() throws Exception {
        assertThat(numbers.increment(3)).isEqualTo(3);
        numbers.nothing("text");

        assertThat(agent.requests)
                .extracting(request -> ((Request.Action) request.body()).action())
                .containsExactly("increment", "nothing");
    }

    @Test
    void genericReturnTypesAreHonoured() throws Exception {
        assertThat(numbers.list(List.of(1L, 2L))).containsExactly(1L, 2L);
        assertThat(numbers.map(Map.of("one", 1L)).get()).containsEntry("one", 1L);
        assertThat(numbers.stage(5L).toCompletableFuture().get()).isEqualTo(5L);
        assertThat(numbers.future(6L).get()).isEqualTo(6L);
    }

    @Test
    void typeParametersOfAParentAreHonoured() throws Exception {
        assertThat(numbers.first(7L)).isEqualTo(7L);
        assertThat(numbers.later(8L).get()).isEqualTo(8L);
    }

    @Test
    void futureDoesNotWait() {
        assertThat(handle.as(SilentLater.class).silent()).isNotDone();
    }

    interface SilentLater {
        CompletableFuture<String> silent();
    }

    @Test
    void defaultMethodsRunAsThemselves() {
        assertThat(numbers.twice(4)).isEqualTo(8);
    }

    @Test
    void methodsOfObjectAreAnsweredHere() {
        Numbers same = handles.getHandle(agent.id).as(Numbers.class);

        assertThat(numbers).isEqualTo(same).hasSameHashCodeAs(same).isNotEqualTo(handle.as(Silent.class));
        assertThat(numbers.toString()).contains(agent.id.uid().toString()).contains("Numbers");
        assertThat(agent.requests).isEmpty();
    }

    @Test
    void classesAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> handle.as(String.class))
                .withMessageContaining("java.lang.String");
    }

    @Test
    void nullCannotBecomeAPrimitive() {
        assertThatThrownBy(() -> numbers.missing(null))
                .isInstanceOf(PayloadException.class)
                .hasMessageContaining("'missing'");
    }

    @Test
    void interruptedCallThrowsAnUncheckedExceptionAndKeepsTheFlag() {
        Silent silent = handle.as(Silent.class);
        Thread.currentThread().interrupt();

        assertThatThrownBy(silent::silent).isInstanceOf(ExchangeInterruptedException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(handles.pendingCount()).isZero();
    }

    @Test
    void callsWaitForTheLimitOfTheExchange() {
        try (ExchangeHandles hasty = new ExchangeHandles(exchange, Duration.ofMillis(20))) {
            Silent silent = hasty.getHandle(agent.id).as(Silent.class);

            assertThatThrownBy(silent::silent).isInstanceOf(ExchangeTimeoutException.class);
        }
    }
}
