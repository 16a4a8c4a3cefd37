package academy.exchange.codec;

import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import academy.exchange.AgentId;
import academy.exchange.ClientId;
import academy.exchange.Message;
import academy.exchange.RemoteFailure;
import academy.exchange.Request;
import academy.exchange.Response;
import academy.exchange.Serialization;

import static org.assertj.core.api.Assertions.assertThat;

class FailuresTest {

    private final JsonMessageCodec codec = JsonMessageCodec.create();

    @Test
    void failureIsWrittenAsPeersReadIt() {
        Response.ActionError error = codec.encodeFailure(RemoteFailure.of("ValueError", "bad"));

        assertThat(error)
                .isEqualTo(new Response.ActionError(
                        Serialization.JSON,
                        "{\"__exception__\":true,\"exception_str\":\"ValueError: bad\\n\","
                                + "\"type\":\"ValueError\",\"message\":\"bad\"}"));
    }

    @Test
    void failureWithoutTypeHasNoFieldForIt() {
        JsonNode written = tree(new RemoteFailure(Optional.empty(), "", "no line break"));

        assertThat(written.propertyNames()).containsExactly("__exception__", "exception_str", "message");
        assertThat(written.get("exception_str").stringValue()).isEqualTo("no line break\n");
    }

    @Test
    void failureComesBackEqual() {
        RemoteFailure failure = RemoteFailure.of(new IllegalStateException("bad é \ud83e\n\"day\""));

        assertThat(codec.decodeFailure(codec.encodeFailure(failure))).isEqualTo(failure);
        assertThat(failure.trace()).contains("FailuresTest");
    }

    @Test
    void classIsToldByItsFullNameOfWhatWasThrown() {
        RemoteFailure failure = RemoteFailure.of(new IllegalStateException("bad"));

        assertThat(tree(failure).get("class").stringValue()).isEqualTo("java.lang.IllegalStateException");
        assertThat(failure.className()).contains("java.lang.IllegalStateException");
        assertThat(failure.type()).contains("IllegalStateException");
    }

    @Test
    void classWhoseNameIsTooLongIsNotTold() {
        Optional<String> longest = Optional.of("C".repeat(256));
        Optional<String> tooLong = Optional.of("C".repeat(257));

        assertThat(tree(new RemoteFailure(Optional.of("T"), longest, "m", "t")).has("class"))
                .isTrue();
        assertThat(tree(new RemoteFailure(Optional.of("T"), tooLong, "m", "t")).has("class"))
                .isFalse();
        assertThat(decode("{\"exception_str\":\"x\",\"type\":\"T\",\"class\":\"" + tooLong.get() + "\"}")
                        .className())
                .isEmpty();
        assertThat(decode("{\"exception_str\":\"x\",\"type\":\"T\",\"class\":7}")
                        .className())
                .isEmpty();
    }

    @Test
    void longTraceLosesItsMiddle() {
        String trace = "first line\n" + "\tat somewhere\n".repeat(100_000) + "ValueError: last line\n";

        String written = tree(new RemoteFailure(Optional.of("T".repeat(1_000)), "m".repeat(100_000), trace))
                .get("exception_str")
                .stringValue();

        assertThat(written)
                .hasSizeBetween(16 * 1024, 16 * 1024 + 60)
                .startsWith("first line\n")
                .contains(" characters left out ...\n")
                .endsWith("ValueError: last line\n");
    }

    @ParameterizedTest
    @ValueSource(longs = {8 * 1024, 64 * 1024, 1024 * 1024})
    void answerWithAFailureAlwaysFits(long limit) {
        JsonMessageCodec small =
                JsonMessageCodec.builder().maxMessageSize(limit).build();
        String worst = "\u0001".repeat(1_000_000);
        Message request = Message.request(ClientId.random(), AgentId.random(), new Request.Ping());

        Response error = small.encodeFailure(new RemoteFailure(Optional.of(worst), worst, worst));

        assertThat(small.encode(request.reply(error))).hasSizeLessThanOrEqualTo((int) limit);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`ValueError: bad`                                    | ValueError  | bad",
                "`Traceback (most recent call last):\n  x\nKeyError: 'k'\n` | KeyError | `'k'`",
                "`a\nacademy.exception.BadEntityIdError: x: y\n\n \n` | BadEntityIdError | x: y",
                "`zlib.error: Error -3`                               | error       | Error -3",
                "`KeyboardInterrupt`                                  | KeyboardInterrupt | ``",
                "`ValueError:\n`                                      | ValueError  | ``",
                "`ValueError: \n`                                     | ValueError  | ``",
                "`boom`                                               |             | boom",
                "`it went wrong: badly`                               |             | it went wrong: badly",
                "`java.lang.Error: x\n\tat a.B.c(D.java:1)\n`         | Error       | x",
                "`a.RemoteError: b.Error: x\n\tat a.B.c(D.java:1)\n\t... 3 more\n` | RemoteError | b.Error: x",
                "`https://example.org/x`                              |             | https://example.org/x",
                "`\n \n`                                              |             | ``",
            })
    void typeAndMessageComeFromTheLastLineOfATrace(String trace, String type, String message) {
        RemoteFailure failure = decode("{\"__exception__\":true,\"exception_str\":"
                + JsonMapper.shared().writeValueAsString(trace) + "}");

        assertThat(failure).isEqualTo(new RemoteFailure(Optional.ofNullable(type), message, trace));
    }

    @Test
    void fieldsOfOurOwnWinOverTheTrace() {
        assertThat(decode("{\"exception_str\":\"ValueError: bad\\n\",\"type\":\"T\",\"message\":\"m\",\"cause\":{}}"))
                .isEqualTo(new RemoteFailure(Optional.of("T"), "m", "ValueError: bad\n"));
        assertThat(decode("{\"exception_str\":\"ValueError: bad\\n\",\"type\":1,\"message\":null}"))
                .isEqualTo(new RemoteFailure(Optional.of("ValueError"), "bad", "ValueError: bad\n"));
    }

    @Test
    void textAloneIsATrace() {
        assertThat(decode("\"ValueError: bad\\n\""))
                .isEqualTo(new RemoteFailure(Optional.of("ValueError"), "bad", "ValueError: bad\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "not JSON at all",
                "gARLAy4=",
                "{\"exception_str\":}",
                "{\"a\":1,\"a\":1}",
                "[[[[",
                "null",
                "7",
                "NaN",
                "[]",
                "{}",
                "{\"exception_str\":7}",
                "{\"__exception__\":true}"
            })
    void failureThatCannotBeUnderstoodKeepsItsText(String text) {
        RemoteFailure failure = decode(text);

        assertThat(failure.type()).isEmpty();
        assertThat(failure.trace()).isEqualTo(text);
    }

    @Test
    void failureNestedTooDeepKeepsItsText() {
        String deep = "{\"exception_str\":" + "[".repeat(100_000);

        assertThat(decode(deep))
                .isEqualTo(new RemoteFailure(
                        Optional.empty(), "The failure cannot be read: nested too deep: more than 100 levels", deep));
    }

    @Test
    void pickledFailureSaysThatItIsPickled() {
        RemoteFailure failure = codec.decodeFailure(new Response.ActionError(Serialization.PICKLE, "gARLAy4="));

        assertThat(failure.type()).isEmpty();
        assertThat(failure.message()).startsWith("The exception is a Python pickle");
        assertThat(failure.trace()).isEqualTo(failure.message());
    }

    private RemoteFailure decode(String text) {
        return codec.decodeFailure(new Response.ActionError(Serialization.JSON, text));
    }

    private JsonNode tree(RemoteFailure failure) {
        return JsonMapper.shared().readTree(codec.encodeFailure(failure).exception());
    }
}
