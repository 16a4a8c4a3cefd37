package academy.exchange.interop;

/** A snippet raised something. The message begins with the name of its class. */
final class PythonException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String type;

    PythonException(String type, String message) {
        super(type + ": " + message);
        this.type = type;
    }

    /** The name of the exception's class in Python, without its module. */
    String type() {
        return type;
    }
}
