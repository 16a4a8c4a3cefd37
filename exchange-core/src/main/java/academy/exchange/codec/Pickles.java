package academy.exchange.codec;

/** The little that is known here of Python pickles. They are never unpickled: that would run the sender's code. */
final class Pickles {

    /** An empty tuple in pickle protocol 4, Python's default: no positional arguments. */
    static final String EMPTY_TUPLE = "gAQpLg==";

    /** An empty dict in pickle protocol 4: no arguments by name. */
    static final String EMPTY_DICT = "gAR9lC4=";

    /** The first byte of every pickle of protocol 2 and later. */
    static final byte FIRST_BYTE = (byte) 0x80;

    private Pickles() {}

    /** Why this pickle is not read, and what can be done about it. */
    static String refusal(String what) {
        return what + " a Python pickle, which is not read here: the caller pickles; switch it to JSON"
                + " (in Python: Handle(..., request_serializer='json'))";
    }
}
