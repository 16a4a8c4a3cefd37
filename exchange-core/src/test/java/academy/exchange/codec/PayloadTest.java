package academy.exchange.codec;

import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

import academy.exchange.AgentId;
import academy.exchange.Arguments;
import academy.exchange.ClientId;
import academy.exchange.EntityId;
import academy.exchange.PayloadException;
import academy.exchange.Request;
import academy.exchange.Response;
import academy.exchange.Serialization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class PayloadTest {

    record Point(int xPlace, @Nullable Double yPlace) {}

    record Line(Point from, Point to) {}

    record Broken(int size) {
        @Override
        public int size() {
            throw new IllegalStateException("closed\nfor good");
        }
    }

    private final JsonMessageCodec codec = JsonMessageCodec.create();

    @Test
    void argumentsAreWrittenCompactInOrder() {
        Map<String, Object> named = new LinkedHashMap<>();
        named.put("b", null);
        named.put("a", new Point(1, 2.5));

        Request.Action action = codec.encodeAction("go", Arrays.asList(1, null, "é\"", List.of(true)), named);

        assertThat(action)
                .isEqualTo(new Request.Action(
                        "go",
                        Serialization.JSON,
                        "[1,null,\"é\\\"\",[true]]",
                        "{\"b\":null,\"a\":{\"xPlace\":1,\"yPlace\":2.5}}",
                        null,
                        null));
        Arguments arguments = codec.decodeArguments(action);
        assertThat(arguments.size()).isEqualTo(4);
        assertThat(arguments.names()).containsExactly("b", "a");
        assertThat(arguments.get("a", Point.class)).isEqualTo(new Point(1, 2.5));
        assertThat(arguments.get("b", Point.class)).isNull();
    }

    @Test
    void idsLookAsInAHeaderAndComeBackAsWhatTheyAre() {
        AgentId agent = AgentId.of("11111111-1111-4111-8111-111111111111").withName("é");
        ClientId client = ClientId.of("22222222-2222-4222-8222-222222222222");

        Request.Action action = codec.encodeAction("go", List.of(agent, List.of(client)), Map.of());

        assertThat(action.positional())
                .isEqualTo("[{\"uid\":\"11111111-1111-4111-8111-111111111111\",\"name\":\"é\",\"role\":\"agent\"},"
                        + "[{\"uid\":\"22222222-2222-4222-8222-222222222222\",\"name\":null,\"role\":\"user\"}]]");
        Arguments arguments = codec.decodeArguments(action);
        assertThat(arguments.get(0, AgentId.class)).isEqualTo(agent);
        assertThat(arguments.get(0, EntityId.class))
                .isEqualTo(agent)
                .extracting("name")
                .isEqualTo(Optional.of("é"));
        assertThat(arguments.get(1, new TypeReference<List<EntityId>>() {}.getType()))
                .isEqualTo(List.of(client));
        assertThat(arguments.get(1, new TypeReference<List<ClientId>>() {}.getType()))
                .isEqualTo(List.of(client));
    }

    @Test
    void idWithoutARoleIsOfTheKindAskedFor() {
        String uid = "11111111-1111-4111-8111-111111111111";
        String text = "{\"uid\":\"" + uid + "\"}";

        assertThat(result(text, AgentId.class)).isEqualTo(AgentId.of(uid));
        assertThat(result(text, EntityId.class)).isEqualTo(AgentId.of(uid));
        assertThat(result(text, ClientId.class)).isEqualTo(ClientId.of(uid));
        assertThat(result("null", AgentId.class)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "7",
                "{}",
                "[]",
                "{\"uid\":7}",
                "{\"uid\":\"x\"}",
                "{\"uid\":\"11111111-1111-4111-8111-111111111111\",\"role\":\"user\"}",
                "{\"uid\":\"11111111-1111-4111-8111-111111111111\",\"role\":\"king\"}"
            })
    void whatIsNoIdOfAnAgentDoesNotBecomeOne(String text) {
        assertThatExceptionOfType(PayloadException.class).isThrownBy(() -> result(text, AgentId.class));
    }

    @Test
    void argumentsCanBeReadTwiceAndAsDifferentTypes() {
        Arguments arguments = arguments("[1, \"2\"]", "{}");

        assertThat(arguments.get(0, int.class)).isEqualTo(1);
        assertThat(arguments.get(0, long.class)).isEqualTo(1L);
        assertThat(arguments.get(0, String.class)).isEqualTo("1");
        assertThat(arguments.get(0, JsonNode.class)).asString().isEqualTo("1");
        assertThat(arguments.get(1, Integer.class)).isEqualTo(2);
    }

    @Test
    void argumentThatIsNotThereIsNamed() {
        Arguments arguments = arguments("[1]", "{\"k\":1}");

        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> arguments.get(1, int.class));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> arguments.get("x\n", int.class))
                .withMessage("Argument 'x ' is not among those given by name");
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> arguments.names().remove("k"));
    }

    @Test
    void genericTypesAreHonoured() {
        Type points = new TypeReference<Map<String, List<Point>>>() {}.getType();

        Object value = result("{\"a\": [{\"xPlace\": 1, \"yPlace\": null}]}", points);

        assertThat(value).isEqualTo(Map.of("a", List.of(new Point(1, null))));
        assertThat(result("[1, 2]", new TypeReference<Optional<List<Long>>>() {}.getType()))
                .isEqualTo(Optional.of(List.of(1L, 2L)));
        assertThat(result("null", new TypeReference<Optional<List<Long>>>() {}.getType()))
                .isEqualTo(Optional.empty());
    }

    @Test
    void numbersThatAreNotFiniteAreBareLiterals() {
        Response.Result result =
                codec.encodeResult(List.of(Double.NaN, Double.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY));

        assertThat(result.result()).isEqualTo("[NaN,Infinity,-Infinity]");
        assertThat(codec.decodeResult(result, double[].class))
                .isEqualTo(new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY});
        assertThat(codec.decodeResult(result, Object.class))
                .isEqualTo(List.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY));
    }

    @ParameterizedTest
    @ValueSource(classes = {double.class, Double.class, Object.class, Number.class})
    void notANumberIsReadAsDouble(Class<?> type) {
        assertThat(result("NaN", type)).isEqualTo(Double.NaN);
        assertThat(result("-Infinity", type)).isEqualTo(Double.NEGATIVE_INFINITY);
    }

    @ParameterizedTest
    @ValueSource(
            classes = {byte.class, short.class, int.class, Long.class, BigInteger.class, BigDecimal.class, boolean.class
            })
    void notANumberDoesNotSilentlyBecomeANumber(Class<?> type) {
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> result("NaN", type))
                .withMessageStartingWith("The result cannot become " + type.getName() + ": ");
        assertThatExceptionOfType(PayloadException.class).isThrownBy(() -> result("Infinity", type));
    }

    @Test
    void integersOfAnySizeKeepEveryDigit() {
        BigInteger big = BigInteger.TEN.pow(4299).add(BigInteger.ONE);

        Response.Result result = codec.encodeResult(big);

        assertThat(result.result()).hasSize(4300);
        assertThat(codec.decodeResult(result, BigInteger.class)).isEqualTo(big);
        assertThat(codec.decodeResult(result, Object.class)).isEqualTo(big);
        assertThat(result("-" + result.result(), Object.class)).isEqualTo(big.negate());
        assertThat(result("9223372036854775807", Object.class)).isEqualTo(Long.MAX_VALUE);
        assertThat(result("3", Object.class)).isEqualTo(3);
    }

    @Test
    void decimalsKeepEveryDigitUntilTheirTypeIsKnown() {
        BigDecimal exact = new BigDecimal("12345678901234567890.12345678901234567890");

        Response.Result result = codec.encodeResult(exact);

        assertThat(codec.decodeResult(result, BigDecimal.class)).isEqualTo(exact);
        assertThat(codec.decodeResult(result, Object.class)).isEqualTo(exact.doubleValue());
        assertThat(result("1.5", Object.class)).isEqualTo(1.5);
        assertThat(result("1e400", double.class)).isEqualTo(Double.POSITIVE_INFINITY);
    }

    @Test
    void notANumberInsideAValueIsNoIntegerEither() {
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> result("{\"xPlace\": NaN}", Point.class))
                .withMessageContaining("NaN is not an integer (at ")
                .withMessageContaining("xPlace");
        assertThatExceptionOfType(PayloadException.class).isThrownBy(() -> result("[1, NaN]", int[].class));
    }

    @Test
    void decimalsOfUnknownTypeAreWhatTheMapperSays() {
        JsonMessageCodec exact = JsonMessageCodec.builder()
                .mapper(JsonMapper.builder()
                        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                        .build())
                .build();

        assertThat(exact.decodeResult(new Response.Result(Serialization.JSON, "[1.10]"), Object.class))
                .isEqualTo(List.of(new BigDecimal("1.10")));
    }

    @Test
    void byteArraysAreBase64() {
        Response.Result result = codec.encodeResult(new byte[] {0, 1, (byte) 0xff});

        assertThat(result.result()).isEqualTo("\"AAH/\"");
        assertThat(codec.decodeResult(result, byte[].class)).isEqualTo(new byte[] {0, 1, (byte) 0xff});
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "null    | int     | The result is null, which cannot become int",
                "null    | boolean | The result is null, which cannot become boolean",
                "`\"x\"` | int     | `The result cannot become int: `",
                "1.5e300 | int     | `The result cannot become int: `",
                "99999999999 | int | `The result cannot become int: `",
                "{}      | int     | `The result cannot become int: `",
                "[       | int     | `The result cannot be read: truncated JSON`",
                "``      | int     | `The result cannot be read: empty`",
                "1 2     | int     | `The result cannot be read: trailing content`",
                "nul     | int     | `The result cannot be read: not JSON`",
                "`{\"a\":1,\"a\":2}` | boolean | `The result cannot be read: duplicate field`",
            })
    void valueThatDoesNotFitIsRefusedWithTheReason(String text, String type, String reason) {
        Class<?> wanted = type.equals("int") ? int.class : boolean.class;

        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> result(text, wanted))
                .withMessageStartingWith(reason);
    }

    @Test
    void refusalNamesTheArgumentAndThePlaceInIt() {
        Arguments arguments =
                arguments("[{}, {\"from\": {\"xPlace\": \"far\"}}]", "{\"k\\n\": {\"to\": 1}, \"n\": null}");

        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> arguments.get(1, Line.class))
                .withMessageStartingWith("Argument 1 cannot become " + Line.class.getTypeName() + ": ")
                .withMessageContaining("[\"from\"]")
                .withMessageContaining("[\"xPlace\"]");
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> arguments.get("k\n", Line.class))
                .withMessageStartingWith("Argument 'k ' cannot become ");
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> arguments.get("n", char.class))
                .withMessage("Argument 'n' is null, which cannot become char");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}       | {} | The positional arguments cannot be read: not a JSON array",
                "`\"[]\"` | {} | The positional arguments cannot be read: not a JSON array",
                "``       | {} | The positional arguments cannot be read: not a JSON array",
                "[1       | {} | The positional arguments cannot be read: truncated JSON",
                "[1] [2]  | {} | The positional arguments cannot be read: trailing content",
                "gAQpLg== | {} | The positional arguments cannot be read: not JSON",
                "[]       | [] | The arguments by name cannot be read: not a JSON object",
                "[]       | `{\"a\"` | The arguments by name cannot be read: truncated JSON",
                "[]       | `{\"a\":1,\"a\":2}` | The arguments by name cannot be read: duplicate field",
            })
    void textsThatAreNotArgumentsAreRefused(String positional, String named, String reason) {
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> arguments(positional, named))
                .withMessageStartingWith(reason);
    }

    @Test
    void pickleIsRefusedWithTheWayOut() {
        JsonMessageCodec json = JsonMessageCodec.builder().readPickles(false).build();

        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> json.decodeArguments(
                        new Request.Action("a", Serialization.PICKLE, "gARLAy4=", "gAR9lC4=", null, null)))
                .withMessageContaining("switch the caller to JSON")
                .withMessageContaining("Handle(..., request_serializer='json')");
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(
                        () -> json.decodeResult(new Response.Result(Serialization.PICKLE, "gARLAy4="), Object.class))
                .withMessageStartingWith("The result cannot be read: reading Python pickles is switched off here");
        assertThat(codec.decodeResult(new Response.Result(Serialization.PICKLE, "gARLAy4="), Object.class))
                .isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "3", "{\"a\": 1}"})
    void whoeverWantsNothingGetsNull(String text) {
        assertThat(result(text, Void.class)).isNull();
        assertThat(result(text, void.class)).isNull();
    }

    @Test
    void mapWithTheMarkerOfAnExceptionIsAMap() {
        Map<String, Object> odd = Map.of("__exception__", true);

        Request.Action action = codec.encodeAction("a", List.of(odd), Map.of("k", List.of(odd)));

        assertThat(codec.decodeArguments(action).get(0, Object.class)).isEqualTo(odd);
        assertThat(codec.decodeArguments(action).get("k", Object.class)).isEqualTo(List.of(odd));
        assertThat(codec.decodeResult(codec.encodeResult(odd), Map.class)).isEqualTo(odd);
    }

    @Test
    void typeIsNeverChosenByTheText() {
        Object value = result("[\"java.util.Date\", {\"@class\": \"java.util.Date\", \"time\": 1}]", Object.class);

        assertThat(value).isEqualTo(List.of("java.util.Date", Map.of("@class", "java.util.Date", "time", 1)));
    }

    @Test
    void valueThatJsonCannotExpressIsRefusedByPlaceOrName() {
        Object bad = new Broken(1);

        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> codec.encodeAction("a", Arrays.asList(1, bad), Map.of()))
                .withMessageStartingWith("Argument 1 cannot be written as JSON: closed for good");
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> codec.encodeAction("a", List.of(), Map.of("k", bad)))
                .withMessageStartingWith("Argument 'k' cannot be written as JSON: ");
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> codec.encodeResult(Map.of("in", bad)))
                .withMessageStartingWith("The result cannot be written as JSON: ")
                .withMessageContaining("[\"in\"]");
    }

    @Test
    void valueThatHoldsItselfIsRefused() {
        List<Object> list = new ArrayList<>();
        list.add(list);
        Map<String, Object> map = new HashMap<>();
        map.put("list", List.of(map));

        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> codec.encodeAction("a", List.of(list), Map.of()))
                .withMessageStartingWith("Argument 0 cannot be written as JSON: ");
        assertThatExceptionOfType(PayloadException.class).isThrownBy(() -> codec.encodeResult(map));
    }

    @Test
    void mapperOfTheApplicationIsUsedForValuesAlone() {
        JsonMessageCodec custom = JsonMessageCodec.builder()
                .mapper(JsonMapper.builder()
                        .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                        .enable(SerializationFeature.INDENT_OUTPUT)
                        .build())
                .build();

        Response.Result result = custom.encodeResult(new Point(1, Double.NaN));

        assertThat(result.result()).isEqualTo("{\"x_place\":1,\"y_place\":NaN}");
        assertThat(custom.decodeResult(result, Point.class)).isEqualTo(new Point(1, Double.NaN));
        byte[] golden = Vectors.bytes(Vectors.text("action-request"));
        assertThat(custom.encode(custom.decode(golden))).isEqualTo(golden);
    }

    @Test
    void serializerThatWritesThroughTheGeneratorFindsTheMapper() {
        StdSerializer<Duration> nested = new StdSerializer<>(Duration.class) {
            @Override
            public void serialize(Duration value, JsonGenerator out, SerializationContext context) {
                out.writeStartArray();
                out.writePOJO(new Point(1, null));
                out.writeTree(JsonMapper.shared().createObjectNode().put("s", value.toSeconds()));
                out.writeEndArray();
            }
        };
        JsonMessageCodec custom = JsonMessageCodec.builder()
                .mapper(JsonMapper.builder()
                        .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                        .addModule(new SimpleModule().addSerializer(nested))
                        .build())
                .build();

        assertThat(custom.encodeResult(Duration.ofSeconds(7)).result())
                .isEqualTo("[{\"x_place\":1,\"y_place\":null},{\"s\":7}]");
    }

    @Test
    void halfSurrogatesSurviveInsideInnerTexts() {
        Response.Result result = codec.encodeResult("\ud83e-\ud83e\udd8a-\udd8a");

        assertThat(result.result()).isEqualTo("\"\\ud83e-🦊-\\udd8a\"");
        assertThat(codec.decodeResult(result, String.class)).isEqualTo("\ud83e-\ud83e\udd8a-\udd8a");
    }

    private Arguments arguments(String positional, String named) {
        return codec.decodeArguments(new Request.Action("a", Serialization.JSON, positional, named, null, null));
    }

    private @Nullable Object result(String text, Type type) {
        return codec.decodeResult(new Response.Result(Serialization.JSON, text), type);
    }
}
