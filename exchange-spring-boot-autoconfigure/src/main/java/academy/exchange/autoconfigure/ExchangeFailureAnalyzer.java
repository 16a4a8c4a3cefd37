package academy.exchange.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;

import academy.exchange.ExchangeRefusedException;
import academy.exchange.ExchangeUnavailableException;

/** Says what to set when an application cannot start for want of its Redis. */
final class ExchangeFailureAnalyzer implements FailureAnalyzer {

    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String action = action(cause);
            if (action != null) {
                return new FailureAnalysis(String.valueOf(cause.getMessage()), action, cause);
            }
        }
        return null;
    }

    private static @Nullable String action(Throwable cause) {
        if (cause instanceof Remedy remedy) {
            return remedy.action();
        }
        return cause instanceof ExchangeUnavailableException || cause instanceof ExchangeRefusedException
                ? ConnectionAdvice.on(cause)
                : null;
    }
}
