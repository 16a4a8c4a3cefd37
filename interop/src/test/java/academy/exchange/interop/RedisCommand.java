package academy.exchange.interop;

import java.util.List;
import java.util.Locale;

/**
 * What a Redis was told to do.
 *
 * @param words the name of the command and its arguments
 */
record RedisCommand(List<String> words) {

    /** A command as {@link #toString} writes it. Only the last argument may hold spaces. */
    static RedisCommand of(String text) {
        return new RedisCommand(List.of(text.split(" ", 3)));
    }

    /** In capitals. */
    String name() {
        return words.get(0).toUpperCase(Locale.ROOT);
    }

    /** What it works on. */
    String key() {
        return words.size() < 2 ? "" : words.get(1);
    }

    /** What is written there; empty if nothing is. */
    String content() {
        return words.size() < 3 ? "" : words.get(2);
    }

    /** Whether it puts a message into a mailbox, and what the message holds somewhere. */
    boolean sends(String part) {
        return name().equals("RPUSH") && content().contains(part);
    }

    /** The command without what is written. */
    String head() {
        return name() + " " + key();
    }

    @Override
    public String toString() {
        return content().isEmpty() ? head() : head() + " " + String.join(" ", words.subList(2, words.size()));
    }
}
