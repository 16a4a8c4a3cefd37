package academy.exchange;

/** How arguments, results and exceptions are written inside a message (wire protocol, payload encoding). */
public enum Serialization {
    /** Text that holds JSON; the only form this library writes. */
    JSON,
    /** Base64 of a Python pickle, which stock Python peers send by default; never unpickled as code. */
    PICKLE
}
