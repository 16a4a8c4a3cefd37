package academy.exchange;

/**
 * A message on its way through a handler, and how to say what became of it.
 *
 * @param message what was delivered
 * @param acknowledgement settles it
 */
public record Delivery(Message message, Acknowledgement acknowledgement) {

    /** A message that was settled when it was taken. */
    public static Delivery settled(Message message) {
        return new Delivery(message, Acknowledgement.SETTLED);
    }
}
