package academy.exchange.memory;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import academy.exchange.DeadLetter;
import academy.exchange.Delivery;
import academy.exchange.DeliveryOptions;
import academy.exchange.EntityId;
import academy.exchange.Exchange;
import academy.exchange.ForeignText;
import academy.exchange.Mailbox;
import academy.exchange.MailboxClosedException;
import academy.exchange.Message;
import academy.exchange.MessageIntake;
import academy.exchange.RemoteFailure;
import academy.exchange.Urgency;
import academy.exchange.Urgent;

/** One reader of a mailbox. What it takes is handed out in one go, so that only what is not settled has to be put back. */
final class InMemoryMailbox implements Mailbox, Deliveries.Reader {

    private static final Logger log = LoggerFactory.getLogger(InMemoryMailbox.class);

    /** As much as a message may have by default; what can be read is kept whole in any case. */
    private static final int MOST_UNREADABLE_BYTES = 1024 * 1024;

    private final InMemoryExchange exchange;
    private final EntityId id;
    private final DeliveryOptions options;
    private final Deliveries deliveries;
    private volatile boolean closed;
    private OptionalLong listensSince = OptionalLong.empty();

    InMemoryMailbox(InMemoryExchange exchange, EntityId id, DeliveryOptions options, Deliveries deliveries) {
        this.exchange = exchange;
        this.id = id;
        this.options = options;
        this.deliveries = deliveries;
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
    public boolean isClosed() {
        return closed;
    }

    @Override
    public boolean holdsWhatItTakes() {
        return options.isAtLeastOnce();
    }

    @Override
    public OptionalLong listensSince() {
        return listensSince;
    }

    @Override
    public void listensSince(long terminations) {
        listensSince = OptionalLong.of(terminations);
    }

    @Override
    public boolean whenReady(Runnable then) {
        deliveries.whenReady(this, then);
        return true;
    }

    @Override
    public List<Message> receive(int max, Duration timeout) throws InterruptedException {
        List<Delivery> taken = take(max, timeout);
        List<Message> mine = taken.stream()
                .filter(InMemoryMailbox::isAcknowledged)
                .map(Delivery::message)
                .toList();
        // Nothing is ours any more if the reader was closed or terminated meanwhile, which the next look tells.
        return mine.isEmpty() && !taken.isEmpty() ? receive(max, Duration.ZERO) : mine;
    }

    private static boolean isAcknowledged(Delivery delivery) {
        return !(delivery.acknowledgement() instanceof TakenMessage taken) || taken.acknowledgeIfHeld();
    }

    @Override
    public List<Delivery> take(int max, Duration timeout) throws InterruptedException {
        if (max < 1) {
            throw new IllegalArgumentException("Cannot receive " + max + " messages; ask for at least 1");
        }
        Duration limit = timeout.compareTo(FOREVER) < 0 ? timeout : FOREVER;
        long start = System.nanoTime();
        while (true) {
            long remaining = limit.minusNanos(System.nanoTime() - start).toNanos();
            List<Item> taken = deliveries.take(this, max, remaining);
            List<Delivery> readable = read(taken);
            if (taken.isEmpty() || !readable.isEmpty()) {
                return readable;
            }
        }
    }

    @Override
    public Urgent receiveUrgent(Set<Urgency> kinds) throws InterruptedException {
        List<Item> taken = deliveries.takeUrgent(this, kinds);
        return new Urgent(read(taken), deliveries.withdrawn(id));
    }

    private List<Delivery> read(List<Item> items) {
        List<Delivery> read =
                items.stream().map(this::read).flatMap(Optional::stream).toList();
        // Whoever closed this reader meanwhile has given back what is not settled.
        return closed
                ? read.stream()
                        .filter(delivery -> delivery.acknowledgement().isSettled())
                        .toList()
                : read;
    }

    private Optional<Delivery> read(Item item) {
        Unreadable unreadable = new Unreadable(item);
        return new MessageIntake(exchange, id, unreadable)
                .read(item.content())
                .filter(message -> !wasAnswered(item, message))
                .map(message -> holdsWhatItTakes() && !unreadable.putAside
                        ? new Delivery(message, new TakenMessage(this, item, message))
                        : Delivery.settled(message));
    }

    private boolean wasAnswered(Item item, Message message) {
        return item.mayBeDone() && message.isRequest() && deliveries.dropIfAnswered(id, item, message.tag());
    }

    /** Puts an item aside if it cannot be read. What is handed out in its place is settled by that. */
    private final class Unreadable implements MessageIntake.DeadLetters {

        private final Item item;
        private boolean putAside;

        private Unreadable(Item item) {
            this.item = item;
        }

        @Override
        public void add(byte[] content, String reason) {
            putAside = true;
            InMemoryMailbox.this.putAside(item, reason, 0, MOST_UNREADABLE_BYTES);
        }
    }

    /** Says whether this reader still had it. */
    boolean acknowledge(Item item) {
        return deliveries.acknowledge(id, item);
    }

    void retry(Item item, Message message, Duration pause, String reason) {
        if (item.attempt() >= options.maxAttempts()) {
            reject(item, message, reason);
        } else {
            Duration atLeast = pause.isNegative() ? Duration.ZERO : pause;
            deliveries.retry(id, item, atLeast.compareTo(FOREVER) < 0 ? atLeast : FOREVER);
        }
    }

    void reject(Item item, Message message, String reason) {
        String line = ForeignText.line(reason);
        if (putAside(item, line, item.attempt(), item.content().length) && message.isRequest()) {
            RemoteFailure failure = RemoteFailure.of(
                    "UndeliverableException",
                    "The request was put aside by " + id + " and is not tried again: " + line);
            // If the request was answered, the store drops this.
            var unused = exchange.sendAsync(message.reply(exchange.codec().encodeFailure(failure)));
        }
    }

    private boolean putAside(Item item, String reason, int attempts, int mostBytes) {
        byte[] content = item.content();
        String text = new String(content, 0, Math.min(content.length, mostBytes), StandardCharsets.UTF_8);
        boolean mine = deliveries.putAside(this, item, reason, attempts, text, content.length <= mostBytes);
        if (mine) {
            log.warn("Put aside a message for {}: {}", id.uid(), reason);
        }
        return mine;
    }

    @Override
    public List<DeadLetter> deadLetters(int max) {
        return deliveries.deadLetters(id, max);
    }

    @Override
    public int redrive(int max) {
        return deliveries.redrive(id, max);
    }

    @Override
    public void heartbeat() {
        if (closed) {
            throw new MailboxClosedException(id);
        }
        exchange.beat(id);
    }

    @Override
    public void stopReading() {
        closed = true;
        deliveries.wakeReaders(this);
    }

    @Override
    public void close() {
        closed = true;
        deliveries.end(this);
    }

    @Override
    public String toString() {
        return "InMemoryMailbox[" + id + "]";
    }
}
