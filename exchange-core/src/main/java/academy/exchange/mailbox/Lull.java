package academy.exchange.mailbox;

import java.time.Duration;

/**
 * Whether a mailbox is likely to be empty after a take that brought all it asked for, as it is where messages come one by one:
 * then a loop does better to ask to be told than to look for nothing first. For the loop alone, but for {@link #told}.
 */
final class Lull {

    /** The answer to a question takes some time; what comes later was not there when the question was asked. */
    private static final long SOON = Duration.ofMillis(5).toNanos();

    private volatile long asked;
    private volatile boolean isLikely;

    boolean isLikely() {
        return isLikely;
    }

    /** A look after such a take has found nothing or something. */
    void after(boolean foundNothing) {
        isLikely = foundNothing;
    }

    /** The mailbox is asked to tell. */
    void asked() {
        asked = System.nanoTime();
    }

    /** It tells. */
    void told() {
        if (System.nanoTime() - asked < SOON) {
            isLikely = false;
        }
    }
}
