package academy.exchange.codec;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

import academy.exchange.AgentId;
import academy.exchange.ClientId;
import academy.exchange.MalformedMessageException;
import academy.exchange.Message;
import academy.exchange.MessageTooLargeException;
import academy.exchange.PayloadException;
import academy.exchange.Request;
import academy.exchange.Response;
import academy.exchange.Serialization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class LimitsTest {

    record Node(List<Object> children) {}

    private static final int MEBIBYTE = 1024 * 1024;

    private final JsonMessageCodec codec = JsonMessageCodec.create();

    @Test
    void messageMayHaveExactlyTheLimit() {
        Message message = message(1000);
        int size = codec.encode(message).length;
        JsonMessageCodec exact = JsonMessageCodec.builder().maxMessageSize(size).build();
        JsonMessageCodec tight =
                JsonMessageCodec.builder().maxMessageSize(size - 1).build();

        assertThat(exact.decode(exact.encode(message))).isEqualTo(message);
        MessageTooLargeException refusal =
                catchThrowableOfType(MessageTooLargeException.class, () -> tight.encode(message));
        assertThat(refusal.size()).isEqualTo(size);
        assertThat(refusal.limit()).isEqualTo(size - 1);
        assertThatExceptionOfType(MalformedMessageException.class)
                .isThrownBy(() -> tight.decode(codec.encode(message)))
                .withMessage("too large: " + size + " bytes, the limit is " + (size - 1));
    }

    @Test
    void messagesHaveAMebibyteUnlessToldOtherwise() {
        assertThatExceptionOfType(MessageTooLargeException.class)
                .isThrownBy(() -> codec.encode(message(2 * MEBIBYTE)))
                .satisfies(refusal -> assertThat(refusal.limit()).isEqualTo(MEBIBYTE));
    }

    @Test
    void requestThatIsTooLargeIsAnsweredAllTheSame() {
        JsonMessageCodec generous =
                JsonMessageCodec.builder().maxMessageSize(10L * MEBIBYTE).build();
        Message message = message(2 * MEBIBYTE);

        MalformedMessageException refusal = refusal(generous.encode(message));

        assertThat(refusal).hasMessageMatching("too large: 2\\d{6} bytes, the limit is 1048576");
        assertThat(refusal.answer().orElseThrow().tag()).isEqualTo(message.tag());
    }

    @Test
    void contentThatIsTooLargeAndNoMessageIsRefused() {
        byte[] zeros = new byte[2 * MEBIBYTE];

        assertThat(refusal(zeros)).hasMessage("too large: 2097152 bytes, the limit is 1048576");
        assertThatExceptionOfType(MalformedMessageException.class)
                .isThrownBy(() -> codec.decodeHeader(zeros))
                .withMessageStartingWith("too large: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":"})
    void nestingHasALimitInTheEnvelope(String level) {
        String deep = Vectors.request("{\"x\":" + level.repeat(1000));

        MalformedMessageException refusal = refusal(Vectors.bytes(deep));

        assertThat(refusal).hasMessage("nested too deep: more than 100 levels");
        assertThat(refusal.answer()).isPresent();
        assertThat(refusal(Vectors.bytes("{\"x\":" + level.repeat(1000))))
                .hasMessage("nested too deep: more than 100 levels");
    }

    @Test
    void nestingHasALimitInInnerTexts() {
        String deep = "[".repeat(101) + "]".repeat(101);
        String fits = "[".repeat(100) + "]".repeat(100);

        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> codec.decodeArguments(action(deep, "{}")))
                .withMessage("The positional arguments cannot be read: nested too deep: more than 100 levels");
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> codec.decodeArguments(action("[]", "{\"k\":" + fits + "}")));
        assertThatExceptionOfType(PayloadException.class).isThrownBy(() -> result(deep));
        assertThat(codec.decodeArguments(action(fits, "{}")).get(0, Object.class))
                .isInstanceOf(List.class);
        assertThat(result(fits)).isInstanceOf(List.class);
    }

    @Test
    void bodyGivenAsTextHasTheSameLimit() {
        String text = "\"{\\\"kind\\\":" + "[".repeat(1000) + "\"";

        MalformedMessageException refusal = refusal(Vectors.bytes(Vectors.request(text)));

        assertThat(refusal).hasMessage("body, given as text, is nested too deep: more than 100 levels");
        assertThat(refusal.answer()).isPresent();
    }

    @Test
    void valueNestedTooDeepIsRefusedOnWriting() {
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> codec.encodeResult(nested(101)))
                .withMessageStartingWith("The result cannot be written as JSON: ")
                .withMessageContaining("nested too deep: more than 100 levels");
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> codec.encodeAction("a", List.of(1, nested(100_000)), Map.of()))
                .withMessageStartingWith("Argument 1 cannot be written as JSON: nested too deep");
        assertThat(codec.decodeResult(codec.encodeResult(nested(100)), Object.class))
                .isEqualTo(nested(100));
    }

    @Test
    void greatestDepthNeedsNoGreaterStack() {
        JsonMessageCodec deep = JsonMessageCodec.builder().maxDepth(1000).build();

        assertThat(deep.decodeResult(deep.encodeResult(nested(1000)), Object.class))
                .isEqualTo(nested(1000));
        assertThatExceptionOfType(PayloadException.class).isThrownBy(() -> deep.encodeResult(nested(1001)));
        List<Object> cycle = new ArrayList<>();
        cycle.add(new Node(cycle));
        assertThatExceptionOfType(PayloadException.class).isThrownBy(() -> deep.encodeResult(cycle));
    }

    @Test
    void longStringIsRefused() {
        JsonMessageCodec tight = JsonMessageCodec.builder()
                .maxMessageSize(10L * MEBIBYTE)
                .maxStringLength(MEBIBYTE)
                .build();
        String text = "\"" + "x".repeat(2 * MEBIBYTE) + "\"";

        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> tight.decodeResult(new Response.Result(Serialization.JSON, text), String.class))
                .withMessageContaining("over a limit: String value length");
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> tight.decodeArguments(action("[" + text + "]", "{}")));
        MalformedMessageException refusal = catchThrowableOfType(
                MalformedMessageException.class,
                () -> tight.decode(Vectors.bytes(Vectors.request("{\"kind\":" + text + "}"))));
        assertThat(refusal)
                .hasMessageStartingWith("over a limit: String value length")
                .hasMessageNotContaining("Stream");
        assertThat(refusal.answer()).isPresent();
    }

    @Test
    void longNumberIsRefused() {
        String digits = "7".repeat(5000);

        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> result(digits))
                .withMessageContaining("over a limit: Number value length (5000)");
        assertThatExceptionOfType(PayloadException.class).isThrownBy(() -> result("[1." + digits + "]"));
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> codec.decodeArguments(action("[" + digits + "]", "{}")));
        MalformedMessageException refusal =
                refusal(Vectors.bytes(Vectors.request("{\"kind\":\"ping-request\",\"n\":" + digits + "}")));
        assertThat(refusal).hasMessageStartingWith("over a limit: Number value length (5000)");
        assertThat(refusal.answer()).isPresent();
        assertThat(result("7".repeat(4300))).isEqualTo(new BigInteger("7".repeat(4300)));
    }

    @Test
    void numberWithAHugeExponentCostsNothing() {
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() ->
                        codec.decodeResult(new Response.Result(Serialization.JSON, "1e1000000000"), BigInteger.class));
        assertThat(codec.decode(Vectors.bytes(
                                Vectors.request("{\"action\":\"a\",\"serialization\":\"json\",\"pargs\":[1e1000000000],"
                                        + "\"kind\":\"action-request\"}")))
                        .body())
                .isEqualTo(action("[1E+1000000000]", "{}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e99999999999", "1e-99999999999", "-1.5E+2147483648", "1e2147483647", "0e-2147483648"})
    void exponentBeyondAllNumbersIsReadOrRefusedLikeAnyOther(String number) {
        byte[] inHeader = Vectors.bytes(Vectors.message(
                Vectors.HEADER.replace("\"kind\":", "\"n\":" + number + ",\"kind\":"), "{\"kind\":\"ping-request\"}"));
        byte[] inBody = Vectors.bytes(Vectors.request("{\"action\":\"a\",\"serialization\":\"json\",\"pargs\":["
                + number + "],\"kind\":\"action-request\"}"));

        assertThat(List.of(inHeader, inBody)).allSatisfy(content -> {
            try {
                codec.encode(codec.decode(content));
            } catch (MalformedMessageException e) {
                assertThat(e).hasMessage("over a limit: the exponent of a number is too large");
            }
        });
        assertThat(result(number)).isInstanceOf(Double.class);
    }

    @Test
    void limitsHoldWhateverTheApplicationsMapperAllows() {
        JsonMapper boundless = JsonMapper.builder(JsonFactory.builder()
                        .streamReadConstraints(StreamReadConstraints.builder()
                                .maxNestingDepth(100_000)
                                .maxNumberLength(100_000)
                                .build())
                        .build())
                .build();
        JsonMessageCodec tight =
                JsonMessageCodec.builder().mapper(boundless).maxDepth(10).build();

        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> tight.decodeResult(
                        new Response.Result(Serialization.JSON, "[".repeat(11) + "]".repeat(11)), Object.class))
                .withMessageContaining("more than 10 levels");
        assertThatExceptionOfType(PayloadException.class).isThrownBy(() -> tight.encodeResult(nested(11)));
    }

    @Test
    void limitsOutOfRangeAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonMessageCodec.builder().maxMessageSize(0).build());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonMessageCodec.builder().maxDepth(0).build());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonMessageCodec.builder().maxDepth(1001).build());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonMessageCodec.builder().maxStringLength(0).build());
        assertThat(JsonMessageCodec.builder().maxMessageSize(Long.MAX_VALUE).build())
                .isNotNull();
    }

    private static Object nested(int levels) {
        Object value = List.of();
        for (int level = 1; level < levels; level++) {
            value = List.of(value);
        }
        return value;
    }

    private Message message(int length) {
        return Message.request(
                ClientId.random(), AgentId.random(), codec.encodeAction("a", List.of("x".repeat(length)), Map.of()));
    }

    private static Request.Action action(String positional, String named) {
        return new Request.Action("a", Serialization.JSON, positional, named, null, null);
    }

    private Object result(String text) {
        return Objects.requireNonNull(codec.decodeResult(new Response.Result(Serialization.JSON, text), Object.class));
    }

    private MalformedMessageException refusal(byte[] content) {
        return catchThrowableOfType(MalformedMessageException.class, () -> codec.decode(content));
    }
}
