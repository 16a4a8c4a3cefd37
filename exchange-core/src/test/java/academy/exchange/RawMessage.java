package academy.exchange;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** A message written by hand, as a foreign peer may write it. */
record RawMessage(EntityId src, EntityId dest, UUID tag, Header.Kind kind, String version, String body) {

    /** A ping that everyone can read. */
    static RawMessage ping(EntityId src, EntityId dest) {
        return new RawMessage(src, dest, UUID.randomUUID(), Header.Kind.REQUEST, "1", "{\"kind\":\"ping-request\"}");
    }

    /** A success that everyone can read. */
    static RawMessage success(EntityId src, EntityId dest) {
        return new RawMessage(
                src, dest, UUID.randomUUID(), Header.Kind.RESPONSE, "1", "{\"kind\":\"success-response\"}");
    }

    RawMessage withVersion(String other) {
        return new RawMessage(src, dest, tag, kind, other, body);
    }

    RawMessage withBody(String other) {
        return new RawMessage(src, dest, tag, kind, version, other);
    }

    byte[] bytes() {
        String header = "{\"src\":" + id(src) + ",\"dest\":" + id(dest) + ",\"tag\":\"" + tag + "\",\"label\":null,"
                + "\"kind\":\"" + (kind == Header.Kind.REQUEST ? "request" : "response")
                + "\",\"protocol_version\":\"" + version + "\"}";
        return ("{\"header\":" + header + ",\"body\":" + body + "}").getBytes(StandardCharsets.UTF_8);
    }

    private static String id(EntityId id) {
        String role = id instanceof AgentId ? "agent" : "user";
        return "{\"uid\":\"" + id.uid() + "\",\"name\":null,\"role\":\"" + role + "\"}";
    }
}
