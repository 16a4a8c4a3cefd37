package academy.exchange.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import tools.jackson.databind.DefaultTyping;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.BasicPolymorphicTypeValidator;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.ToStringSerializer;

import academy.exchange.AgentId;
import academy.exchange.ClientId;
import academy.exchange.Message;
import academy.exchange.MessageCodec;
import academy.exchange.PayloadException;
import academy.exchange.Request;
import academy.exchange.Response;
import academy.exchange.Serialization;
import academy.exchange.codec.JsonMessageCodec;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class PayloadMappingTest {

    private static final Measure MEASURE = new Measure(new Celsius(21), "first floor");

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(ExchangeAutoConfiguration.class, JacksonAutoConfiguration.class))
            .withPropertyValues("academy.exchange.type=memory");

    @Test
    void annotationsHoldForPayloads() {
        runner.run(context -> assertThat(argument(context.getBean(MessageCodec.class), MEASURE))
                .contains("room_name"));
    }

    @Test
    void modulesOfTheApplicationHoldForPayloads() {
        runner.withBean(JacksonModule.class, PayloadMappingTest::celsiusAsText)
                .run(context -> assertThat(argument(context.getBean(MessageCodec.class), MEASURE))
                        .contains("21 °C"));
    }

    @Test
    void settingsOfTheApplicationDoNotChangeTheEnvelope() {
        Message message = Message.request(ClientId.random(), AgentId.random(), new Request.Cancel(UUID.randomUUID()));
        byte[] expected = JsonMessageCodec.create().encode(message);
        runner.withPropertyValues(
                        "spring.jackson.property-naming-strategy=UPPER_SNAKE_CASE",
                        "spring.jackson.default-property-inclusion=non_null",
                        "spring.jackson.serialization.indent-output=true",
                        "spring.jackson.mapper.sort-properties-alphabetically=true")
                .run(context -> {
                    MessageCodec codec = context.getBean(MessageCodec.class);
                    assertThat(codec.encode(message)).isEqualTo(expected);
                    assertThat(codec.decode(expected)).isEqualTo(message);
                });
    }

    @Test
    void picklesAreReadUnlessSwitchedOff() {
        Response.Result three = new Response.Result(Serialization.PICKLE, "gARLAy4=");

        runner.run(context -> assertThat(context.getBean(MessageCodec.class).decodeResult(three, int.class))
                .isEqualTo(3));
        runner.withPropertyValues("academy.exchange.read-pickles=false")
                .run(context -> assertThatExceptionOfType(PayloadException.class)
                        .isThrownBy(() -> context.getBean(MessageCodec.class).decodeResult(three, int.class))
                        .withMessageContaining("academy.exchange.read-pickles"));
    }

    @Test
    void limitsOfTheApplicationDoNotHoldForMessages() {
        runner.withPropertyValues("spring.jackson.factory.constraints.read.max-string-length=10")
                .run(context -> assertThat(
                                roundTrip(context.getBean(MessageCodec.class), "x".repeat(1000), String.class))
                        .isEqualTo("x".repeat(1000)));
    }

    @Test
    void senderNeverChoosesTheClass() {
        JsonMapper trusting = JsonMapper.builder()
                .activateDefaultTyping(
                        BasicPolymorphicTypeValidator.builder()
                                .allowIfBaseType(Object.class)
                                .build(),
                        DefaultTyping.NON_FINAL)
                .build();
        runner.withBean(JsonMapper.class, () -> trusting).run(context -> {
            List<String> forged = List.of(Celsius.class.getName(), "x");
            assertThat(roundTrip(context.getBean(MessageCodec.class), forged, Object.class))
                    .isEqualTo(forged);
        });
    }

    @Test
    void withoutASingleMapperPayloadsAreAsJacksonWritesThem() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(ExchangeAutoConfiguration.class))
                .withPropertyValues("academy.exchange.type=memory")
                .withBean("one", JsonMapper.class, () -> JsonMapper.builder().build())
                .withBean("other", JsonMapper.class, () -> JsonMapper.builder().build())
                .run(context -> assertThat(roundTrip(context.getBean(MessageCodec.class), MEASURE, Measure.class))
                        .isEqualTo(MEASURE));
    }

    private static String argument(MessageCodec codec, Object value) {
        Message message = Message.request(
                ClientId.random(), AgentId.random(), codec.encodeAction("any", List.of(value), Map.of()));
        return new String(codec.encode(message), StandardCharsets.UTF_8);
    }

    private static Object roundTrip(MessageCodec codec, Object value, Class<?> type) {
        return requireNonNull(codec.decodeResult(codec.encodeResult(value), type));
    }

    private static JacksonModule celsiusAsText() {
        return new SimpleModule().addSerializer(Celsius.class, ToStringSerializer.instance);
    }

    record Celsius(int degrees) {

        @Override
        public String toString() {
            return degrees + " °C";
        }
    }

    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Measure(Celsius value, String roomName) {}
}
