package academy.exchange.fuzz;

import java.util.Arrays;

/**
 * Bytes of the fuzzer, read as a sequence of choices. When they are used up every choice is the first one, so that what is
 * written by them comes to an end.
 */
final class Script {

    private final byte[] choices;
    private int position;

    Script(byte[] choices, int start) {
        this.choices = choices;
        this.position = start;
    }

    boolean isUsedUp() {
        return position >= choices.length;
    }

    /** A number from 0 to limit - 1; limits beyond 256 take two bytes. */
    int below(int limit) {
        int value = limit <= 256 ? next() : next() << 8 | next();
        return value % limit;
    }

    /** Rarely true: for what should usually be right. */
    boolean once(int in) {
        return below(in) == in - 1;
    }

    @SafeVarargs
    final <T> T oneOf(T... values) {
        return values[below(values.length)];
    }

    /** The next bytes; fewer than these at the end. */
    byte[] bytes(int length) {
        int end = Math.min(choices.length, position + length);
        byte[] taken = Arrays.copyOfRange(choices, Math.min(position, end), end);
        position = end;
        return taken;
    }

    private int next() {
        return isUsedUp() ? 0 : choices[position++] & 0xFF;
    }
}
