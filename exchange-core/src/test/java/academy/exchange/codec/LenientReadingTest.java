package academy.exchange.codec;

import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import academy.exchange.AgentId;
import academy.exchange.Arguments;
import academy.exchange.Body;
import academy.exchange.ErrorCode;
import academy.exchange.Header;
import academy.exchange.Message;
import academy.exchange.Request;
import academy.exchange.Response;
import academy.exchange.Serialization;

import static org.assertj.core.api.Assertions.assertThat;

class LenientReadingTest {

    private static final UUID TAG = UUID.fromString("abcdef01-2345-4678-89ab-cdef01234567");

    private final JsonMessageCodec codec = JsonMessageCodec.create();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "abcdef01-2345-4678-89ab-cdef01234567",
                "ABCDEF01-2345-4678-89AB-CDEF01234567",
                "abcdef012345467889abcdef01234567",
                "{abcdef01-2345-4678-89ab-cdef01234567}",
                "{ABCDEF012345467889ABCDEF01234567}",
                "urn:uuid:abcdef01-2345-4678-89ab-cdef01234567",
                "urn:uuid:abcdef012345467889abcdef01234567"
            })
    void uuidIsReadInEveryForm(String uuid) {
        String header = Vectors.HEADER.replace("44444444-4444-4444-8444-444444444444", uuid);

        assertThat(header(header).tag()).isEqualTo(TAG);
    }

    @Test
    void idWithoutRoleIsAnAgents() {
        Header header = header(Vectors.HEADER.replace(",\"role\":\"user\"", ""));

        assertThat(header.src()).isInstanceOf(AgentId.class);
    }

    @Test
    void fieldsOfTheHeaderHaveDefaults() {
        Header header = header("{\"src\":{\"uid\":\"22222222-2222-4222-8222-222222222222\",\"role\":\"user\"},"
                + "\"dest\":{\"uid\":\"11111111-1111-4111-8111-111111111111\",\"role\":\"agent\"},"
                + "\"tag\":\"" + TAG + "\",\"kind\":\"request\"}");

        assertThat(header.src().name()).isEmpty();
        assertThat(header.label()).isNull();
        assertThat(header.protocolVersion()).isEqualTo("1");
        assertThat(header.attributes()).isEmpty();
    }

    @Test
    void explicitNullVersionStaysNull() {
        Header header = header(Vectors.HEADER.replace("\"protocol_version\":\"1\"", "\"protocol_version\":null"));

        assertThat(header.protocolVersion()).isNull();
        assertThat(header.isCompatible()).isFalse();
        assertThat(codec.encodeHeader(header)).asString().endsWith("\"protocol_version\":null}");
    }

    @Test
    void unknownTextFieldsOfTheHeaderAreAttributesAndOthersAreIgnored() {
        Header header = header(Vectors.HEADER.replace(
                "\"kind\":", "\"academy_version\":\"0.6\",\"n\":1,\"o\":{\"a\":[]},\"z\":null,\"kind\":"));

        assertThat(header.attributes()).isEqualTo(Map.of("academy_version", "0.6"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.1", "1.0", "v1.2", "1rc1"})
    void laterMinorVersionIsReadAndAnsweredInOurOwnName(String version) {
        String header = Vectors.HEADER.replace(
                "\"protocol_version\":\"1\"", "\"protocol_version\":\"" + version + "\",\"academy_version\":\"1.0.0\"");

        Message request = decode(Vectors.message(header, "{\"kind\":\"ping-request\"}"));
        Message response = request.reply(new Response.Success());

        assertThat(request.header().protocolVersion()).isEqualTo(version);
        assertThat(request.header().attributes()).isEqualTo(Map.of("academy_version", "1.0.0"));
        assertThat(response.header().protocolVersion()).isEqualTo("1");
        assertThat(codec.encode(response)).asString().doesNotContain("academy_version");
    }

    @Test
    void unknownFieldsOfEnvelopeAndBodyAreIgnored() {
        String text = Vectors.request("{\"more\":[1,{\"x\":2}],\"kind\":\"ping-request\",\"and\":\"more\"}");

        assertThat(decode(text.replaceFirst("\\{", "{\"trace\":{\"id\":[7]},\"n\":1,"))
                        .body())
                .isEqualTo(new Request.Ping());
    }

    @Test
    void bodyMayComeBeforeHeader() {
        Message message = decode("{\"body\":{\"kind\":\"ping-request\"},\"header\":" + Vectors.HEADER + "}");

        assertThat(message).isEqualTo(decode(Vectors.text("ping-request")));
    }

    @Test
    void bodyMayBeATextThatHoldsJson() {
        assertThat(decode(Vectors.request("\" {\\\"kind\\\":\\\"ping-request\\\"}\\n\"")))
                .isEqualTo(decode(Vectors.text("ping-request")));
    }

    @Test
    void plainArgumentsBecomeTexts() {
        Request.Action action = action("\"serialization\":\"json\",\"pargs\":[1, 1.10, NaN, 12345678901234567890123],"
                + "\"kargs\":{\"k\": [true, {\"x\": \"é\"}]}");

        assertThat(action.positional()).isEqualTo("[1,1.10,NaN,12345678901234567890123]");
        assertThat(action.named()).isEqualTo("{\"k\":[true,{\"x\":\"é\"}]}");
    }

    @Test
    void plainArgumentsAreNoPicklesWhateverTheBodySays() {
        Request.Action action = action("\"serialization\":\"pickle\",\"pargs\":[1]");

        assertThat(action.serialization()).isEqualTo(Serialization.JSON);
        assertThat(codec.decodeArguments(action).get(0, int.class)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"serialization\":\"json\"",
                "\"serialization\":\"pickle\"",
                "\"serialization\":\"json\",\"pargs\":\"[]\"",
                "\"serialization\":\"pickle\",\"pargs\":\"gAQpLg==\"",
                "\"serialization\":\"pickle\",\"kargs\":\"gAR9lC4=\""
            })
    void missingArgumentsAreNone(String fields) {
        Arguments arguments = codec.decodeArguments(action(fields));

        assertThat(arguments.size()).isZero();
        assertThat(arguments.names()).isEmpty();
    }

    @Test
    void missingArgumentsAreWrittenAsEmptyTexts() {
        Request.Action action = action("\"serialization\":\"json\"");

        assertThat(action).isEqualTo(new Request.Action("a", Serialization.JSON, "[]", "{}", null, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"3", "null", "{\"a\":[1,null]}", "[\"__serialized__\"]", "[\"x\",\"y\"]", "[]", "\"text\""})
    void resultWithoutMarkerIsTheValueItself(String value) {
        Body body = decode(Vectors.response(
                        "{\"result\":" + value + ",\"serialization\":\"pickle\",\"kind\":\"action-response\"}"))
                .body();

        assertThat(body).isEqualTo(new Response.Result(Serialization.JSON, value));
    }

    @Test
    void errorCodeMayBeATextOfDigits() {
        Body body = decode(Vectors.response("{\"error_code\":\"3\",\"kind\":\"academy-error-response\"}"))
                .body();

        assertThat(body).isEqualTo(new Response.ProtocolError(ErrorCode.ACTION_CANCELLED, null));
    }

    @Test
    void shutdownWithoutFlagLeavesItToTheAgent() {
        assertThat(decode(Vectors.request("{\"kind\":\"shutdown-request\"}")).body())
                .isEqualTo(new Request.Shutdown(null));
    }

    @Test
    void whitespaceAroundTheMessageIsAllowed() {
        assertThat(decode(" \n" + Vectors.text("ping-request") + "\r\n\t ").body())
                .isEqualTo(new Request.Ping());
    }

    private Request.Action action(String fields) {
        return (Request.Action) decode(Vectors.request("{\"action\":\"a\"," + fields + ",\"kind\":\"action-request\"}"))
                .body();
    }

    private Header header(String text) {
        return codec.decodeHeader(Vectors.bytes(text));
    }

    private Message decode(String text) {
        return codec.decode(Vectors.bytes(text));
    }
}
