package academy.exchange.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import academy.exchange.mailbox.MailboxContainer;

/**
 * What one container looks like, and why that is not well if it is not. Paused or stopped on purpose is well.
 *
 * @param problem empty if it does what it should
 */
record ContainerHealth(MailboxContainer.Status status, Instant now, Optional<String> problem) {

    /**
     * @param unlooked for how long it has been seen to run without a first look into its mailbox
     */
    static ContainerHealth of(
            MailboxContainer container,
            MailboxContainer.Status status,
            Instant now,
            Duration unlooked,
            Duration margin) {
        return new ContainerHealth(status, now, problem(container, status, now, unlooked, margin));
    }

    boolean isWell() {
        return problem.isEmpty();
    }

    private static Optional<String> problem(
            MailboxContainer container,
            MailboxContainer.Status status,
            Instant now,
            Duration unlooked,
            Duration margin) {
        return switch (status.state()) {
            case RUNNING ->
                isBusy(container, status)
                        ? Optional.empty()
                        : silence(
                                status,
                                now,
                                unlooked,
                                container.options().pollTimeout().plus(margin));
            case TERMINATED -> Optional.of("Its mailbox was terminated");
            case STOPPED ->
                container.endedByItself()
                        ? Optional.of("It ended though nobody stopped it, since its reader was closed")
                        : Optional.empty();
            case PAUSED, STOPPING -> Optional.empty();
        };
    }

    /** A container whose every handler runs does not look for more. */
    private static boolean isBusy(MailboxContainer container, MailboxContainer.Status status) {
        return status.inFlight() >= container.options().concurrency();
    }

    private static Optional<String> silence(
            MailboxContainer.Status status, Instant now, Duration unlooked, Duration longest) {
        if (status.lastPoll().isEmpty()) {
            return status.lastError().isPresent() || unlooked.compareTo(longest) > 0
                    ? Optional.of("It has not looked into its mailbox since its start")
                    : Optional.empty();
        }
        Duration silence = Duration.between(status.lastPoll().get(), now);
        return silence.compareTo(longest) <= 0
                ? Optional.empty()
                : Optional.of("It has not looked into its mailbox for " + silence.toMillis() + " ms, at most "
                        + longest.toMillis() + " ms are well");
    }

    /** For the details of a health; nothing of what messages carry. */
    Map<String, Object> details() {
        Map<String, Object> details = new LinkedHashMap<>();
        problem.ifPresent(why -> details.put("problem", why));
        details.put("state", status.state());
        status.mailbox().ifPresent(id -> details.put("mailbox", id.uid()));
        status.lastPoll().ifPresent(poll -> details.put("lastPoll", ago(poll)));
        details.put("inFlight", status.inFlight());
        status.lastRestored()
                .ifPresent(
                        restored -> details.put("restored", status.restorations() + " times, last " + ago(restored)));
        status.lastError().ifPresent(error -> details.put("lastError", error));
        return details;
    }

    private String ago(Instant time) {
        return Duration.between(time, now).toMillis() + " ms ago";
    }
}
