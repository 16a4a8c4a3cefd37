package academy.exchange.benchmarks.compare;

/**
 * One call of the raw script, with nothing left to be encoded.
 *
 * @param keys status, queue, marker, ticket
 * @param message what goes onto the queue
 * @param header what goes into the ticket
 */
record RawSend(byte[][] keys, byte[] message, byte[] header) {}
