package academy.exchange;

/**
 * The errors the protocol itself knows. Peers refuse codes that are not on this list, so failures of an action travel
 * as {@link Response.ActionError} instead.
 */
public enum ErrorCode {
    /** The mailbox ended before the request was answered; the response names the mailbox. */
    MAILBOX_TERMINATED(0),
    /** The agent failed while it started, so the ping was not answered. */
    PING_CANCELLED(1),
    /** The action to cancel is unknown or has ended. */
    ACTION_INVALID_STATE(2),
    /** The action was cancelled by a cancel request or by the agent's shutdown. */
    ACTION_CANCELLED(3),
    /** A request was sent to a client, which answers none. */
    INVALID_CLIENT(4),
    /** The request's protocol version is not one the receiver speaks. */
    INCOMPATIBLE_PROTOCOL(5);

    private final int code;

    ErrorCode(int code) {
        this.code = code;
    }

    /** The number on the wire. */
    public int code() {
        return code;
    }

    /**
     * The error with this number.
     *
     * @throws IllegalArgumentException if the protocol knows no such number
     */
    public static ErrorCode of(int code) {
        for (ErrorCode error : values()) {
            if (error.code == code) {
                return error;
            }
        }
        throw new IllegalArgumentException("Error code " + code + " is unknown; the protocol has 0 to 5");
    }
}
