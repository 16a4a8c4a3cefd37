package academy.exchange.mailbox;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Has a poller take its turns, one after the other, until it is told that there are no more. */
sealed interface Loop permits OwnLoop, SharedLoop {

    /** What a loop does when it ends. */
    @FunctionalInterface
    interface End {

        /**
         * Called by the loop's thread after the last turn.
         *
         * @param last what the last turn returned; one that failed altogether has {@link Poller.Next#AGAIN}
         */
        void ended(Poller.Next last);
    }

    /** Begins with the first turn. */
    void begin();

    /** Has a turn come soon, also while there is one. Any thread may call this, and none is held up. */
    void wake();

    /** Interrupts the turn that runs, if there is one. */
    void interrupt();

    /** Whether the current thread takes a turn of this. */
    boolean isCurrentThread();

    /** For how long no turn could come, because all threads for turns are held up; zero if one could. */
    Duration stalled();

    /** Completes when the loop has ended and everything was told that. */
    CompletableFuture<Void> over();
}
