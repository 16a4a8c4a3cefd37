package academy.exchange.fuzz;

/** A promise of the codec that an input has broken. */
final class Finding extends RuntimeException {

    Finding(String what) {
        super(what);
    }

    Finding(String what, Throwable cause) {
        super(what + ": " + cause, cause);
    }
}
