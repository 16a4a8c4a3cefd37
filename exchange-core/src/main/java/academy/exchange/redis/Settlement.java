package academy.exchange.redis;

import java.time.Duration;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import academy.exchange.Message;

/** What is to become of a message that is held under a lease. */
sealed interface Settlement {

    /** Under which number it is held. */
    long number();

    /**
     * It was handled.
     *
     * @param request tag of the request it is, null for none: an answer that was kept for it is not needed any more
     */
    record Done(long number, @Nullable UUID request) implements Settlement {

        static Done of(long number, Message message) {
            return new Done(number, message.isRequest() ? message.tag() : null);
        }
    }

    /**
     * It is to be delivered again, unless it was often enough.
     *
     * @param attempt which one failed, from 1
     */
    record Again(long number, Duration pause, String reason, Message message, int attempt) implements Settlement {}

    /**
     * It cannot be handled.
     *
     * @param message null for one that could not be read, whose sender was told already
     */
    record Dead(long number, String reason, @Nullable Message message) implements Settlement {

        static Dead handled(long number, String reason, Message message) {
            return new Dead(number, reason, message);
        }

        static Dead unreadable(long number, String reason) {
            return new Dead(number, reason, null);
        }
    }
}
