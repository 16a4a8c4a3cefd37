package academy.exchange.faults;

/** Where a consumer is with one message; it tells of each as it gets there. */
enum Stage {
    /** It has the message in its hands and has not begun. */
    TAKEN,
    BEGUN,
    HANDLED,
    ACKNOWLEDGED,
    ANSWERED
}
