package academy.exchange.codec;

import java.util.Optional;
import java.util.stream.Stream;

/** What the field {@code kind} of a body may say. */
enum BodyKind {
    ACTION_REQUEST("action-request"),
    PING_REQUEST("ping-request"),
    CANCEL_REQUEST("cancel-request"),
    SHUTDOWN_REQUEST("shutdown-request"),
    ACTION_RESPONSE("action-response"),
    ACADEMY_ERROR_RESPONSE("academy-error-response"),
    USER_ERROR_RESPONSE("user-error-response"),
    SUCCESS_RESPONSE("success-response");

    private final String text;

    BodyKind(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }

    static Optional<BodyKind> of(String text) {
        return Stream.of(values()).filter(kind -> kind.text.equals(text)).findFirst();
    }
}
