package academy.exchange.autoconfigure;

import java.util.List;

/** The application sets properties that do not exist. */
final class UnknownPropertyException extends RuntimeException implements Remedy {

    private static final long serialVersionUID = 1;

    /** @param findings a sentence on each property */
    UnknownPropertyException(List<String> findings) {
        super(String.join(System.lineSeparator(), findings));
    }

    @Override
    public String action() {
        return """
                Correct the name, or leave the property out. docs/configuration.md lists all there are. With \
                academy.exchange.unknown-properties=warn the application starts all the same.""";
    }
}
