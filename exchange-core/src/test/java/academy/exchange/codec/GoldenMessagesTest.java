package academy.exchange.codec;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import academy.exchange.AgentId;
import academy.exchange.Arguments;
import academy.exchange.ClientId;
import academy.exchange.ErrorCode;
import academy.exchange.Header;
import academy.exchange.Message;
import academy.exchange.RemoteFailure;
import academy.exchange.Request;
import academy.exchange.Response;
import academy.exchange.Serialization;

import static org.assertj.core.api.Assertions.assertThat;

class GoldenMessagesTest {

    private static final ClientId USER = ClientId.of("22222222-2222-4222-8222-222222222222");
    private static final AgentId ALPHA =
            AgentId.of("11111111-1111-4111-8111-111111111111").withName("alpha");
    private static final UUID TAG = UUID.fromString("44444444-4444-4444-8444-444444444444");
    private static final UUID LABEL = UUID.fromString("55555555-5555-4555-8555-555555555555");
    private static final Header QUESTION = new Header(USER, ALPHA, TAG, LABEL, Header.Kind.REQUEST, "1", Map.of());
    private static final Header ANSWER = new Header(ALPHA, USER, TAG, LABEL, Header.Kind.RESPONSE, "1", Map.of());

    private final JsonMessageCodec codec = JsonMessageCodec.create();

    @ParameterizedTest
    @MethodSource("academy.exchange.codec.Vectors#messages")
    void goldenMessageIsWrittenAgainByteForByte(String golden) {
        Message message = codec.decode(Vectors.bytes(golden));

        assertThat(codec.encode(message)).asString().isEqualTo(golden);
        assertThat(codec.decode(codec.encode(message))).isEqualTo(message).hasSameHashCodeAs(message);
    }

    @Test
    void goldenHeaderIsWrittenAgainByteForByte() {
        Header header = codec.decodeHeader(Vectors.bytes(Vectors.HEADER));

        assertThat(header).isEqualTo(QUESTION);
        assertThat(codec.encodeHeader(header)).asString().isEqualTo(Vectors.HEADER);
    }

    @Test
    void actionRequestHasArgumentsByPlaceAndByName() {
        Message message = decoded("action-request");

        assertThat(message.header()).isEqualTo(QUESTION);
        assertThat(message.dest().name()).contains("alpha");
        Request.Action action = (Request.Action) message.body();
        assertThat(action)
                .isEqualTo(new Request.Action(
                        "add", Serialization.JSON, "[1, \"x\"]", "{\"k\": [true, null, 1.5]}", null, null));
        Arguments arguments = codec.decodeArguments(action);
        assertThat(arguments.size()).isEqualTo(2);
        assertThat(arguments.get(0, int.class)).isEqualTo(1);
        assertThat(arguments.get(1, String.class)).isEqualTo("x");
        assertThat(arguments.names()).containsExactly("k");
        assertThat((List<?>) arguments.get("k", Object.class)).asString().isEqualTo("[true, null, 1.5]");
    }

    @Test
    void requestWithoutArgumentsHasNoLabelEither() {
        Message message = decoded("action-request-empty");

        assertThat(message.header().label()).isNull();
        Arguments arguments = codec.decodeArguments((Request.Action) message.body());
        assertThat(arguments.size()).isZero();
        assertThat(arguments.names()).isEmpty();
    }

    @Test
    void controlRequestsHaveTheirFields() {
        assertThat(decoded("ping-request")).isEqualTo(new Message(QUESTION, new Request.Ping()));
        assertThat(decoded("cancel-request").body())
                .isEqualTo(new Request.Cancel(UUID.fromString("66666666-6666-4666-8666-666666666666")));
        assertThat(decoded("shutdown-request").body()).isEqualTo(new Request.Shutdown(null));
        assertThat(request("body-shutdown-request-terminate")).isEqualTo(new Request.Shutdown(true));
    }

    @Test
    void responsesHaveTheirFields() {
        assertThat(decoded("success-response")).isEqualTo(new Message(ANSWER, new Response.Success()));
        assertThat(decoded("academy-error-response").body())
                .isEqualTo(new Response.ProtocolError(ErrorCode.MAILBOX_TERMINATED, ALPHA));
        assertThat(response("body-academy-error-response-no-mailbox"))
                .isEqualTo(new Response.ProtocolError(ErrorCode.ACTION_CANCELLED, null));
    }

    @Test
    void resultsBecomeValues() {
        assertThat(result(decoded("action-response").body())).isEqualTo(Map.of("sum", 3));
        assertThat(result(response("body-action-response-null"))).isNull();
        assertThat(result(response("body-action-response-string"))).isEqualTo("hé");
    }

    @Test
    void failureTellsTypeMessageAndTrace() {
        Response.ActionError error =
                (Response.ActionError) decoded("user-error-response").body();

        assertThat(codec.decodeFailure(error))
                .isEqualTo(new RemoteFailure(Optional.of("ValueError"), "bad", "ValueError: bad\n"));
    }

    @Test
    void escapesAndNumbersThatAreNotFiniteAreRead() {
        Request.Action action = (Request.Action) request("body-action-request-escapes");

        assertThat(action.action()).isEqualTo("café");
        Arguments arguments = codec.decodeArguments(action);
        assertThat(arguments.get(0, String.class)).isEqualTo("é\"\\\n");
        assertThat(arguments.get(1, double.class)).isEqualTo(Double.NaN);
        assertThat(arguments.get(2, Double.class)).isEqualTo(Double.POSITIVE_INFINITY);
    }

    @Test
    void emptyPickledArgumentsAreNoArguments() {
        Request.Action action = (Request.Action) request("body-action-request-pickle");

        assertThat(action.serialization()).isEqualTo(Serialization.PICKLE);
        assertThat(action.resultSerialization()).isEqualTo(Serialization.JSON);
        assertThat(action.exceptionSerialization()).isEqualTo(Serialization.JSON);
        assertThat(codec.decodeArguments(action).size()).isZero();
        assertThat(codec.decodeArguments(action).names()).isEmpty();
    }

    private Message decoded(String name) {
        return codec.decode(Vectors.bytes(Vectors.text(name)));
    }

    private Object request(String name) {
        return codec.decode(Vectors.bytes(Vectors.request(Vectors.text(name)))).body();
    }

    private Object response(String name) {
        return codec.decode(Vectors.bytes(Vectors.response(Vectors.text(name)))).body();
    }

    private @Nullable Object result(Object body) {
        return codec.decodeResult((Response.Result) body, Object.class);
    }
}
