package academy.exchange.codec;

import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

import academy.exchange.ResultType;

import static org.assertj.core.api.Assertions.assertThat;

/** What types look like in JSON, told as JSON Schema. */
class SchemaTest {

    private static final Map<String, Object> TEXT = Map.of("type", "string");
    private static final Map<String, Object> INTEGER = Map.of("type", "integer");

    private final JsonMessageCodec codec = JsonMessageCodec.create();

    @Test
    void simpleValuesHaveATypeAndAFormat() {
        assertThat(codec.schema(int.class)).isEqualTo(INTEGER);
        assertThat(codec.schema(Long.class)).isEqualTo(INTEGER);
        assertThat(codec.schema(double.class)).isEqualTo(Map.of("type", "number"));
        assertThat(codec.schema(BigDecimal.class)).isEqualTo(Map.of("type", "number"));
        assertThat(codec.schema(boolean.class)).isEqualTo(Map.of("type", "boolean"));
        assertThat(codec.schema(String.class)).isEqualTo(TEXT);
        assertThat(codec.schema(char.class)).isEqualTo(TEXT);
        assertThat(codec.schema(UUID.class)).isEqualTo(Map.of("type", "string", "format", "uuid"));
        assertThat(codec.schema(URI.class)).containsEntry("type", "string");
        assertThat(codec.schema(byte[].class)).isEqualTo(Map.of("type", "string", "contentEncoding", "base64"));
        assertThat(codec.schema(Object.class)).isEmpty();
    }

    @Test
    void timesAreWhatTheMapperWrites() {
        assertThat(codec.schema(Instant.class)).isEqualTo(Map.of("type", "string", "format", "date-time"));
        assertThat(codec.schema(LocalDate.class)).isEqualTo(Map.of("type", "string", "format", "date"));
        assertThat(codec.schema(Duration.class)).containsEntry("type", "string");
    }

    @Test
    void containersTellWhatTheyHold() {
        assertThat(codec.schema(new ResultType<List<String>>() {}.type()))
                .isEqualTo(Map.of("type", "array", "items", TEXT));
        assertThat(codec.schema(new ResultType<Set<Integer>>() {}.type()))
                .isEqualTo(Map.of("type", "array", "items", INTEGER));
        assertThat(codec.schema(int[].class)).isEqualTo(Map.of("type", "array", "items", INTEGER));
        assertThat(codec.schema(new ResultType<Map<String, Long>>() {}.type()))
                .isEqualTo(Map.of("type", "object", "additionalProperties", INTEGER));
        assertThat(codec.schema(new ResultType<Optional<String>>() {}.type())).isEqualTo(TEXT);
    }

    @Test
    void enumsListTheirValues() {
        assertThat(codec.schema(Size.class)).isEqualTo(Map.of("type", "string", "enum", List.of("SMALL", "LARGE")));
    }

    @Test
    void namesAreThoseOfTheMapper() {
        JsonMessageCodec snake = JsonMessageCodec.builder()
                .mapper(JsonMapper.builder()
                        .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                        .build())
                .build();
        assertThat(snake.schema(Order.class).get("properties")).asString().contains("ship_to");
    }

    @Test
    void beansHaveTheirProperties() {
        assertThat(codec.schema(Person.class).get("properties")).isEqualTo(Map.of("name", TEXT));
    }

    @Test
    void wideAndDeepTypesComeToAnEnd() {
        assertThat(codec.schema(A.class).toString()).hasSizeLessThan(50_000);
    }

    enum Size {
        SMALL,
        LARGE
    }

    record Order(int number, String shipTo) {}

    static class Person {
        private String name = "";

        public String getName() {
            return name;
        }

        public void setName(String name) {
            this.name = name;
        }
    }

    record A(B one, B two, C three, C four) {}

    record B(C one, C two, D three, D four) {}

    record C(D one, D two, E three, E four) {}

    record D(E one, E two, E three, F four, F five) {}

    record E(F one, F two, F three, F four) {}

    record F(A one, B two, C three) {}
}
