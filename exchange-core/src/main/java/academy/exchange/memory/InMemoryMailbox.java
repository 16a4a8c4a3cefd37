package academy.exchange.memory;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import academy.exchange.DeadLetter;
import academy.exchange.EntityId;
import academy.exchange.Exchange;
import academy.exchange.Mailbox;
import academy.exchange.MailboxClosedException;
import academy.exchange.Message;
import academy.exchange.MessageIntake;
import academy.exchange.Urgency;
import academy.exchange.Urgent;

/** One reader of a mailbox. A message is taken and handed out in one go, so that none has to be put back. */
final class InMemoryMailbox implements Mailbox {

    private static final Logger log = LoggerFactory.getLogger(InMemoryMailbox.class);

    private static final int DEAD_LETTER_BYTES = 64 * 1024;

    private final Exchange exchange;
    private final EntityId id;
    private final MailboxStore store;
    private final InstantSource clock;
    private final MessageIntake intake;
    private volatile boolean closed;

    InMemoryMailbox(Exchange exchange, EntityId id, MailboxStore store, InstantSource clock) {
        this.exchange = exchange;
        this.id = id;
        this.store = store;
        this.clock = clock;
        this.intake = new MessageIntake(exchange, id, this::putAside);
    }

    @Override
    public Exchange exchange() {
        return exchange;
    }

    @Override
    public EntityId mailboxId() {
        return id;
    }

    @Override
    public List<Message> receive(int max, Duration timeout) throws InterruptedException {
        if (max < 1) {
            throw new IllegalArgumentException("Cannot receive " + max + " messages; ask for at least 1");
        }
        Duration limit = timeout.compareTo(FOREVER) < 0 ? timeout : FOREVER;
        long start = System.nanoTime();
        while (true) {
            long remaining = limit.minusNanos(System.nanoTime() - start).toNanos();
            List<byte[]> taken = store.take(id, max, remaining, () -> closed);
            List<Message> readable = intake.read(taken);
            if (taken.isEmpty() || !readable.isEmpty()) {
                return readable;
            }
        }
    }

    @Override
    public Urgent receiveUrgent(Set<Urgency> kinds) throws InterruptedException {
        List<byte[]> taken = store.takeUrgent(id, kinds, () -> closed);
        return Urgent.settled(intake.read(taken), store.withdrawn(id));
    }

    private void putAside(byte[] content, String reason) {
        log.warn("Put aside a message for {}: {}", id.uid(), reason);
        String text = new String(content, 0, Math.min(content.length, DEAD_LETTER_BYTES), StandardCharsets.UTF_8);
        store.addDeadLetter(id, new DeadLetter(clock.instant(), reason, 0, text));
    }

    @Override
    public List<DeadLetter> deadLetters(int max) {
        return store.deadLetters(id, max);
    }

    @Override
    public int redrive(int max) {
        return 0;
    }

    @Override
    public void heartbeat() {
        if (closed) {
            throw new MailboxClosedException(id);
        }
        store.beat(id, clock.instant());
    }

    @Override
    public void close() {
        closed = true;
        store.wake(id);
    }

    @Override
    public String toString() {
        return "InMemoryMailbox[" + id + "]";
    }
}
