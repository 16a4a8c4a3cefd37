package academy.exchange.faults;

import java.util.ArrayList;
import java.util.List;

/**
 * What a delivery mode promises for a fault.
 *
 * @param lost how many accepted messages may get lost at most
 * @param duplicated how many may be begun twice at most
 * @param unanswered how many accepted requests may stay without an answer at most, until their caller's time limit
 * @param answeredBy who answers those that the fault hit
 */
record Promise(int lost, int duplicated, int unanswered, String answeredBy) {

    /** No limit. */
    static final int ALL = Integer.MAX_VALUE;

    /**
     * What was on its way: Redis passes on to replicas what it has confirmed already. Where one request follows the other,
     * as in these tests, it is no more than {@value #ON_THEIR_WAY}.
     */
    static final int MOMENT = ALL - 1;

    private static final int ON_THEIR_WAY = 5;

    /** Until the caller's own time limit is over. */
    static final String NOBODY = "nobody";

    /** Nothing is lost and nothing handled twice; all are answered. */
    static Promise kept() {
        return new Promise(0, 0, 0, "its consumer");
    }

    /** As many may be lost, and stay without an answer. */
    static Promise lost(int most) {
        return new Promise(most, 0, most, NOBODY);
    }

    /** Nothing is lost, but as many may be begun twice. */
    static Promise duplicated(int most) {
        return new Promise(0, most, 0, "whoever handles it again");
    }

    /** What a master has confirmed in the moment before its death may be unknown to the replica that follows it. */
    static Promise replaced() {
        return new Promise(MOMENT, MOMENT, MOMENT, NOBODY);
    }

    /** A copy that leaves as many without an answer at most. */
    Promise unanswered(int most) {
        return new Promise(lost, duplicated, most, answeredBy);
    }

    /** A copy with another who answers. */
    Promise answeredBy(String whom) {
        return new Promise(lost, duplicated, unanswered, whom);
    }

    /** Whether no more is lost or unanswered than promised, so that there is nothing to wait for. */
    boolean isReached(Verdict verdict) {
        return verdict.lost() <= limit(lost) && verdict.unanswered() <= limit(unanswered);
    }

    /** Whether it is kept. */
    boolean isKept(Verdict verdict) {
        return isReached(verdict)
                && verdict.duplicated() <= limit(duplicated)
                && verdict.unexpected() == 0
                && verdict.contradicted() == 0;
    }

    private static int limit(int most) {
        return most == MOMENT ? ON_THEIR_WAY : most;
    }

    private String loss() {
        return switch (lost) {
            case 0 -> "kept";
            case ALL -> "lost, all that Redis held";
            case MOMENT -> "lost at most what was confirmed in the moment before";
            default -> "lost at most " + lost;
        };
    }

    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        parts.add(loss());
        if (duplicated > 0) {
            parts.add("handled twice at most " + (duplicated == MOMENT ? "what was taken in that moment" : duplicated));
        }
        if (unanswered > lost && unanswered < ALL) {
            parts.add("without an answer at most " + unanswered);
        }
        parts.add(answeredBy.equals(NOBODY) ? "nobody answers" : "answered by " + answeredBy);
        return String.join("; ", parts);
    }
}
