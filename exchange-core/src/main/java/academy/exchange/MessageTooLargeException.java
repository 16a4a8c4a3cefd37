package academy.exchange;

/** The message is over the limit; the store was not touched. */
public final class MessageTooLargeException extends ExchangeException {

    private final long size;
    private final long limit;

    /** A message of so many bytes met a limit of so many. */
    public MessageTooLargeException(long size, long limit) {
        super("The message has " + size + " bytes, the limit is " + limit
                + "; send a reference to the data, or raise the exchange's maximum message size here and on all peers");
        this.size = size;
        this.limit = limit;
    }

    /** How many bytes it has. */
    public long size() {
        return size;
    }

    /** How many bytes are allowed. */
    public long limit() {
        return limit;
    }
}
