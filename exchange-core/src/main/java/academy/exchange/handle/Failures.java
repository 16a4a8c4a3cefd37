package academy.exchange.handle;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

import org.jspecify.annotations.Nullable;

/** Brings exceptions of other threads to the one that asked. */
final class Failures {

    private Failures() {}

    /** The exception below what futures wrap around it. */
    static Throwable unwrap(Throwable failure) {
        Throwable plain = failure;
        Throwable cause = plain.getCause();
        while (cause != null && (plain instanceof CompletionException || plain instanceof ExecutionException)) {
            plain = cause;
            cause = plain.getCause();
        }
        return plain;
    }

    /** The same exception, to be thrown here: the stack of this thread goes along as suppressed. */
    static RuntimeException seenFromHere(@Nullable Throwable elsewhere) {
        Throwable plain = unwrap(elsewhere == null ? new IllegalStateException("Failed without a cause") : elsewhere);
        plain.addSuppressed(new AskedHere());
        if (plain instanceof Error error) {
            throw error;
        }
        return plain instanceof RuntimeException failure ? failure : new IllegalStateException(plain);
    }

    /** Shows in a stack trace which thread asked, when the exception was made on another. */
    private static final class AskedHere extends Exception {

        AskedHere() {
            super("Asked here, by thread '" + Thread.currentThread().getName() + "'");
        }
    }
}
