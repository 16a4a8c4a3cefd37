package academy.exchange.memory;

import java.util.Set;

import org.jspecify.annotations.Nullable;

import academy.exchange.Urgency;

/**
 * A message as it lies in a mailbox, or with a reader that has not settled it. Each time it comes back to the mailbox it
 * is another item: so whoever had it before can settle nothing any more.
 */
final class Item {

    private final byte[] content;
    private final @Nullable Urgency urgency;
    private final long place;
    private final int failures;
    private final History history;

    private enum History {
        NEW,
        /** Taken before, so that whoever took it may have answered it. */
        TAKEN_BEFORE,
        /** A dead letter before, to be handled again whatever was answered then. */
        REDRIVEN
    }

    private Item(byte[] content, @Nullable Urgency urgency, long place, int failures, History history) {
        this.content = content;
        this.urgency = urgency;
        this.place = place;
        this.failures = failures;
        this.history = history;
    }

    /**
     * One that comes for the first time.
     *
     * @param urgency null for one that has to wait its turn
     * @param place grows from each message of a mailbox to the next
     */
    static Item arriving(byte[] content, @Nullable Urgency urgency, long place) {
        return new Item(content, urgency, place, 0, History.NEW);
    }

    /** As it was, at another place. */
    Item redriven(long newPlace) {
        return new Item(content, urgency, newPlace, 0, History.REDRIVEN);
    }

    /** As it comes back from a reader that did not get to the end of it. */
    Item unfinished() {
        return again(failures);
    }

    /** As it comes back from an attempt that failed. */
    Item failed() {
        return again(failures + 1);
    }

    private Item again(int failed) {
        return new Item(content, urgency, place, failed, history == History.REDRIVEN ? history : History.TAKEN_BEFORE);
    }

    byte[] content() {
        return content;
    }

    long place() {
        return place;
    }

    /** Which attempt to handle it is the next. */
    int attempt() {
        return failures + 1;
    }

    boolean isOneOf(Set<Urgency> kinds) {
        return urgency != null && kinds.contains(urgency);
    }

    /** Whether it need not be handled again if it is a request that was answered. */
    boolean mayBeDone() {
        return history == History.TAKEN_BEFORE;
    }
}
