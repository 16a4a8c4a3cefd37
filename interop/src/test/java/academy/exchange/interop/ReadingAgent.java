package academy.exchange.interop;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import academy.exchange.agent.Action;
import academy.exchange.agent.AgentMailbox;

/** Has an action for each type that an argument can become, which says what it became. */
@AgentMailbox("reader")
class ReadingAgent {

    /** What a dict with these keys can become. */
    record Item(String name, int count) {}

    @Action("int")
    String anInt(int value) {
        return JavaValue.plain(value);
    }

    @Action("long")
    String aLong(long value) {
        return JavaValue.plain(value);
    }

    @Action("BigInteger")
    String bigInteger(@Nullable BigInteger value) {
        return JavaValue.plain(value);
    }

    @Action("double")
    String aDouble(double value) {
        return JavaValue.plain(value);
    }

    @Action("BigDecimal")
    String bigDecimal(@Nullable BigDecimal value) {
        return JavaValue.plain(value);
    }

    @Action("boolean")
    String aBoolean(boolean value) {
        return JavaValue.plain(value);
    }

    @Action("String")
    String string(@Nullable String value) {
        return JavaValue.plain(value);
    }

    @Action("byte[]")
    String bytes(byte @Nullable [] value) {
        return JavaValue.plain(value);
    }

    @Action("Optional<Object>")
    String optional(Optional<Object> value) {
        return JavaValue.plain(value);
    }

    @Action("List<Object>")
    String list(@Nullable List<@Nullable Object> value) {
        return JavaValue.plain(value);
    }

    @Action("Set<Object>")
    String set(@Nullable Set<@Nullable Object> value) {
        return JavaValue.plain(value);
    }

    @Action("int[]")
    String array(int @Nullable [] value) {
        return JavaValue.plain(value);
    }

    @Action("Map<String, Object>")
    String map(@Nullable Map<String, @Nullable Object> value) {
        return JavaValue.plain(value);
    }

    @Action("Map<Integer, Object>")
    String mapOfIntegers(@Nullable Map<Integer, @Nullable Object> value) {
        return JavaValue.plain(value);
    }

    @Action("record")
    String item(@Nullable Item value) {
        return JavaValue.plain(value);
    }

    @Action("Object")
    String object(@Nullable Object value) {
        return JavaValue.typed(value);
    }

    @Action("JsonNode")
    String node(@Nullable JsonNode value) {
        return JavaValue.plain(value);
    }
}
