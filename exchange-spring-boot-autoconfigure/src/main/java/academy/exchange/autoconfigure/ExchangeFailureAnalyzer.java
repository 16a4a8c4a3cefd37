package academy.exchange.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;

import academy.exchange.ExchangeRefusedException;
import academy.exchange.ExchangeUnavailableException;

/** Says what to set when an application cannot start for want of its Redis. */
final class ExchangeFailureAnalyzer implements FailureAnalyzer {

    private static final String WHERE =
            """
            Say where Redis is, in one of these ways:
                - academy.exchange.redis.host and academy.exchange.redis.port, or academy.exchange.redis.url, for a Redis of \
            the exchange's own
                - spring.data.redis.host and spring.data.redis.port for the application's
                - academy.exchange.redis.embedded=true for one that is started for development and tests (needs the module \
            academy.exchange:exchange-embedded-redis)
                - academy.exchange.type=memory for none at all, within one process""";

    private static final String LOGIN =
            """
            Check the login: academy.exchange.redis.username and academy.exchange.redis.password if any property under \
            academy.exchange.redis says where Redis is, otherwise spring.data.redis.username and spring.data.redis.password. \
            The user needs the right to run scripts and to use the exchange's keys.""";

    private static final String LOADING =
            """
            Redis is there and reads its data from disk; start the application again once it has. A longer \
            academy.exchange.redis.operation-timeout waits for it.""";

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
        if (cause instanceof ExchangeUnavailableException) {
            return isLoading(cause) ? LOADING : WHERE;
        }
        return cause instanceof ExchangeRefusedException ? LOGIN : null;
    }

    private static boolean isLoading(Throwable failure) {
        return String.valueOf(failure.getMessage()).contains("LOADING ");
    }
}
