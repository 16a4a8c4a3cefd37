package academy.exchange.mailbox;

/** What a loop was doing when its last turn ended. */
enum Phase {
    /** It took messages, or will. */
    TAKING,
    /** It waits for the mailbox to tell that there are some. */
    WAITING,
    /** It waits for a permit. */
    BUSY,
    /** It waits for a resume. */
    PAUSED,
    /** It waits for the end of a back-off. */
    BACKING_OFF
}
