package academy.exchange.agent;

import academy.exchange.ExchangeObserver.Outcome;
import academy.exchange.ForeignText;
import academy.exchange.RemoteFailure;

/** A request that cannot be run as it stands; whoever asked is told why. Nothing was called. */
final class RefusedException extends Exception {

    private final transient RemoteFailure failure;
    private final boolean called;

    private RefusedException(String type, String reason) {
        this(RemoteFailure.of(type, reason), false);
    }

    private RefusedException(RemoteFailure failure, boolean called) {
        // The stack would only show how a message is dispatched.
        super(failure.message(), null, false, false);
        this.failure = failure;
        this.called = called;
    }

    /** For an action that was called and failed, but has an answer that is not its exception. */
    static RefusedException answeredWith(RemoteFailure failure) {
        return new RefusedException(failure, true);
    }

    static RefusedException invalidArguments(String reason) {
        return new RefusedException("InvalidArgumentsException", reason);
    }

    static RefusedException noSuchAction(String agent, String action) {
        return new RefusedException(
                "NoSuchActionException",
                agent + " does not have an action named \"" + ForeignText.line(action) + "\".");
    }

    static RefusedException badArguments(String reason) {
        return new RefusedException("BadArgumentsException", reason);
    }

    static RefusedException unacceptable(String reason) {
        return new RefusedException("UnacceptableMessageException", reason);
    }

    static RefusedException deadlineExceeded(String reason) {
        return new RefusedException("DeadlineExceededException", reason);
    }

    static RefusedException tooManyHops(String reason) {
        return new RefusedException("TooManyHopsException", reason);
    }

    /** What this is to whoever observes. */
    Outcome outcome() {
        return called ? Outcome.ERROR : Outcome.REFUSED;
    }

    RemoteFailure failure() {
        return failure;
    }
}
