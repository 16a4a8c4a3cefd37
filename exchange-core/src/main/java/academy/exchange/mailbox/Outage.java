package academy.exchange.mailbox;

import java.time.Duration;
import java.util.Optional;
import java.util.function.DoubleSupplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import academy.exchange.ExchangeException;
import academy.exchange.ExchangeRefusedException;

/** Keeps count of polls that failed in a row: says how long to pause, and logs the first, the repeats and the end. */
final class Outage {

    private static final Logger log = LoggerFactory.getLogger(MailboxContainer.class);

    private final String container;
    private final ContainerOptions options;
    private final DoubleSupplier random;
    private int failures;
    private volatile @Nullable String lastError;

    Outage(String container, ContainerOptions options, DoubleSupplier random) {
        this.container = container;
        this.options = options;
        this.random = random;
    }

    /** Notes a failed poll and returns how long to pause before the next. Called by the loop alone, as {@link #over}. */
    Duration failed(Throwable failure) {
        failures++;
        note(failure);
        if (failures == 1) {
            warn(failure);
        } else {
            log.debug("Container '{}' still cannot receive, attempt {}: {}", container, failures, lastError);
        }
        return failure instanceof ExchangeRefusedException
                ? options.maxBackOff()
                : BackOff.pause(failures, options.minBackOff(), options.maxBackOff(), random.getAsDouble());
    }

    /** Notes why the reading ended for good. */
    void note(Throwable failure) {
        lastError = LogText.of(failure);
    }

    /** Notes a poll that succeeded. */
    void over() {
        if (failures > 0) {
            log.info("Container '{}' receives again after {} failed attempts", container, failures);
            failures = 0;
            lastError = null;
        }
    }

    Optional<String> lastError() {
        return Optional.ofNullable(lastError);
    }

    private void warn(Throwable failure) {
        // The exchange's own exceptions say all there is to say; of any other the stack is needed to find it.
        Throwable stack = failure instanceof ExchangeException ? null : failure;
        log.warn(
                "Container '{}' cannot receive and keeps trying, with pauses of up to {} ms: {}",
                container,
                options.maxBackOff().toMillis(),
                lastError,
                stack);
    }
}
