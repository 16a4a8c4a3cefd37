package academy.exchange.codec;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import academy.exchange.AgentId;
import academy.exchange.Body;
import academy.exchange.ClientId;
import academy.exchange.ErrorCode;
import academy.exchange.Header;
import academy.exchange.Message;
import academy.exchange.RemoteFailure;
import academy.exchange.Request;
import academy.exchange.Response;
import academy.exchange.Serialization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class EncodingTest {

    private static final ClientId CLIENT = ClientId.random().withName("Zoë \"the 🦊\"\n\u0001");
    private static final AgentId AGENT = AgentId.random().withName("日本, agent");

    private final JsonMessageCodec codec = JsonMessageCodec.create();

    static Stream<Body> bodies() {
        JsonMessageCodec codec = JsonMessageCodec.create();
        return Stream.of(
                codec.encodeAction("ünïcode", List.of(1, "é", List.of()), Map.of("k", Map.of("x", 1.5))),
                new Request.Action("a", Serialization.PICKLE, "gARLAy4=", "gAR9lC4=", Serialization.JSON, null),
                new Request.Action("a", Serialization.JSON, "[]", "{}", Serialization.PICKLE, Serialization.PICKLE),
                new Request.Ping(),
                new Request.Cancel(UUID.randomUUID()),
                new Request.Shutdown(null),
                new Request.Shutdown(true),
                new Request.Shutdown(false),
                codec.encodeResult(Map.of("🦊", 1)),
                codec.encodeResult(null),
                new Response.Result(Serialization.PICKLE, "gARLAy4="),
                new Response.Success(),
                codec.encodeFailure(RemoteFailure.of(new IllegalStateException("bad\n\"day\""))),
                new Response.ActionError(Serialization.PICKLE, "gARLAy4="),
                new Response.ProtocolError(ErrorCode.MAILBOX_TERMINATED, AGENT),
                new Response.ProtocolError(ErrorCode.INVALID_CLIENT, CLIENT),
                new Response.ProtocolError(ErrorCode.ACTION_CANCELLED, null));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void everyBodyComesBackEqual(Body body) {
        Message message = message(body, Map.of("deadline", "12", "é", ""));

        Message back = codec.decode(codec.encode(message));

        assertThat(back).isEqualTo(message).hasSameHashCodeAs(message);
        assertThat(back.src().name()).isEqualTo(message.src().name());
        assertThat(codec.encode(back)).isEqualTo(codec.encode(message));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void headerAloneHasTheBytesItHasInTheMessage(Body body) {
        Message message = message(body, Map.of("z", "1", "a", "2", "m", "3"));

        String header = new String(codec.encodeHeader(message.header()), StandardCharsets.UTF_8);

        assertThat(codec.encode(message)).asString().startsWith("{\"header\":" + header + ",\"body\":{");
        assertThat(codec.decodeHeader(Vectors.bytes(header))).isEqualTo(message.header());
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void headerIsFoundInTheMessageWhateverNamesSay(Body body) {
        String strange = "},\"body\":{";
        Message message = new Message(
                new Header(
                        ClientId.random().withName(strange),
                        AgentId.random().withName("\\" + strange),
                        UUID.randomUUID(),
                        UUID.randomUUID(),
                        body instanceof Request ? Header.Kind.REQUEST : Header.Kind.RESPONSE,
                        "1",
                        Map.of("body", strange, strange, "body")),
                body);

        assertThat(codec.encodeHeader(message, codec.encode(message))).isEqualTo(codec.encodeHeader(message.header()));
    }

    @Test
    void attributesFollowTheProtocolsFieldsInOrder() {
        Message message = message(new Request.Ping(), Map.of("z", "1", "a", "2"));

        assertThat(codec.encodeHeader(message.header()))
                .asString()
                .endsWith("\"kind\":\"request\",\"protocol_version\":\"1\",\"a\":\"2\",\"z\":\"1\"}");
    }

    /** Python peers would take either; this library refuses a field that is there twice. */
    @Test
    void attributesWhoseNamesAreWrittenAlikeAreWrittenOnce() {
        Message message = message(new Request.Ping(), Map.of("\ud800", "1", "\ud801", "2", "\ue000", "3"));

        byte[] written = codec.encode(message);

        assertThat(codec.decode(written).header().attributes()).isEqualTo(Map.of("\ufffd", "2", "\ue000", "3"));
        assertThat(codec.encode(codec.decode(written))).isEqualTo(written);
    }

    @Test
    void attributeMayNotHideAFieldOfTheProtocol() {
        Message message = message(new Request.Ping(), Map.of("tag", "mine"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> codec.encode(message))
                .withMessageContaining("'tag' is a field of the protocol");
    }

    @Test
    void outerDocumentIsNotEscapedBeyondNeed() {
        Message message = message(new Request.Ping(), Map.of());

        assertThat(codec.encode(message))
                .asString(StandardCharsets.UTF_8)
                .contains("\"name\":\"Zoë \\\"the 🦊\\\"\\n\\u0001\"", "\"name\":\"日本, agent\"");
    }

    @Test
    void controlCharactersAreEscapedInLowerCase() {
        Header header =
                message(new Request.Ping(), Map.of("x", "\u001f/\u007f")).header();

        assertThat(codec.encodeHeader(header)).asString(StandardCharsets.UTF_8).endsWith("\"x\":\"\\u001f/\u007f\"}");
    }

    @Test
    void halfSurrogatesNeverReachTheWire() {
        Body body = new Request.Action("a\ud83e", Serialization.JSON, "[\"\udd8a\"]", "{}", null, null);

        byte[] content = codec.encode(message(body, Map.of("x", "\ud83e\ud83e\udd8a")));

        assertThat(new String(content, StandardCharsets.UTF_8))
                .contains("\"action\":\"a\ufffd\"", "[\\\"\ufffd\\\"]", "\"x\":\"\ufffd🦊\"");
        assertThat(Utf8.decode(content, content.length).badByte()).isEqualTo(-1);
    }

    private static Message message(Body body, Map<String, String> attributes) {
        Header.Kind kind = body instanceof Request ? Header.Kind.REQUEST : Header.Kind.RESPONSE;
        Header header = new Header(CLIENT, AGENT, UUID.randomUUID(), UUID.randomUUID(), kind, "1", attributes);
        return new Message(header, body);
    }
}
