package academy.exchange.codec;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import academy.exchange.ErrorCode;
import academy.exchange.Header;
import academy.exchange.MalformedMessageException;
import academy.exchange.Message;
import academy.exchange.RemoteFailure;
import academy.exchange.Response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class MalformedMessageTest {

    private final JsonMessageCodec codec = JsonMessageCodec.create();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`\"uid\":\"2222`    | `\"extra\":1,\"uid\":\"2222` | header.src.extra is no field of an id",
                "`\"role\":\"user\"` | `\"role\":\"client\"`        | header.src.role is neither agent nor user: 'client'",
                "`\"role\":\"user\"` | `\"role\":null`              | header.src.role is not a string",
                "`\"name\":null`     | `\"name\":7`                 | header.src.name is not a string",
                "`\"uid\":\"2222`    | `\"uid\":\"zzzz`             | header.src.uid is not a uuid: 'zzzz",
                "`\"uid\":\"2222`    | `\"uid\":null,\"x\":\"`      | header.src.x is no field of an id",
                "`\"tag\":\"4444`    | `\"tag\":\"444`              | header.tag is not a uuid: '444",
                "`\"tag\":`          | `\"gat\":`                   | header.tag is missing",
                "`\"src\":`          | `\"crs\":`                   | header.src is missing",
                "`\"dest\":`         | `\"tsed\":`                  | header.dest is missing",
                "`\"kind\":`         | `\"dnik\":`                  | header.kind is missing",
                "`\"kind\":\"request` | `\"kind\":\"question`       | header.kind is neither request nor response",
                "`\"label\":\"5555`  | `\"label\":\"5`              | header.label is not a uuid",
                "`\"protocol_version\":\"1\"` | `\"protocol_version\":1` | header.protocol_version is not a string",
            })
    void brokenHeaderIsRefusedWithTheNameOfTheField(String part, String broken, String reason) {
        String header = Vectors.HEADER.replaceFirst(Pattern.quote(part), broken);

        MalformedMessageException refusal = refusal(Vectors.message(header, "{\"kind\":\"ping-request\"}"));

        assertThat(refusal).hasMessageStartingWith(reason);
        assertThat(refusal.answer()).isEmpty();
        assertThat(refusal.substitute()).isEmpty();
        MalformedMessageException alone =
                catchThrowableOfType(MalformedMessageException.class, () -> codec.decodeHeader(Vectors.bytes(header)));
        assertThat(alone).hasMessage(refusal.getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`{}`                                                       | body.kind is missing",
                "`[]`                                                       | body is not a JSON object",
                "`null`                                                     | body is not a JSON object",
                "`{\"kind\":null}`                                          | body.kind is not a string",
                "`{\"kind\":\"nap-request\"}`                               | body.kind is unknown: 'nap-request'",
                "`\"{\"`                                                    | body, given as text, is truncated JSON",
                "`\"\"`                                                     | body, given as text, is empty",
                "`\"\\\"{}\\\"\"`                                           | body is not a JSON object",
                "`{\"kind\":\"action-request\",\"serialization\":\"json\"}` | body.action is missing",
                "`{\"kind\":\"action-request\",\"action\":\"a\"}`           | body.serialization is missing",
                "`{\"kind\":\"action-request\",\"action\":\"a\",\"serialization\":\"xml\"}`"
                        + " | body.serialization is neither json nor pickle: 'xml'",
                "`{\"kind\":\"action-request\",\"action\":\"a\",\"serialization\":\"JSON\"}`"
                        + " | body.serialization is neither json nor pickle: 'JSON'",
                "`{\"kind\":\"action-request\",\"action\":\"a\",\"serialization\":\"json\",\"pargs\":{}}`"
                        + " | body.pargs is not a string",
                "`{\"kind\":\"action-request\",\"action\":\"a\",\"serialization\":\"json\",\"kargs\":null}`"
                        + " | body.kargs is not a string",
                "`{\"kind\":\"action-request\",\"action\":\"a\",\"serialization\":\"json\",\"result_serialization\":1}`"
                        + " | body.result_serialization is not a string",
                "`{\"kind\":\"cancel-request\"}`                            | body.target_tag is missing",
                "`{\"kind\":\"cancel-request\",\"target_tag\":\"x\"}`       | body.target_tag is not a uuid: 'x'",
                "`{\"kind\":\"shutdown-request\",\"terminate\":1}`          | body.terminate is neither true, false nor null",
                "`{\"kind\":\"success-response\"}`    | body.kind is that of a RESPONSE, but header.kind says REQUEST",
            })
    void brokenRequestIsAnsweredWithTheReason(String body, String reason) {
        MalformedMessageException refusal = refusal(Vectors.request(body));

        assertThat(refusal).hasMessageStartingWith(reason);
        assertThat(refusal.substitute()).isEmpty();
        Message answer = refusal.answer().orElseThrow();
        Header header = codec.decodeHeader(Vectors.bytes(Vectors.HEADER));
        assertThat(answer.header().kind()).isEqualTo(Header.Kind.RESPONSE);
        assertThat(answer.tag()).isEqualTo(header.tag());
        assertThat(answer.header().label()).isEqualTo(header.label());
        assertThat(answer.src()).isEqualTo(header.dest());
        assertThat(failure(answer).type()).contains("MalformedMessage");
        assertThat(failure(answer).message()).isEqualTo(refusal.getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`{\"kind\":\"action-response\",\"serialization\":\"json\"}`      | body.result is missing",
                "`{\"kind\":\"action-response\",\"result\":[]}`                   | body.serialization is missing",
                "`{\"kind\":\"action-response\",\"serialization\":\"json\",\"result\":[\"__serialized__\",3]}`"
                        + " | body.result is marked as text, but holds none",
                "`{\"kind\":\"user-error-response\",\"serialization\":\"json\"}`  | body.exception is missing",
                "`{\"kind\":\"user-error-response\",\"exception\":\"{}\"}`        | body.serialization is missing",
                "`{\"kind\":\"academy-error-response\"}`                          | body.error_code is missing",
                "`{\"kind\":\"academy-error-response\",\"error_code\":6}`         | body.error_code is none of",
                "`{\"kind\":\"academy-error-response\",\"error_code\":-1}`        | body.error_code is none of",
                "`{\"kind\":\"academy-error-response\",\"error_code\":1.5}`       | body.error_code is none of",
                "`{\"kind\":\"academy-error-response\",\"error_code\":null}`      | body.error_code is none of",
                "`{\"kind\":\"academy-error-response\",\"error_code\":\"two\"}`   | body.error_code is none of",
                "`{\"kind\":\"academy-error-response\",\"error_code\":4294967296}` | body.error_code is none of",
                "`{\"kind\":\"academy-error-response\",\"error_code\":0}`         | body.mailbox_id is missing",
                "`{\"kind\":\"academy-error-response\",\"error_code\":1,\"mailbox_id\":{\"uid\":\"x\"}}`"
                        + " | body.mailbox_id.uid is not a uuid",
                "`{\"kind\":\"ping-request\"}`        | body.kind is that of a REQUEST, but header.kind says RESPONSE",
            })
    void brokenResponseIsReplacedByTheReason(String body, String reason) {
        MalformedMessageException refusal = refusal(Vectors.response(body));

        assertThat(refusal).hasMessageStartingWith(reason);
        assertThat(refusal.answer()).isEmpty();
        Message substitute = refusal.substitute().orElseThrow();
        assertThat(substitute.header()).isEqualTo(codec.decodeHeader(Vectors.bytes(Vectors.RESPONSE_HEADER)));
        assertThat(failure(substitute).message()).isEqualTo(refusal.getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`{\"a\":1,\"kind\":`                | truncated JSON: it ends after ",
                "`{\"kind\":\"ping-req`              | truncated JSON: it ends after ",
                "`{\"kind\":\"ping-request\"}`       | truncated JSON: it ends after ",
                "`{\"kind\":\"ping-request\"}}{}`    | trailing content: ",
                "`{\"kind\":\"ping-request\"}},`     | not JSON: ",
                "`{\"kind\":ping}}`                  | not JSON: ",
                "`{\"a\":1,\"a\":2,\"kind\":\"ping-request\"}}` | duplicate field: ",
                "`{\"kind\":\"ping-request\"},\"header\":{}}`   | duplicate field: ",
            })
    void requestThatIsBrokenBehindItsHeaderIsAnswered(String rest, String reason) {
        MalformedMessageException refusal = refusal("{\"header\":" + Vectors.HEADER + ",\"body\":" + rest);

        assertThat(refusal).hasMessageStartingWith(reason);
        assertThat(refusal.answer()).isPresent();
    }

    @Test
    void extraFieldIsRefusedInEveryId() {
        String dest = Vectors.HEADER.replace("\"uid\":\"1111", "\"owner\":\"x\",\"uid\":\"1111");
        String body = "{\"error_code\":1,\"kind\":\"academy-error-response\",\"mailbox_id\":"
                + "{\"uid\":\"11111111-1111-4111-8111-111111111111\",\"role\":\"agent\",\"owner\":null}}";

        assertThat(refusal(Vectors.message(dest, "{\"kind\":\"ping-request\"}")))
                .hasMessage("header.dest.owner is no field of an id");
        assertThat(refusal(Vectors.response(body))).hasMessage("body.mailbox_id.owner is no field of an id");
    }

    @Test
    void bytesThatAreNotUtf8AreRefusedAndAnswered() {
        byte[] latin =
                Vectors.request("{\"kind\":\"ping-request\",\"x\":\"é\"}").getBytes(StandardCharsets.ISO_8859_1);

        MalformedMessageException refusal = refusal(latin);

        assertThat(refusal).hasMessageMatching("not UTF-8: byte \\d+ cannot be read");
        assertThat(refusal.answer()).isPresent();
    }

    @Test
    void otherEncodingsAreNotGuessed() {
        assertThat(refusal(Vectors.text("ping-request").getBytes(StandardCharsets.UTF_16BE)))
                .hasMessageStartingWith("not JSON: ");
        assertThat(refusal(new byte[] {'{', (byte) 0xc0, (byte) 0x80, '}'}))
                .hasMessageStartingWith("not UTF-8: byte 1");
    }

    @Test
    void pickleIsRecognised() {
        assertThat(refusal(new byte[] {(byte) 0x80, 4, ')', '.'}))
                .hasMessage("a pickle: the peer is older than academy 0.5");
        byte[] large = new byte[2 * 1024 * 1024];
        large[0] = (byte) 0x80;
        assertThat(refusal(large)).hasMessage("a pickle: the peer is older than academy 0.5");
    }

    @Test
    void nothingIsRefused() {
        assertThat(refusal(new byte[0])).hasMessage("empty: there is no message");
        assertThat(refusal(" ")).hasMessageStartingWith("not a message");
        assertThat(catchThrowableOfType(
                        MalformedMessageException.class, () -> codec.decodeHeader(Vectors.bytes(" \n"))))
                .hasMessage("empty: there is no JSON");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "\"text\"", "7", "null", "NaN"})
    void jsonThatIsNoObjectIsRefused(String text) {
        assertThat(refusal(text)).hasMessage("not a message: it is not a JSON object");
    }

    @Test
    void messageNeedsHeaderAndBody() {
        assertThat(refusal("{}")).hasMessage("header is missing");
        assertThat(refusal("{\"body\":{}}")).hasMessage("header is missing");
        assertThat(refusal("{\"header\":[]}")).hasMessage("header is not a JSON object");
        MalformedMessageException refusal = refusal("{\"header\":" + Vectors.HEADER + "}");
        assertThat(refusal).hasMessage("body is missing");
        assertThat(refusal.answer()).isPresent();
    }

    @Test
    void clientIsNotAskedToShutDown() {
        String header = Vectors.HEADER.replace("\"role\":\"agent\"", "\"role\":\"user\"");

        MalformedMessageException refusal = refusal(Vectors.message(header, "{\"kind\":\"shutdown-request\"}"));

        assertThat(refusal).hasMessageContaining("shutdown request").hasMessageContaining("is a client");
        assertThat(refusal.answer()).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"2\"", "\"1+local\"", "\"abc\"", "\"\"", "null"})
    void bodyOfAnIncompatibleRequestIsNotLookedAt(String version) {
        String header = Vectors.HEADER.replace("\"1\"", version);

        MalformedMessageException refusal = refusal(Vectors.message(header, "{\"kind\":\"of the future\"} what"));

        assertThat(refusal).hasMessageStartingWith("header.protocol_version is incompatible: ");
        Message answer = refusal.answer().orElseThrow();
        assertThat(answer.body())
                .isEqualTo(new Response.ProtocolError(
                        ErrorCode.INCOMPATIBLE_PROTOCOL,
                        codec.decodeHeader(Vectors.bytes(header)).dest()));
        assertThat(answer.header().protocolVersion()).isEqualTo("1");
        assertThat(codec.decode(codec.encode(answer))).isEqualTo(answer);
    }

    @Test
    void incompatibleResponseIsReplacedByTheProtocolsError() {
        String text =
                Vectors.text("action-response").replace("\"protocol_version\":\"1\"", "\"protocol_version\":\"2\"");

        MalformedMessageException refusal = refusal(text);

        assertThat(refusal.answer()).isEmpty();
        Message substitute = refusal.substitute().orElseThrow();
        assertThat(substitute.body())
                .isEqualTo(new Response.ProtocolError(ErrorCode.INCOMPATIBLE_PROTOCOL, substitute.src()));
    }

    @Test
    void reasonIsOneShortLineWhateverThePeerWrote() {
        String kind = "a\\nb\\u001b[31m\\u2028\\u202e" + "x".repeat(10_000);

        MalformedMessageException refusal = refusal(Vectors.request("{\"kind\":\"" + kind + "\"}"));

        assertThat(refusal.getMessage())
                .startsWith("body.kind is unknown: 'a b [31m  xxx")
                .endsWith("x...'")
                .hasSizeLessThan(210);
    }

    @Test
    void fieldNamesOfPeersAreSanitisedToo() {
        String header = Vectors.HEADER.replaceFirst("\"uid\"", "\"a\\\\u0007" + "y".repeat(1_000) + "\":1,\"uid\"");

        assertThat(refusal(Vectors.message(header, "{}")).getMessage())
                .startsWith("header.src.a yyy")
                .hasSizeLessThan(210);
    }

    private RemoteFailure failure(Message message) {
        Optional<Response.ActionError> error = Optional.of(message.body())
                .filter(Response.ActionError.class::isInstance)
                .map(Response.ActionError.class::cast);
        return codec.decodeFailure(error.orElseThrow());
    }

    private MalformedMessageException refusal(String text) {
        return refusal(Vectors.bytes(text));
    }

    private MalformedMessageException refusal(byte[] content) {
        return catchThrowableOfType(MalformedMessageException.class, () -> codec.decode(content));
    }
}
