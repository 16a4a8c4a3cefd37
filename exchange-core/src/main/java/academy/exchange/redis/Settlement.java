package academy.exchange.redis;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import academy.exchange.Message;

/** What is to become of a message that is held under a lease. */
sealed interface Settlement {

    /** Under which number it is held. */
    long number();

    /** It was handled. */
    record Done(long number) implements Settlement {}

    /** It is to be delivered again, unless it was often enough. */
    record Again(long number, Duration pause, String reason, Message message) implements Settlement {}

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
