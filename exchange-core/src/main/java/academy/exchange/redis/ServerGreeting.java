package academy.exchange.redis;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a server says of itself to HELLO, for which no right to INFO is needed. */
record ServerGreeting(Map<String, String> values) {

    /** Names and values in turn, as Lettuce gives a map. */
    static ServerGreeting of(List<Object> reply) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i + 1 < reply.size(); i += 2) {
            values.put(text(reply.get(i)), text(reply.get(i + 1)));
        }
        return new ServerGreeting(values);
    }

    private static String text(Object value) {
        return value instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : String.valueOf(value);
    }

    /** Whether it pushes on this connection. */
    boolean isResp3() {
        return "3".equals(values.get("proto"));
    }

    boolean isMaster() {
        return "master".equals(values.get("role"));
    }

    /** The product and its version, if it tells. */
    Optional<String> version() {
        return Optional.ofNullable(values.get("version"))
                .map(number -> values.getOrDefault("server", "redis") + " " + number);
    }
}
