package academy.exchange.agent;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;

import academy.exchange.Message;
import academy.exchange.RemoteFailure;
import academy.exchange.codec.JsonMessageCodec;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(30)
class FailureAnswerTest {

    private final Failing agent = new Failing();
    private final Desk desk = Desk.of(agent);

    @Test
    void causesAreInTheTrace() {
        RemoteFailure failure = desk.fail("nested");
        assertThat(failure.type()).contains("IllegalStateException");
        assertThat(failure.message()).isEqualTo("outer");
        assertThat(failure.trace())
                .startsWith("java.lang.IllegalStateException: outer")
                .contains("Caused by: java.lang.IllegalArgumentException: middle")
                .contains("Caused by: java.lang.ArithmeticException: inner");
    }

    @Test
    void causeOfADeepExceptionIsInTheTrace() {
        assertThat(desk.fail("deepOutside", 500).trace())
                .contains("IllegalStateException: outer")
                .contains("Caused by: java.lang.ArithmeticException: inner");
    }

    @Test
    void deepCauseIsInTheTrace() {
        assertThat(desk.fail("deepInside", 500).trace())
                .contains("IllegalStateException: outer")
                .contains("Caused by: java.lang.ArithmeticException: inner");
    }

    @Test
    void failureNeverExceedsTheLimit() {
        long limit = 8 * 1024;
        Desk narrow = Desk.of(JsonMessageCodec.builder().maxMessageSize(limit).build(), agent);
        RemoteFailure failure = narrow.fail("wordy", 100_000);
        assertThat(failure.type()).contains("IllegalStateException");
        assertThat(failure.trace()).contains("characters left out");
        Message answer = narrow.exchange().sent().get(0);
        assertThat(narrow.exchange().codec().encode(answer)).hasSizeLessThanOrEqualTo((int) limit);
    }

    @Test
    void exceptionThatDescribesItselfForEverIsAnsweredAllTheSame() {
        assertThat(desk.fail("endless").type()).contains("EndlessException");
        assertThat(desk.failures()).isEmpty();
    }

    @Test
    void exceptionThatCannotBeLoggedIsAnsweredAllTheSame() {
        Logger dispatching = (Logger) LoggerFactory.getLogger(RequestDispatcher.class);
        dispatching.setLevel(Level.DEBUG);
        try {
            assertThat(desk.fail("endless").type()).contains("EndlessException");
        } finally {
            dispatching.setLevel(null);
        }
    }

    @Test
    void exceptionWithoutMessageIsAnsweredWithAnEmptyOne() {
        assertThat(desk.fail("silent").message()).isEmpty();
    }

    static class Failing {

        @Action
        void nested() {
            throw new IllegalStateException(
                    "outer", new IllegalArgumentException("middle", new ArithmeticException("inner")));
        }

        @Action
        void deepOutside(int depth) {
            if (depth > 0) {
                deepOutside(depth - 1);
            }
            throw new IllegalStateException("outer", new ArithmeticException("inner"));
        }

        @Action
        void deepInside(int depth) {
            try {
                sink(depth);
            } catch (ArithmeticException inner) {
                throw new IllegalStateException("outer", inner);
            }
        }

        @Action
        void wordy(int length) {
            throw new IllegalStateException(
                    "\u0001".repeat(length), new IllegalArgumentException("\u0001".repeat(length)));
        }

        @Action
        void endless() {
            throw new EndlessException();
        }

        @Action
        void silent() {
            throw new IllegalStateException();
        }

        private static void sink(int depth) {
            if (depth > 0) {
                sink(depth - 1);
            }
            throw new ArithmeticException("inner");
        }
    }

    /** Names itself as its reason. */
    static class EndlessException extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final transient RuntimeException reason = this;

        @Override
        public String getMessage() {
            return "because of " + reason.getMessage();
        }
    }
}
