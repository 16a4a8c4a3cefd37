package academy.exchange.codec;

/**
 * How much is read before it is refused.
 *
 * @param messageSize of a whole message, in bytes
 * @param depth of nested arrays and objects
 * @param stringLength of one string, in characters
 */
record Limits(long messageSize, int depth, int stringLength) {

    static final long DEFAULT_MESSAGE_SIZE = 1024 * 1024;

    static final int DEFAULT_DEPTH = 100;

    /** Databind recurses with every level; more levels than this could exhaust the stack of a small thread. */
    static final int MAX_DEPTH = 1000;

    Limits {
        if (messageSize < 1) {
            throw new IllegalArgumentException("The maximum message size is " + messageSize + "; give at least 1 byte");
        }
        if (depth < 1 || depth > MAX_DEPTH) {
            throw new IllegalArgumentException("The maximum depth is " + depth + "; give 1 to " + MAX_DEPTH);
        }
        if (stringLength < 1) {
            throw new IllegalArgumentException("The maximum string length is " + stringLength + "; give at least 1");
        }
    }
}
