package academy.exchange;

/**
 * What is counted of a mailbox. Numbers of one moment; those of the past count since the mailbox was first registered.
 *
 * @param incoming requests that came, answered or not
 * @param queued messages that lie in the mailbox, responses included; 0 once it was terminated
 * @param inProgress requests that are not answered and no longer lie in the mailbox; an estimate from below while
 *     there are responses or answered requests among those that do
 * @param completed requests that its owner answered
 * @param outgoing requests that its owner sent
 */
public record MailboxStats(long incoming, long queued, long inProgress, long completed, long outgoing) {

    /**
     * From what a store counts.
     *
     * @param queued messages that lie in the mailbox
     * @param pending requests to it that nobody has answered
     * @param completed requests that its owner answered
     * @param outgoing requests that its owner sent
     */
    public static MailboxStats of(long queued, long pending, long completed, long outgoing) {
        return new MailboxStats(completed + pending, queued, Math.max(0, pending - queued), completed, outgoing);
    }
}
