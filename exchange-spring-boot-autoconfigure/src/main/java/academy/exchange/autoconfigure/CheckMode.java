package academy.exchange.autoconfigure;

/** What a check does that finds something wrong when the application starts. */
public enum CheckMode {
    /** The application does not start. */
    FAIL,
    /** The log warns, and the application starts. */
    WARN,
    /** The check is not made. */
    OFF
}
