package academy.exchange;

import java.util.Map;
import java.util.concurrent.CancellationException;

import org.jspecify.annotations.Nullable;

/**
 * Is told what an exchange, its handles and its agents do, for meters, traces and logs. Given to an exchange when it is built;
 * by default nobody looks, which costs nothing.
 *
 * <p><b>Threads.</b> Every method may be called by any thread at any time, in the middle of the work: it must neither block
 * nor throw.
 */
public interface ExchangeObserver {

    /** One that looks at nothing. */
    ExchangeObserver NONE = new ExchangeObserver() {};

    /**
     * A message is about to be sent by this application: a request, an answer, or one of many in a bulk. What an exchange
     * sends of itself, such as answers in the name of the dead, is not told.
     *
     * @return how it goes on
     */
    default Step sending(Message message) {
        return Step.UNOBSERVED;
    }

    /**
     * An agent is about to be asked through a handle; {@link #sending} follows, perhaps on another thread, with what the step
     * wants the request to carry.
     *
     * @param request asks for an action, for a sign of life or for a shutdown
     * @param during what is being handled by whoever asks, as {@link #handling} returned it, also if another thread than the
     *     handler's asks; unobserved if nothing is
     * @return how it goes on; it ends with the answer, or when nobody waits for it any more
     */
    default Step asking(Message request, Step during) {
        return Step.UNOBSERVED;
    }

    /**
     * A method of an agent is about to be called, on this thread.
     *
     * @return how it goes on; opened on this thread, and ended before the answer is sent
     */
    default Step handling(Work work) {
        return Step.UNOBSERVED;
    }

    /** A connection to the store broke, and the driver tries to open it again; told at each attempt. */
    default void reconnecting() {}

    /** Something that is observed, from its begin to its end. */
    interface Step {

        /** One that nobody looks at. */
        Step UNOBSERVED = new Step() {};

        /** What the message is to carry in its header beside its own attributes; asked once, of what is sent or asked. */
        default Map<String, String> attributes() {
            return Map.of();
        }

        /** To be called on the thread that does the work, if it is done on one; closed there when it is done. */
        default Scope open() {
            return Scope.NOTHING;
        }

        /**
         * It is over. Called once.
         *
         * @param failure what was thrown; null if nothing was
         */
        default void ended(Outcome outcome, @Nullable Throwable failure) {}

        /**
         * It is over, and how follows from what was thrown.
         *
         * @param failure null if nothing was
         */
        default void ended(@Nullable Throwable failure) {
            ended(failure == null ? Outcome.SUCCESS : Outcome.of(failure), failure);
        }
    }

    /** Lasts while a thread is at work. */
    @FunctionalInterface
    interface Scope extends AutoCloseable {

        /** One that leaves the thread as it is. */
        Scope NOTHING = () -> {};

        /** To be called on the thread that opened it. */
        @Override
        void close();
    }

    /**
     * What an agent handles.
     *
     * @param message the whole message
     * @param agent the id of its container, which for a bean is the bean's name
     * @param type the agent's name if it has one, or the simple name of its class
     * @param action the name of the action if the agent has such a one, and {@code *} otherwise, as senders may write
     *     whatever they like; of what is not asked for an action, its kind in parentheses
     */
    record Work(Message message, String agent, String type, String action) {}

    /** How something ended. */
    enum Outcome {
        /** As it was meant to. */
        SUCCESS,
        /** The action threw, or its result cannot be sent. */
        ERROR,
        /** It was not done, since it does not fit, is not permitted, came too late or finds no room. */
        REFUSED,
        /** It was cancelled, or given up since an agent stops. */
        CANCELLED,
        /** No answer came in time. */
        TIMEOUT,
        /** The agent is not there, or the store is not. */
        UNAVAILABLE;

        /** That of something that failed with this. */
        public static Outcome of(Throwable failure) {
            if (failure instanceof ExchangeTimeoutException) {
                return TIMEOUT;
            }
            if (failure instanceof CancellationException || failure instanceof ExchangeInterruptedException) {
                return CANCELLED;
            }
            if (failure instanceof ProtocolErrorException error) {
                return error.code() == ErrorCode.ACTION_CANCELLED ? CANCELLED : REFUSED;
            }
            if (failure instanceof ActionFailedException || !(failure instanceof ExchangeException)) {
                return ERROR;
            }
            return isRefusal(failure) ? REFUSED : UNAVAILABLE;
        }

        private static boolean isRefusal(Throwable failure) {
            return failure instanceof ExchangeFullException
                    || failure instanceof ExchangeRefusedException
                    || failure instanceof MessageTooLargeException
                    || failure instanceof PayloadException;
        }
    }
}
