package academy.exchange.mailbox;

import java.time.Duration;

import academy.exchange.DeliveryOptions;

/**
 * How a container reads its mailbox. Immutable; every {@code with} method returns a changed copy.
 *
 * @param concurrency how many handlers may run at once, at least 1; default 1, which keeps the order of the mailbox
 * @param pollTimeout how long one poll waits for a message, more than zero; default 1 second. Messages are handed out
 *     when they arrive and a stop ends the waiting at once, whatever this says
 * @param shutdownTimeout how long a stop waits for running handlers before it interrupts them, zero to interrupt at
 *     once; default 20 seconds
 * @param minBackOff the shortest pause after a failed poll, more than zero; default 100 milliseconds
 * @param maxBackOff the longest pause after a failed poll, at least the shortest; default 5 seconds
 * @param autoStartup whether the registry starts the container with the application; default true
 * @param heartbeatInterval how often the container gives a sign of life for its mailbox, more than zero; default 30
 *     seconds, as Python peers do, who take a mailbox for inactive after three times as long: with a longer interval a
 *     single late sign could be one too many
 * @param prefetch how many messages may be taken beyond those that free handlers can begin at once, at least 0; default
 *     0. Saves a wait for the store between short handlings. What was taken and not begun is out of reach of other
 *     readers of the mailbox. Delivered at most once, it is lost if the process dies, and a stop still handles it;
 *     delivered at least once, it is delivered again, without counting as an attempt
 * @param idleAfter after how long without a message an {@link ContainerEvent.Idle} event is published, and again after
 *     each further such time, to the precision of the poll timeout; default zero, which means never
 * @param delivery what becomes of a message when the process dies, and when its handler fails; default at most once. The
 *     source of the mailbox has to open it so, see {@link #readerDelivery()}; the pauses before a retry and the attempts
 *     that a log line speaks of are those named here
 */
public record ContainerOptions(
        int concurrency,
        Duration pollTimeout,
        Duration shutdownTimeout,
        Duration minBackOff,
        Duration maxBackOff,
        boolean autoStartup,
        Duration heartbeatInterval,
        int prefetch,
        Duration idleAfter,
        DeliveryOptions delivery) {

    private static final ContainerOptions DEFAULTS = new ContainerOptions(
            1,
            Duration.ofSeconds(1),
            Duration.ofSeconds(20),
            Duration.ofMillis(100),
            Duration.ofSeconds(5),
            true,
            Duration.ofSeconds(30),
            0,
            Duration.ZERO,
            DeliveryOptions.atMostOnce());

    /**
     * @throws IllegalArgumentException if a value is outside its range
     */
    public ContainerOptions {
        require(concurrency >= 1, "The concurrency is " + concurrency + "; it must be at least 1");
        requirePositive("poll timeout", pollTimeout);
        require(
                !shutdownTimeout.isNegative(),
                "The shutdown timeout is " + shutdownTimeout + "; it must not be below 0");
        requirePositive("shortest back-off", minBackOff);
        require(
                maxBackOff.compareTo(minBackOff) >= 0,
                "The longest back-off is " + maxBackOff + "; it must be at least the shortest, " + minBackOff);
        requirePositive("heartbeat interval", heartbeatInterval);
        require(prefetch >= 0, "The prefetch is " + prefetch + "; it must not be below 0");
        require(!idleAfter.isNegative(), "The idle time is " + idleAfter + "; it must be more than 0, or 0 for never");
    }

    /** The default of every option. */
    public static ContainerOptions defaults() {
        return DEFAULTS;
    }

    /** A copy with this concurrency. */
    public ContainerOptions withConcurrency(int handlers) {
        return new ContainerOptions(
                handlers,
                pollTimeout,
                shutdownTimeout,
                minBackOff,
                maxBackOff,
                autoStartup,
                heartbeatInterval,
                prefetch,
                idleAfter,
                delivery);
    }

    /** A copy with this poll timeout. */
    public ContainerOptions withPollTimeout(Duration timeout) {
        return new ContainerOptions(
                concurrency,
                timeout,
                shutdownTimeout,
                minBackOff,
                maxBackOff,
                autoStartup,
                heartbeatInterval,
                prefetch,
                idleAfter,
                delivery);
    }

    /** A copy with this shutdown timeout. */
    public ContainerOptions withShutdownTimeout(Duration timeout) {
        return new ContainerOptions(
                concurrency,
                pollTimeout,
                timeout,
                minBackOff,
                maxBackOff,
                autoStartup,
                heartbeatInterval,
                prefetch,
                idleAfter,
                delivery);
    }

    /** A copy with this shortest pause after a failed poll. */
    public ContainerOptions withMinBackOff(Duration pause) {
        return new ContainerOptions(
                concurrency,
                pollTimeout,
                shutdownTimeout,
                pause,
                maxBackOff,
                autoStartup,
                heartbeatInterval,
                prefetch,
                idleAfter,
                delivery);
    }

    /** A copy with this longest pause after a failed poll. */
    public ContainerOptions withMaxBackOff(Duration pause) {
        return new ContainerOptions(
                concurrency,
                pollTimeout,
                shutdownTimeout,
                minBackOff,
                pause,
                autoStartup,
                heartbeatInterval,
                prefetch,
                idleAfter,
                delivery);
    }

    /** A copy that starts with the application, or does not. */
    public ContainerOptions withAutoStartup(boolean startup) {
        return new ContainerOptions(
                concurrency,
                pollTimeout,
                shutdownTimeout,
                minBackOff,
                maxBackOff,
                startup,
                heartbeatInterval,
                prefetch,
                idleAfter,
                delivery);
    }

    /** A copy with this interval between heartbeats. */
    public ContainerOptions withHeartbeatInterval(Duration interval) {
        return new ContainerOptions(
                concurrency,
                pollTimeout,
                shutdownTimeout,
                minBackOff,
                maxBackOff,
                autoStartup,
                interval,
                prefetch,
                idleAfter,
                delivery);
    }

    /** A copy that may take so many messages ahead. */
    public ContainerOptions withPrefetch(int messages) {
        return new ContainerOptions(
                concurrency,
                pollTimeout,
                shutdownTimeout,
                minBackOff,
                maxBackOff,
                autoStartup,
                heartbeatInterval,
                messages,
                idleAfter,
                delivery);
    }

    /** A copy that tells when no message came for so long. */
    public ContainerOptions withIdleAfter(Duration silence) {
        return new ContainerOptions(
                concurrency,
                pollTimeout,
                shutdownTimeout,
                minBackOff,
                maxBackOff,
                autoStartup,
                heartbeatInterval,
                prefetch,
                silence,
                delivery);
    }

    /** A copy that delivers so. */
    public ContainerOptions withDelivery(DeliveryOptions guarantees) {
        return new ContainerOptions(
                concurrency,
                pollTimeout,
                shutdownTimeout,
                minBackOff,
                maxBackOff,
                autoStartup,
                heartbeatInterval,
                prefetch,
                idleAfter,
                guarantees);
    }

    /**
     * How a {@linkplain MailboxContainer.Source source} should open the mailbox for a container with these options: the
     * delivery, with as many handlers as may have begun a message at the same time, the one for what is urgent included.
     */
    public DeliveryOptions readerDelivery() {
        return delivery.withHandlers(concurrency == Integer.MAX_VALUE ? concurrency : concurrency + 1);
    }

    private static void requirePositive(String what, Duration value) {
        require(!value.isNegative() && !value.isZero(), "The " + what + " is " + value + "; it must be more than 0");
    }

    private static void require(boolean valid, String message) {
        if (!valid) {
            throw new IllegalArgumentException(message);
        }
    }
}
