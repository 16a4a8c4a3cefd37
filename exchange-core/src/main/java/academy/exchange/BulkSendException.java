package academy.exchange;

import java.util.List;

/** Some messages of a bulk were not sent; all others were. */
public final class BulkSendException extends ExchangeException {

    private final transient List<Failure> failures;

    /**
     * One message that was not sent.
     *
     * @param index its place in the bulk, from 0
     * @param message the message
     * @param cause why
     */
    public record Failure(int index, Message message, ExchangeException cause) {}

    /** These of so many messages failed; there is at least one. */
    public BulkSendException(int total, List<Failure> failures) {
        super(
                failures.size() + " of " + total + " messages were not sent; the first, at index "
                        + failures.get(0).index() + ": "
                        + failures.get(0).cause().getMessage(),
                failures.get(0).cause());
        this.failures = List.copyOf(failures);
    }

    /** The messages that were not sent, in the order of the bulk. */
    public List<Failure> failures() {
        return failures;
    }
}
