package academy.exchange.autoconfigure;

import java.util.List;
import java.util.stream.Collectors;

/** The server would lose messages, or does not do what an exchange needs. */
final class UnfitServerException extends RuntimeException implements Remedy {

    private static final long serialVersionUID = 1;

    private final String action;

    UnfitServerException(List<Finding> findings) {
        super(join(findings.stream().map(Finding::problem).toList()));
        this.action = join(findings.stream().map(Finding::action).toList()) + System.lineSeparator()
                + "With academy.exchange.redis.start-up-check=warn the application starts all the same.";
    }

    private static String join(List<String> sentences) {
        return sentences.stream().collect(Collectors.joining(System.lineSeparator()));
    }

    @Override
    public String action() {
        return action;
    }
}
