package academy.exchange.faults;

/**
 * What became of all messages, counted as the checker of queues in Jepsen counts.
 *
 * @param sent how many it were
 * @param accepted of these: whose sender knows that they arrived
 * @param refused of these: whose sender knows that they did not
 * @param ok handled to the end at least once
 * @param lost accepted, and neither handled to the end nor answered
 * @param duplicated begun more than once
 * @param unexpected begun or answered although never sent, or although refused
 * @param recovered handled although their sender does not know that they arrived
 * @param unanswered accepted, and no answer came back
 * @param contradicted answered more than once, and not alike
 */
record Verdict(
        int sent,
        int accepted,
        int refused,
        int ok,
        int lost,
        int duplicated,
        int unexpected,
        int recovered,
        int unanswered,
        int contradicted) {

    @Override
    public String toString() {
        return sent + " sent (" + accepted + " accepted, " + refused + " refused): " + ok + " ok, " + lost + " lost, "
                + duplicated + " duplicated, " + unexpected + " unexpected, " + recovered + " recovered, "
                + unanswered + " unanswered, " + contradicted + " contradicted";
    }
}
