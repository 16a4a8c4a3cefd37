package academy.exchange.embedded;

import java.io.Serial;
import java.util.List;

/** One attempt to start a server failed; {@link ServerLauncher} decides whether there is another. */
final class ServerStartException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    enum Reason {
        /** Another process has the port. */
        PORT_TAKEN,
        /** The system cannot run this binary, or not without libraries that are missing. */
        NOT_RUNNABLE,
        /** Anything else, which another attempt would not change. */
        FAILED
    }

    private final Reason reason;

    ServerStartException(Reason reason, String message, ServerProcess process) {
        super(withOutput(message, process.output()));
        this.reason = reason;
    }

    ServerStartException(String message, Throwable cause) {
        super(message, cause);
        this.reason = Reason.FAILED;
    }

    Reason reason() {
        return reason;
    }

    private static String withOutput(String message, List<String> output) {
        return output.isEmpty()
                ? message + ", and printed nothing"
                : message + ", and printed:\n  " + String.join("\n  ", output);
    }
}
