package academy.exchange.benchmarks.compare;

/** One call of the raw script, with nothing left to be encoded. */
final class RawSend {

    private final byte[][] keys;
    private final byte[] message;
    private final byte[] header;

    /**
     * @param keys status, queue, marker, ticket
     * @param message what goes onto the queue
     * @param header what goes into the ticket
     */
    RawSend(byte[][] keys, byte[] message, byte[] header) {
        this.keys = keys;
        this.message = message;
        this.header = header;
    }

    byte[][] keys() {
        return keys;
    }

    byte[] message() {
        return message;
    }

    byte[] header() {
        return header;
    }
}
