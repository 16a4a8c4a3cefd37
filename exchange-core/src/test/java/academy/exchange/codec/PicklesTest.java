package academy.exchange.codec;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;

import academy.exchange.Arguments;
import academy.exchange.PayloadException;
import academy.exchange.RemoteFailure;
import academy.exchange.Response;
import academy.exchange.Serialization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Timeout(60)
class PicklesTest {

    record Point(int x, @Nullable Double y) {}

    static final class Parcel {
        public String label = "";
        public byte[] content = {};
    }

    private static final byte[] BYTES = {0, 1, (byte) 0xff};

    private final JsonMessageCodec codec = JsonMessageCodec.create();

    /**
     * What Python pickled.
     *
     * @param json what Python's JSON makes of the same value, or a dash if it refuses it
     */
    record Golden(String name, int protocol, String pickle, String json) {

        static Golden of(String line) {
            String[] columns = line.split("\t", -1);
            return new Golden(columns[0], Integer.parseInt(columns[1]), columns[2], columns[3]);
        }

        boolean isJson() {
            return !json.equals("-");
        }

        Response.Result result() {
            return new Response.Result(Serialization.PICKLE, pickle);
        }

        @Override
        public String toString() {
            return name + " in protocol " + protocol;
        }
    }

    static Stream<Golden> golden() throws IOException {
        try (InputStream file = Objects.requireNonNull(PicklesTest.class.getResourceAsStream("/pickles/golden.txt"))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines().filter(line -> !line.startsWith("#")).map(Golden::of).toList().stream();
        }
    }

    static Stream<Golden> goldenJson() throws IOException {
        return golden().filter(Golden::isJson);
    }

    @ParameterizedTest
    @MethodSource("goldenJson")
    void pickledValueBecomesWhatItsJsonBecomes(Golden golden) {
        Response.Result json = new Response.Result(Serialization.JSON, golden.json());

        for (Class<?> type : List.of(
                Object.class,
                JsonNode.class,
                String.class,
                int.class,
                Long.class,
                BigInteger.class,
                double.class,
                boolean.class,
                List.class,
                Map.class,
                Set.class,
                int[].class,
                UUID.class,
                Point.class)) {
            assertThat(outcome(golden.result(), type)).as(type.getName()).isEqualTo(outcome(json, type));
        }
    }

    @ParameterizedTest
    @MethodSource("golden")
    void pickleThatEndsEarlyIsRefused(Golden golden) {
        byte[] whole = Base64.getDecoder().decode(golden.pickle());

        for (int length = 0; length < whole.length; length++) {
            Response.Result part = Pickling.result(Arrays.copyOf(whole, length));
            assertThatExceptionOfType(PayloadException.class)
                    .isThrownBy(() -> codec.decodeResult(part, Object.class))
                    .withMessageStartingWith("The result cannot be read: truncated: the pickle ends after " + length);
        }
    }

    @ParameterizedTest
    @MethodSource("golden")
    void pickleThatGoesOnIsRefused(Golden golden) {
        byte[] whole = Base64.getDecoder().decode(golden.pickle());

        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(
                        () -> codec.decodeResult(Pickling.result(Arrays.copyOf(whole, whole.length + 2)), Object.class))
                .withMessageContaining("trailing content: the pickle goes on for 2 bytes after its end");
    }

    @ParameterizedTest
    @CsvSource({"bytes,4", "bytes,5", "bytearray,5"})
    void bytesStayBytes(String name, int protocol) throws IOException {
        Response.Result bytes = find(name, protocol).result();

        assertThat(codec.decodeResult(bytes, byte[].class)).isEqualTo(BYTES);
        assertThat(codec.decodeResult(bytes, Object.class)).isEqualTo(BYTES);
        assertThat(codec.decodeResult(bytes, String.class)).isEqualTo("AAH/");
        assertThat(codec.decodeResult(bytes, JsonNode.class)).isInstanceOfSatisfying(JsonNode.class, node -> {
            assertThat(node.isBinary()).isTrue();
            assertThat(node.binaryValue()).isEqualTo(BYTES);
        });
        for (Class<?> type : List.of(int.class, Map.class, int[].class, boolean.class)) {
            assertThatExceptionOfType(PayloadException.class)
                    .isThrownBy(() -> codec.decodeResult(bytes, type))
                    .withMessageStartingWith("The result cannot become " + type.getTypeName());
        }
    }

    @Test
    void bytesInsideOtherValuesAreBytes() {
        Response.Result parcel = Pickling.begin()
                .op('}', '(')
                .text("label")
                .text("l")
                .text("content")
                .op('C', 1, 7, 'u')
                .result();

        assertThat(codec.decodeResult(parcel, Parcel.class))
                .isInstanceOfSatisfying(
                        Parcel.class, read -> assertThat(read.content).containsExactly(7));
        assertThat(codec.decodeResult(parcel, new TypeReference<Map<String, Object>>() {}.getType()))
                .asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
                .containsEntry("label", "l")
                .containsEntry("content", new byte[] {7});
    }

    @Test
    void bytesReadTwiceAreNotShared() {
        Arguments arguments = codec.decodeArguments(
                Pickling.action(Pickling.begin().op('C', 1, 7, 0x85).text(), Pickles.EMPTY_DICT));
        byte[] first = Objects.requireNonNull((byte[]) arguments.get(0, byte[].class));
        first[0] = 8;

        assertThat(arguments.get(0, byte[].class)).isEqualTo(new byte[] {7});
        assertThat(arguments.get(0, Object.class)).isEqualTo(new byte[] {7});
    }

    @Test
    void argumentsAreATupleOrAListAndADict() {
        String tuple = Pickling.begin().op('K', 1).text("two").op(0x86, 0x94).text();
        String list =
                Pickling.begin().op(']', 0x94, '(', 'K', 1).text("two").op('e').text();
        String dict = Pickling.begin()
                .op('}', 0x94, '(')
                .text("x")
                .op('K', 3)
                .text("y")
                .op('N', 'u')
                .text();

        for (String positional : List.of(tuple, list)) {
            Arguments arguments = codec.decodeArguments(Pickling.action(positional, dict));
            assertThat(arguments.size()).isEqualTo(2);
            assertThat(arguments.names()).containsExactly("x", "y");
            assertThat(arguments.get(0, int.class)).isEqualTo(1);
            assertThat(arguments.get(1, String.class)).isEqualTo("two");
            assertThat(arguments.get("x", long.class)).isEqualTo(3L);
            assertThat(arguments.get("y", String.class)).isNull();
        }
    }

    @Test
    void argumentsOfAnotherKindAreRefused() {
        String set = Pickling.begin().op(0x8f).text();
        String one = Pickling.begin().op('K', 1).text();
        String numbered = Pickling.begin().op('}', 'K', 1, 'N', 's').text();

        for (String wrong : List.of(set, one, numbered)) {
            assertThatExceptionOfType(PayloadException.class)
                    .isThrownBy(() -> codec.decodeArguments(Pickling.action(wrong, Pickles.EMPTY_DICT)))
                    .withMessageStartingWith("The positional arguments cannot be read:"
                            + " the pickle holds neither a tuple nor a list; ");
        }
        for (String wrong : List.of(set, one, Pickles.EMPTY_TUPLE)) {
            assertThatExceptionOfType(PayloadException.class)
                    .isThrownBy(() -> codec.decodeArguments(Pickling.action(Pickles.EMPTY_TUPLE, wrong)))
                    .withMessageStartingWith("The arguments by name cannot be read: the pickle does not hold a dict; ");
        }
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> codec.decodeArguments(Pickling.action(Pickles.EMPTY_TUPLE, numbered)))
                .withMessageStartingWith(
                        "The arguments by name cannot be read: the pickle holds a name that is no string");
    }

    @Test
    void halvesOfSurrogatePairsAreReadAsThoseInJson() {
        byte[] halves = {(byte) 0xed, (byte) 0xa0, (byte) 0xbd, 'x', (byte) 0xed, (byte) 0xb8, (byte) 0x80};
        byte[] pair = {(byte) 0xed, (byte) 0xa0, (byte) 0xbd, (byte) 0xed, (byte) 0xb8, (byte) 0x80};
        byte[] replacement = "\uFFFDé".getBytes(StandardCharsets.UTF_8);

        assertThat(read(Pickling.begin().op(0x8c, 7).raw(halves))).isEqualTo("\ud83dx\ude00");
        assertThat(codec.decodeResult(new Response.Result(Serialization.JSON, "\"\\ud83dx\\ude00\""), Object.class))
                .isEqualTo("\ud83dx\ude00");
        assertThat(read(Pickling.begin().op(0x8c, 6).raw(pair))).isEqualTo("😀");
        assertThat(read(Pickling.begin().op(0x8c, 5).raw(replacement))).isEqualTo("\uFFFDé");
    }

    @Test
    void valueMayBeReferredToManyTimes() {
        Object read = read(Pickling.begin()
                .op(']', 0x94, '(')
                .text("v")
                .op(0x94, 'h', 1, 'j')
                .int4(1)
                .op('e'));

        assertThat(read).isEqualTo(List.of("v", "v", "v"));
    }

    @Test
    void pickleInSeveralFramesIsRead() {
        byte[] second = "é".repeat(100).getBytes(StandardCharsets.UTF_8);
        Pickling frames = Pickling.begin().op(0x95).int8(2).op(']', 0x94);
        frames.op('X').int4(200).raw(second).op('a').op(0x95).int8(4).op('K', 1, 'a');

        assertThat(read(frames)).isEqualTo(List.of("é".repeat(100), 1));
    }

    @ParameterizedTest
    @CsvSource({
        "1.0,1.0",
        "1.5,1.5",
        "-0.0,-0.0",
        "1e15,1000000000000000.0",
        "1e16,1e+16",
        "1e22,1e+22",
        "8.41e21,8.41e+21",
        "2e-3,0.002",
        "0.0001,0.0001",
        "0.00001,1e-05",
        "1.25e-7,1.25e-07",
        "4.9e-324,5e-324",
        "2.2250738585072014e-308,2.2250738585072014e-308",
        "1.7976931348623157e308,1.7976931348623157e+308",
        "123456789.125,123456789.125",
        "NaN,NaN",
        "Infinity,Infinity",
        "-Infinity,-Infinity"
    })
    void numberAsKeyIsWrittenAsPythonDoes(double number, String key) {
        Pickling dict = Pickling.begin()
                .op('}', 'G')
                .int8(Long.reverseBytes(Double.doubleToLongBits(number)))
                .op('N', 's');

        assertThat(read(dict)).asInstanceOf(InstanceOfAssertFactories.MAP).containsOnlyKeys(key);
    }

    @Test
    void readingIsSwitchedOffExceptForNoArguments() {
        JsonMessageCodec off = JsonMessageCodec.builder().readPickles(false).build();
        String one = Pickling.begin().op('K', 1, 0x85).text();

        assertThat(off.decodeArguments(Pickling.action("gAQpLg==", "gAR9lC4=")).size())
                .isZero();
        assertThat(off.decodeArguments(Pickling.action("gAUpLg==", "gAV9lC4=")).names())
                .isEmpty();
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> off.decodeArguments(Pickling.action(one, Pickles.EMPTY_DICT)))
                .withMessage("The positional arguments cannot be read: reading Python pickles is switched off here;"
                        + " switch it on (academy.exchange.read-pickles, or readPickles of the codec's builder), or"
                        + " switch the caller to JSON (in Python: Handle(..., request_serializer='json'),"
                        + " or set default_serializer)");
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> off.decodeResult(Pickling.begin().op('N').result(), Object.class))
                .withMessageStartingWith("The result cannot be read: reading Python pickles is switched off here;");
    }

    @Test
    void pickledExceptionIsToldAndNotReadEvenIfItIsPlain() {
        String plain = Pickling.begin().text("ValueError").text();

        RemoteFailure failure = codec.decodeFailure(new Response.ActionError(Serialization.PICKLE, plain));

        assertThat(failure.message()).startsWith("The exception is a Python pickle, which is not read here");
    }

    private static Golden find(String name, int protocol) throws IOException {
        return golden().filter(golden -> golden.name().equals(name) && golden.protocol() == protocol)
                .findFirst()
                .orElseThrow();
    }

    private @Nullable Object read(Pickling pickle) {
        return codec.decodeResult(pickle.result(), Object.class);
    }

    /** The value, or that there is none. */
    private @Nullable Object outcome(Response.Result result, Class<?> type) {
        try {
            return codec.decodeResult(result, type);
        } catch (PayloadException e) {
            return "refused";
        }
    }
}
