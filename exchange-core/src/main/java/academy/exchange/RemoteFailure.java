package academy.exchange;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * What is known of an exception that was thrown on the other side. It is text alone; only handles that were told which
 * classes they may make again make anything of it.
 *
 * @param type simple name of the exception's class as the sender wrote it, for example {@code ValueError}; empty when
 *     the sender did not say
 * @param className full name of the exception's class as a Java sender wrote it, as {@link Class#getName()} tells it;
 *     empty when the sender did not say
 * @param message its message, in one line; never null, may be empty
 * @param trace the whole text the sender gave, usually a stack trace that ends with a line break
 */
public record RemoteFailure(Optional<String> type, Optional<String> className, String message, String trace) {

    /** One whose class is not known by its full name. */
    public RemoteFailure(Optional<String> type, String message, String trace) {
        this(type, Optional.empty(), message, trace);
    }

    /** What the other side shall learn of this exception: its class name, its message and its stack trace. */
    public static RemoteFailure of(Throwable failure) {
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace, true));
        return new RemoteFailure(
                Optional.of(failure.getClass().getSimpleName()),
                Optional.of(failure.getClass().getName()),
                messageOf(failure.getMessage()),
                trace.toString());
    }

    /** A failure that was never thrown, so that there is no stack to show. */
    public static RemoteFailure of(String type, String message) {
        return new RemoteFailure(Optional.of(type), message, type + ": " + message + "\n");
    }

    private static String messageOf(@Nullable String message) {
        return message == null ? "" : message;
    }
}
