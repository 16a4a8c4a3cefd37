package academy.exchange.mailbox;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * The turns that loops take on one thread at the same time: each begins to take, and then each goes on with what it got, so
 * that the thread waits once for all of them. Made once; after that nothing needs memory. For one thread.
 */
final class JointTurns {

    /** What one message waits for at most: that so many are handed out. */
    private static final int MOST = 32;

    private final @Nullable SharedLoop[] loops = new @Nullable SharedLoop[MOST];
    private final Poller.Next[] ends = new Poller.Next[MOST];
    private int size;

    /** What becomes of a loop that had its turn. */
    @FunctionalInterface
    interface Outcome {

        void of(SharedLoop loop, Poller.Next next);
    }

    void add(SharedLoop loop) {
        loops[size++] = loop;
    }

    boolean isFull() {
        return size == MOST;
    }

    /** Has all take their turns. */
    void take() {
        for (int i = 0; i < size; i++) {
            ends[i] = loop(i).beginTurn();
        }
        for (int i = 0; i < size; i++) {
            if (ends[i] == Poller.Next.BEGUN) {
                ends[i] = loop(i).finishTurn();
            }
        }
    }

    /** Says how the turns ended, and forgets the loops. */
    void end(Outcome outcome) {
        for (int i = 0; i < size; i++) {
            outcome.of(loop(i), ends[i]);
            loops[i] = null;
        }
        size = 0;
    }

    private SharedLoop loop(int place) {
        return Objects.requireNonNull(loops[place]);
    }
}
