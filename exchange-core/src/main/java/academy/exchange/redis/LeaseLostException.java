package academy.exchange.redis;

/** This reader was taken for dead, and others have what it held. Stays inside of this package. */
final class LeaseLostException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LeaseLostException() {
        super("The lease is over", null, false, false);
    }
}
