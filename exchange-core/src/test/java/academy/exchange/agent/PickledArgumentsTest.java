package academy.exchange.agent;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import academy.exchange.RemoteFailure;
import academy.exchange.Request;
import academy.exchange.Response;
import academy.exchange.Serialization;
import academy.exchange.codec.JsonMessageCodec;

import static org.assertj.core.api.Assertions.assertThat;

/** An agent before Python callers that pickle, as they do by default. All pickles are those of Python 3.11. */
@Timeout(30)
class PickledArgumentsTest {

    /** {@code (2, 'b', [1.5, None])}. */
    private static final String ARGUMENTS = "gASVFwAAAAAAAABLAowBYpRdlChHP/gAAAAAAABOZYeULg==";

    /** {@code {'text': 'b', 'numbers': {1, 2}}}. */
    private static final String NAMED = "gASVIgAAAAAAAAB9lCiMBHRleHSUjAFilIwHbnVtYmVyc5SPlChLAUsCkHUu";

    private static final String NO_POSITIONAL = "gAQpLg==";
    private static final String NO_NAMED = "gAR9lC4=";

    private final Desk desk = Desk.of(new Printer());

    @Test
    void pickledArgumentsAreBoundLikeOthers() {
        assertThat(ask(pickled("print", ARGUMENTS, NO_NAMED))).isEqualTo("2 b [1.5, null]");
        assertThat(ask(pickled("sum", NO_POSITIONAL, NAMED))).isEqualTo("b 3");
        assertThat(ask(pickled("nothing", NO_POSITIONAL, NO_NAMED))).isNull();
    }

    @ParameterizedTest
    @CsvSource({"PICKLE,PICKLE", "PICKLE,", ",PICKLE", "JSON,PICKLE", ","})
    void answersAreJsonWhateverIsAskedFor(@Nullable Serialization result, @Nullable Serialization exception) {
        Response good =
                desk.ask(new Request.Action("print", Serialization.PICKLE, ARGUMENTS, NO_NAMED, result, exception));
        Response bad =
                desk.ask(new Request.Action("fail", Serialization.PICKLE, NO_POSITIONAL, NO_NAMED, result, exception));

        assertThat(good).isEqualTo(new Response.Result(Serialization.JSON, "\"2 b [1.5, null]\""));
        assertThat(bad).isInstanceOfSatisfying(Response.ActionError.class, error -> assertThat(error.serialization())
                .isEqualTo(Serialization.JSON));
        assertThat(failure(bad).type()).contains("IllegalStateException");
    }

    /** {@code (datetime.datetime(2026, 1, 1),)}, a list in itself, {@code (1,)} in protocol 2, and broken ones. */
    @ParameterizedTest
    @CsvSource({
        "gASVLAAAAAAAAACMCGRhdGV0aW1llIwIZGF0ZXRpbWWUk5RDCgfqAQEAAAAAAACUhZRSlIWULg==,holds a datetime.datetime",
        "gASVCAAAAAAAAABdlGgAYYWULg==,a list that contains itself",
        "gAJLAYVxAC4=,of pickle protocol 2",
        "gASVFwAAAAAAAABLAowB,truncated",
        "not a pickle,not Base64",
    })
    void badPickleIsAnsweredWithTheReasonAndTheWayOut(String positional, String reason) {
        RemoteFailure failure = failure(desk.ask(pickled("print", positional, NO_NAMED)));

        assertThat(failure.type()).contains("BadArgumentsException");
        assertThat(failure.message())
                .contains("The positional arguments cannot be read: ")
                .contains(reason)
                .contains("switch the caller to JSON (in Python: Handle(..., request_serializer='json')");
        assertThat(desk.failures()).isEmpty();
    }

    @Test
    void pickleThatDoesNotFitIsRefusedLikeJson() {
        RemoteFailure pickled = failure(desk.ask(pickled("sum", ARGUMENTS, NO_NAMED)));
        RemoteFailure json = desk.fail("sum", 2, "b", List.of());

        assertThat(pickled.message()).isEqualTo(json.message());
    }

    @Test
    void agentThatReadsNoPicklesSaysSo() {
        Desk off = Desk.of(JsonMessageCodec.builder().readPickles(false).build(), new Printer());

        assertThat(failure(off.ask(pickled("print", ARGUMENTS, NO_NAMED))).message())
                .contains("reading Python pickles is switched off here; switch it on (academy.exchange.read-pickles");
        assertThat(off.ask(pickled("nothing", NO_POSITIONAL, NO_NAMED))).isInstanceOf(Response.Result.class);
    }

    /** What JSON cannot express, Python peers must not be sent; they would stop listening. */
    @Test
    void resultThatJsonCannotExpressIsAnsweredWithAnError() {
        Response answer = desk.ask(
                new Request.Action("odd", Serialization.PICKLE, NO_POSITIONAL, NO_NAMED, Serialization.PICKLE, null));

        assertThat(failure(answer).message()).contains("The result cannot be written as JSON");
    }

    private static Request.Action pickled(String action, String positional, String named) {
        return new Request.Action(action, Serialization.PICKLE, positional, named, null, null);
    }

    private @Nullable Object ask(Request.Action request) {
        return desk.exchange().codec().decodeResult((Response.Result) desk.ask(request), Object.class);
    }

    private RemoteFailure failure(Response answer) {
        return desk.exchange().codec().decodeFailure((Response.ActionError) answer);
    }

    static class Printer {
        @Action
        String print(int number, String text, List<@Nullable Object> more) {
            return number + " " + text + " " + more;
        }

        @Action
        String sum(String text, int[] numbers) {
            int sum = 0;
            for (int number : numbers) {
                sum += number;
            }
            return text + " " + sum;
        }

        @Action
        void nothing() {}

        @Action
        void fail() {
            throw new IllegalStateException("closed");
        }

        @Action
        Map<String, Object> odd() {
            return Map.of("self", new Loop());
        }
    }

    /** Has itself as a property. */
    static final class Loop {
        public Loop getLoop() {
            return this;
        }
    }
}
