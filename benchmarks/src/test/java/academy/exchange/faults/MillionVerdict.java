package academy.exchange.faults;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What became of all messages.
 *
 * @param sent how many were to be sent
 * @param accepted of which the sender knows that they arrived
 * @param refused of which it knows that they did not
 * @param unknown of which it knows nothing
 * @param unknownHandled of these, how many were handled
 * @param lost accepted, and not handled
 * @param unanswered accepted, and not answered
 * @param handled at least once
 * @param handledAgain of these, how many more than once
 * @param answered at least once
 * @param answeredAgain of these, how many more than once
 * @param contradicted answered with one thing and with another
 * @param unexpected refused, and yet handled
 * @param invented answered, and yet not handled
 */
record MillionVerdict(
        int sent,
        int accepted,
        int refused,
        int unknown,
        int unknownHandled,
        int lost,
        int unanswered,
        int handled,
        int handledAgain,
        int answered,
        int answeredAgain,
        int contradicted,
        int unexpected,
        int invented) {

    /** Whether what at least once promises was kept. */
    boolean isKept() {
        return accepted + refused + unknown == sent
                && lost == 0
                && unanswered == 0
                && contradicted == 0
                && unexpected == 0
                && invented == 0;
    }

    /** The rows of its table. */
    Map<String, Object> rows() {
        Map<String, Object> rows = new LinkedHashMap<>();
        rows.put("sent", sent);
        rows.put("accepted", accepted);
        rows.put("refused, nothing done", refused);
        rows.put("fate unknown to the sender", unknown);
        rows.put("  of these handled", unknownHandled);
        rows.put("handled at least once", handled);
        rows.put("  of these more than once", handledAgain);
        rows.put("answered", answered);
        rows.put("  of these more than once, all alike", answeredAgain - contradicted);
        rows.put("accepted and not handled", lost);
        rows.put("accepted and not answered", unanswered);
        rows.put("answered in two ways", contradicted);
        rows.put("refused and yet handled", unexpected);
        rows.put("answered and yet not handled", invented);
        return rows;
    }
}
