package academy.exchange.codec;

import org.jspecify.annotations.Nullable;

import academy.exchange.ForeignText;

/** Carries the reason why something cannot be read up to the codec, which alone knows whom to tell. */
final class UnreadableException extends RuntimeException {

    private final String reason;

    UnreadableException(String reason) {
        this(reason, null);
    }

    UnreadableException(String reason, @Nullable Throwable cause) {
        super(ForeignText.line(reason), cause);
        this.reason = ForeignText.line(reason);
    }

    /** One line, fit for a log. */
    String reason() {
        return reason;
    }
}
