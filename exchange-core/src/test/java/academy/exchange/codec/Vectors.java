package academy.exchange.codec;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The golden messages, as Python peers write them, without the line break that ends each file. */
public final class Vectors {

    /** The header of a request. */
    public static final String HEADER = text("request-key-header");

    static final String RESPONSE_HEADER = HEADER.replace("\"request\"", "\"response\"");

    private static final List<String> MESSAGES = List.of(
            "academy-error-response",
            "action-request",
            "action-request-empty",
            "action-response",
            "cancel-request",
            "ping-request",
            "shutdown-request",
            "success-response",
            "user-error-response");

    private static final List<String> REQUEST_BODIES =
            List.of("body-action-request-escapes", "body-action-request-pickle", "body-shutdown-request-terminate");

    private static final List<String> RESPONSE_BODIES = List.of(
            "body-academy-error-response-no-mailbox", "body-action-response-null", "body-action-response-string");

    private Vectors() {}

    static String text(String name) {
        try (InputStream file =
                Objects.requireNonNull(Vectors.class.getResourceAsStream("/vectors/" + name + ".json"), name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every golden message; bodies that lie alone are put under the golden header. */
    public static Stream<String> messages() {
        return Stream.of(
                        MESSAGES.stream().map(Vectors::text),
                        REQUEST_BODIES.stream().map(name -> request(text(name))),
                        RESPONSE_BODIES.stream().map(name -> response(text(name))))
                .flatMap(messages -> messages);
    }

    static String request(String body) {
        return message(HEADER, body);
    }

    static String response(String body) {
        return message(RESPONSE_HEADER, body);
    }

    static String message(String header, String body) {
        return "{\"header\":" + header + ",\"body\":" + body + "}";
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
