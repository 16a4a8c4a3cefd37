package academy.exchange.memory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import academy.exchange.DeadLetter;
import academy.exchange.EntityId;
import academy.exchange.MailboxClosedException;
import academy.exchange.MailboxTerminatedException;
import academy.exchange.Urgency;

/**
 * What the readers of a store do: they take messages, settle them or give them back. What a reader has taken and not
 * settled is known here until then; a reader that delivers at most once holds nothing.
 */
final class Deliveries {

    private final MailboxStore store;
    private final InstantSource clock;
    private final int deadLetterLimit;

    Deliveries(MailboxStore store, InstantSource clock, int deadLetterLimit) {
        this.store = store;
        this.clock = clock;
        this.deadLetterLimit = deadLetterLimit;
    }

    /** Who takes messages. */
    interface Reader {

        EntityId mailboxId();

        boolean isClosed();

        /** Whether what it takes stays with it until it is settled. */
        boolean holdsWhatItTakes();

        /**
         * How often its mailbox had been terminated when it last asked to be told of changes: one that waits so must learn of
         * a termination, too, even if the mailbox was opened anew since. Called under the store's lock.
         */
        OptionalLong listensSince();

        /** Notes that, under the store's lock. */
        void listensSince(long terminations);
    }

    /** Refuses a mailbox that nobody registered. */
    void open(Reader reader) {
        store.exclusively("getMailbox", () -> {
            StoredMailbox mailbox = store.mailbox(reader.mailboxId());
            if (reader.holdsWhatItTakes()) {
                mailbox.rememberAnswers();
            }
        });
    }

    /**
     * Takes what is there, waiting for the first message at most this long.
     *
     * @return empty if none came in time
     */
    List<Item> take(Reader reader, int max, long nanos) throws InterruptedException {
        return store.interruptibly(() -> {
            StoredMailbox mailbox = store.mailbox(reader.mailboxId());
            long terminations = reader.listensSince().orElse(mailbox.terminations());
            long remaining = nanos;
            while (true) {
                requireReadable(reader, mailbox, terminations);
                Instant now = clock.instant();
                mailbox.queue().endPauses(now);
                List<Item> taken = mailbox.queue().take(max, holder(reader));
                if (!taken.isEmpty() || remaining <= 0) {
                    return taken;
                }
                long patience = untilPauseEnds(mailbox, now, remaining);
                remaining -= patience - mailbox.awaitChange(patience);
            }
        });
    }

    /** Runs this once, as soon as a take may bring something or fail. */
    void whenReady(Reader reader, Runnable then) {
        var unused = store.always(() -> {
            StoredMailbox mailbox = store.mailbox(reader.mailboxId());
            reader.listensSince(mailbox.terminations());
            Instant now = clock.instant();
            mailbox.queue().endPauses(now);
            mailbox.atChange(reader, then);
            if (store.isClosed()
                    || reader.isClosed()
                    || !mailbox.isActive()
                    || mailbox.queue().size() > 0) {
                mailbox.wake();
            } else {
                mailbox.queue().nextPause(now).ifPresent(pause -> wakeAfter(pause, reader));
            }
            return mailbox;
        });
    }

    private void wakeAfter(Duration pause, Reader reader) {
        CompletableFuture.delayedExecutor(pause.toNanos(), TimeUnit.NANOSECONDS, Runnable::run)
                .execute(() -> wakeReaders(reader));
    }

    private static long untilPauseEnds(StoredMailbox mailbox, Instant now, long remaining) {
        return mailbox.queue()
                .nextPause(now)
                .map(pause -> Math.min(pause.toNanos(), remaining))
                .orElse(remaining);
    }

    /** Takes what is there of these kinds. */
    List<Item> takeUrgent(Reader reader, Set<Urgency> kinds) throws InterruptedException {
        return store.interruptibly(() -> {
            StoredMailbox mailbox = store.mailbox(reader.mailboxId());
            requireReadable(reader, mailbox, mailbox.terminations());
            mailbox.queue().endPauses(clock.instant());
            return mailbox.queue().takeUrgent(kinds, holder(reader));
        });
    }

    private static @Nullable Reader holder(Reader reader) {
        return reader.holdsWhatItTakes() ? reader : null;
    }

    private void requireReadable(Reader reader, StoredMailbox mailbox, long terminations) {
        if (store.isClosed() || reader.isClosed()) {
            throw new MailboxClosedException(reader.mailboxId());
        }
        if (!mailbox.isActive() || mailbox.terminations() != terminations) {
            throw new MailboxTerminatedException(reader.mailboxId());
        }
    }

    /** The tags of the requests to this mailbox that were withdrawn within the window for retries. */
    Set<UUID> withdrawn(EntityId id) {
        return store.exclusively("receiveUrgent", () -> store.withdrawn(store.mailbox(id)));
    }

    /** Lets go of a request that was answered by whoever had it before; false if it is to be handled. */
    boolean dropIfAnswered(EntityId id, Item request, UUID tag) {
        return store.always(() -> {
            StoredMailbox mailbox = store.mailbox(id);
            boolean answered = mailbox.hasAnswered(tag, clock.instant());
            if (answered) {
                mailbox.queue().settle(request);
            }
            return answered;
        });
    }

    /** Forgets an item that was handled; false if its reader does not have it any more. */
    boolean acknowledge(EntityId id, Item item) {
        return store.always(() -> store.mailbox(id).queue().settle(item));
    }

    /** Puts an item back for another attempt, after a pause. */
    void retry(EntityId id, Item item, Duration pause) {
        var unused = store.always(() -> {
            StoredMailbox mailbox = store.mailbox(id);
            boolean mine = mailbox.queue().settle(item);
            if (mine) {
                mailbox.queue().pause(item.failed(), clock.instant().plus(pause));
                mailbox.wake();
            }
            return mine;
        });
    }

    /**
     * Makes an item a dead letter.
     *
     * @param whole whether the letter has all of its content, so that it can be redriven
     * @return false if its reader does not have it any more
     */
    boolean putAside(Reader reader, Item item, String reason, int attempts, String text, boolean whole) {
        return store.always(() -> {
            StoredMailbox mailbox = store.mailbox(reader.mailboxId());
            boolean mine = !reader.holdsWhatItTakes() || mailbox.queue().settle(item);
            if (mine) {
                DeadLetter letter = new DeadLetter(clock.instant(), reason, attempts, text);
                mailbox.deadLetters().add(letter, whole ? item : null, deadLetterLimit);
            }
            return mine;
        });
    }

    List<DeadLetter> deadLetters(EntityId id, int max) {
        return store.exclusively(
                "deadLetters", () -> store.mailbox(id).deadLetters().newest(max));
    }

    int redrive(EntityId id, int max) {
        return store.exclusively("redrive", () -> {
            StoredMailbox mailbox = store.mailbox(id);
            if (!mailbox.isActive()) {
                throw new MailboxTerminatedException(id);
            }
            List<Item> items = mailbox.deadLetters().takeOldest(max);
            items.forEach(mailbox.queue()::redrive);
            mailbox.wake();
            return items.size();
        });
    }

    /** Makes everyone who waits at this reader's mailbox look again. */
    void wakeReaders(Reader reader) {
        var unused = store.always(() -> {
            StoredMailbox mailbox = store.mailbox(reader.mailboxId());
            mailbox.wake();
            return mailbox;
        });
    }

    /** Gives back what a closed reader has not settled, and makes everyone who waits at its mailbox look again. */
    void end(Reader reader) {
        var unused = store.always(() -> {
            StoredMailbox mailbox = store.mailbox(reader.mailboxId());
            mailbox.queue().giveBack(reader);
            mailbox.wake();
            return mailbox;
        });
    }
}
