package academy.exchange;

import java.time.Duration;

/**
 * Settles one delivery: says what became of the message. The first call decides, later ones do nothing; a delivery that
 * nobody settles stays with its reader, and goes back to the mailbox when the reader is closed or its process dies.
 *
 * <p>The methods do not wait for the store: what they say is carried out soon, in batches, and again after the store was
 * out of reach. If the process dies before that, the message is delivered once more. The same holds if the reader was
 * taken for dead meanwhile: then others have the message, and what is said here changes nothing.
 *
 * <p>For a reader that delivers {@linkplain DeliveryMode#AT_MOST_ONCE at most once} all is settled from the beginning.
 *
 * <p>Any thread may call any method.
 */
public interface Acknowledgement {

    /** Of a message that was settled when it was taken. */
    Acknowledgement SETTLED = new Acknowledgement() {
        @Override
        public int attempt() {
            return 1;
        }

        @Override
        public boolean isSettled() {
            return true;
        }

        @Override
        public void acknowledge() {}

        @Override
        public void retry(Duration pause, String reason) {}

        @Override
        public void reject(String reason) {}
    };

    /**
     * Which attempt to handle the message this is: 1 at first, and one more after each attempt that failed or that its
     * process did not survive. Being taken ahead and not begun is no attempt.
     */
    int attempt();

    /** Whether it is decided what becomes of the message. */
    boolean isSettled();

    /** The message was handled: it is not delivered again. */
    void acknowledge();

    /**
     * The attempt failed: the message is delivered again after a pause, ahead of those that wait then. After the last
     * attempt, see {@link DeliveryOptions#maxAttempts()}, this rejects it instead.
     *
     * @param pause how long it may not be delivered at least; zero or less for at once
     * @param reason why, in one line, for the dead letter that it may become
     */
    void retry(Duration pause, String reason);

    /**
     * The message cannot be handled: it becomes a {@linkplain Mailbox#deadLetters dead letter}, and if it is a request
     * that nobody answered, its sender gets an error that says so.
     *
     * @param reason why, in one line
     */
    void reject(String reason);
}
