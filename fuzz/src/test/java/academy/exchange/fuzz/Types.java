package academy.exchange.fuzz;

import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import academy.exchange.AgentId;
import academy.exchange.ResultType;

/** Types that applications ask for. */
final class Types {

    /** A value with fields of several types. */
    record Order(@Nullable String name, int count, @Nullable List<BigDecimal> prices, Optional<UUID> id) {}

    private static final List<Type> RARE = List.of(
            String.class,
            int.class,
            long.class,
            double.class,
            Boolean.class,
            BigInteger.class,
            BigDecimal.class,
            byte[].class,
            int[].class,
            UUID.class,
            AgentId.class,
            Order.class,
            new ResultType<List<String>>() {}.type(),
            new ResultType<List<Integer>>() {}.type(),
            new ResultType<Set<Object>>() {}.type(),
            new ResultType<Map<String, Object>>() {}.type(),
            new ResultType<Map<Integer, byte[]>>() {}.type());

    private static final int SOME = 3;

    private Types() {}

    /** Any value, and some other types: always the same ones for the same text, and all of them for enough texts. */
    static List<Type> of(Object text) {
        List<Type> types = new ArrayList<>(List.of(Object.class));
        for (int i = 0; i < SOME; i++) {
            types.add(RARE.get(Math.floorMod(text.hashCode() + i * 5, RARE.size())));
        }
        return types;
    }
}
