package academy.exchange.micrometer;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import academy.exchange.BadEntityIdException;
import academy.exchange.EntityId;
import academy.exchange.Exchange;
import academy.exchange.Upkeep;

/**
 * What lies in mailboxes, counted in the store when somebody wants to know, for all of them at once and not more often than
 * every few seconds. Whoever asks waits for a moment at most, all questions of one scrape together: a store that hangs
 * must not hold up whoever collects meters. Safe for use by any thread.
 */
final class MailboxCounts {

    private static final Logger log = LoggerFactory.getLogger(MailboxCounts.class);

    private static final long PATIENCE = Duration.ofMillis(500).toNanos();

    private final Supplier<Exchange> exchange;
    private final Supplier<List<EntityId>> mailboxes;
    private final long fresh;
    private @Nullable Count current;
    private volatile Map<EntityId, Counts> known = Map.of();

    /** What is counted of one mailbox. */
    record Counts(long queued, long deadLetters) {}

    private record Count(long begun, CompletableFuture<@Nullable Void> done) {

        long age() {
            return System.nanoTime() - begun;
        }
    }

    /**
     * @param mailboxes which are counted
     * @param fresh for how long a count holds
     */
    MailboxCounts(Supplier<Exchange> exchange, Supplier<List<EntityId>> mailboxes, Duration fresh) {
        this.exchange = exchange;
        this.mailboxes = mailboxes;
        this.fresh = fresh.toNanos();
    }

    /** Those of this mailbox; empty if it was not counted, or the store did not let itself be counted. */
    Optional<Counts> of(EntityId mailbox) {
        await(count());
        return Optional.ofNullable(known.get(mailbox));
    }

    private synchronized Count count() {
        Count last = current;
        if (last != null && (!last.done.isDone() || last.age() < fresh)) {
            return last;
        }
        Count next = new Count(System.nanoTime(), new CompletableFuture<>());
        current = next;
        Thread thread = new Thread(() -> count(next), "exchange-meters");
        thread.setDaemon(true);
        thread.start();
        return next;
    }

    private void count(Count count) {
        try {
            known = countAll();
        } catch (Throwable failure) {
            known = Map.of();
            log.debug("What lies in the mailboxes could not be counted", failure);
        } finally {
            count.done.complete(null);
        }
    }

    private Map<EntityId, Counts> countAll() {
        Exchange store = exchange.get();
        Optional<Upkeep> upkeep = store.upkeep();
        Map<EntityId, Counts> counts = new HashMap<>();
        for (EntityId mailbox : mailboxes.get()) {
            try {
                long deadLetters =
                        upkeep.map(each -> each.countDeadLetters(mailbox)).orElse(0L);
                counts.put(mailbox, new Counts(store.stats(mailbox).queued(), deadLetters));
            } catch (BadEntityIdException gone) {
                log.debug("Mailbox {} is not there to be counted", mailbox);
            }
        }
        return Map.copyOf(counts);
    }

    private static void await(Count count) {
        try {
            count.done.get(Math.max(0, PATIENCE - count.age()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException late) {
            log.trace("What lies in the mailboxes is still being counted", late);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
