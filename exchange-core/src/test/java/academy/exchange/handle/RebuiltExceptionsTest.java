package academy.exchange.handle;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import academy.exchange.ActionFailedException;
import academy.exchange.AgentHandle;
import academy.exchange.RemoteFailure;
import academy.exchange.codec.JsonMessageCodec;
import academy.exchange.memory.InMemoryExchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(30)
class RebuiltExceptionsTest {

    static final class Broke extends RuntimeException {
        Broke(String message) {
            super(message);
        }
    }

    static final class Speechless extends RuntimeException {}

    static final class WithoutCause extends RuntimeException {
        WithoutCause(String message) {
            super(message, null);
        }
    }

    static final class Stubborn extends RuntimeException {
        Stubborn(String message) {
            throw new IllegalStateException(message);
        }
    }

    static final class Unlisted extends RuntimeException {}

    abstract static class Abstract extends RuntimeException {}

    static final class Demanding extends RuntimeException {
        Demanding(int number) {
            super("number " + number);
        }
    }

    static final class Checked extends Exception {
        Checked(String message) {
            super(message);
        }
    }

    interface Work {
        void declared() throws IOException, Checked;

        void undeclared() throws IOException;

        CompletableFuture<Void> later() throws Checked;
    }

    private static final Duration LONG = Duration.ofSeconds(20);

    private final JsonMessageCodec codec = JsonMessageCodec.create();
    private final InMemoryExchange exchange = InMemoryExchange.create(codec);
    private volatile RemoteFailure failure = RemoteFailure.of("Unset", "unset");
    private final EchoAgent agent = new EchoAgent(exchange, request -> Optional.of(codec.encodeFailure(failure)));
    private final ExchangeHandles handles = new ExchangeHandles(
            exchange,
            LONG,
            List.of(
                    Broke.class.getName(),
                    Speechless.class.getName(),
                    WithoutCause.class.getName(),
                    Stubborn.class.getName(),
                    Checked.class.getName(),
                    "java.lang.StackOverflowError"));
    private final AgentHandle handle = handles.getHandle(agent.id);

    @AfterEach
    void end() {
        agent.close();
        handles.close();
        exchange.close();
    }

    @Test
    void listedUncheckedExceptionIsThrownAndCausedByTheFailure() {
        failure = RemoteFailure.of(new Broke("by half"));

        assertThatThrownBy(() -> handle.call("work", Void.class, LONG))
                .isInstanceOf(Broke.class)
                .hasMessage("by half")
                .cause()
                .isInstanceOfSatisfying(
                        ActionFailedException.class,
                        cause -> assertThat(cause.failure().trace()).contains("RebuiltExceptionsTest"));
        assertThatThrownBy(handle.action("work", Void.class)::join).hasCauseInstanceOf(Broke.class);
        assertThatThrownBy(handle.as(Work.class)::undeclared).isInstanceOf(Broke.class);
    }

    @Test
    void exceptionWithoutAMessageIsMadeOfNothing() {
        failure = RemoteFailure.of(new Speechless());

        assertThatThrownBy(() -> handle.call("work", Void.class, LONG))
                .isInstanceOf(Speechless.class)
                .hasCauseInstanceOf(ActionFailedException.class);
    }

    @Test
    void exceptionThatTakesNoCauseHasTheFailureSuppressed() {
        failure = RemoteFailure.of(new WithoutCause("alone"));

        assertThatThrownBy(() -> handle.call("work", Void.class, LONG))
                .isInstanceOf(WithoutCause.class)
                .hasNoCause()
                .satisfies(thrown ->
                        assertThat(thrown.getSuppressed()).hasAtLeastOneElementOfType(ActionFailedException.class));
    }

    @Test
    void listedErrorIsThrown() {
        failure = RemoteFailure.of(new StackOverflowError());

        assertThatThrownBy(() -> handle.call("work", Void.class, LONG)).isInstanceOf(StackOverflowError.class);
        assertThatThrownBy(handle.action("work", Void.class)::join).hasCauseInstanceOf(StackOverflowError.class);
    }

    @Test
    void listedCheckedExceptionIsTheCause() {
        failure = RemoteFailure.of(new Checked("twice"));
        Work work = handle.as(Work.class);

        assertThatThrownBy(() -> handle.call("work", Void.class, LONG))
                .isInstanceOf(ActionFailedException.class)
                .cause()
                .isInstanceOf(Checked.class)
                .hasMessage("twice");
        assertThatThrownBy(work::undeclared)
                .isInstanceOf(ActionFailedException.class)
                .hasCauseInstanceOf(Checked.class);
        assertThatThrownBy(() -> work.later().join())
                .cause()
                .isInstanceOf(ActionFailedException.class)
                .hasCauseInstanceOf(Checked.class);
    }

    @Test
    void methodThatDeclaresTheCheckedExceptionThrowsIt() {
        failure = RemoteFailure.of(new Checked("twice"));

        assertThatThrownBy(handle.as(Work.class)::declared)
                .isInstanceOf(Checked.class)
                .hasMessage("twice")
                .cause()
                .isInstanceOf(ActionFailedException.class)
                .hasNoCause();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "java.lang.IllegalStateException",
                "academy.exchange.handle.RebuiltExceptionsTest$Unlisted",
                "academy.exchange.handle.RebuiltExceptionsTest$Stubborn",
                "no.such.Exception",
                ""
            })
    void everyOtherFailureIsToldAndNothingMade(String className) {
        failure = new RemoteFailure(Optional.of("Any"), Optional.of(className), "bad", "trace\n");

        assertThatThrownBy(() -> handle.call("work", Void.class, LONG))
                .isInstanceOf(ActionFailedException.class)
                .hasNoCause();
    }

    @Test
    void simpleNameAloneMakesNothing() {
        failure = RemoteFailure.of("Broke", "by half");

        assertThatThrownBy(() -> handle.call("work", Void.class, LONG)).isInstanceOf(ActionFailedException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "java.lang.String",
                "no.such.Exception",
                "",
                "academy.exchange.handle.RebuiltExceptionsTest$Abstract",
                "academy.exchange.handle.RebuiltExceptionsTest$Demanding"
            })
    void nameThatCannotBeMadeIsRefusedAtOnce(String name) {
        List<String> names = List.of("java.lang.IllegalStateException", name);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ExchangeHandles(exchange, LONG, names))
                .withMessageContaining("'" + name + "'");
        assertThatIllegalArgumentException().isThrownBy(() -> ExchangeHandles.checkAllowedExceptions(names));
    }
}
