package academy.exchange.memory;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import academy.exchange.DeadLetter;
import academy.exchange.EntityId;
import academy.exchange.Exchange;
import academy.exchange.ExchangeException;
import academy.exchange.ExchangeTimeoutException;
import academy.exchange.Mailbox;
import academy.exchange.MalformedMessageException;
import academy.exchange.Message;

/** One reader of a mailbox. A message is taken and handed out in one go, so that none has to be put back. */
final class InMemoryMailbox implements Mailbox {

    private static final Logger log = LoggerFactory.getLogger(InMemoryMailbox.class);

    private static final int DEAD_LETTER_BYTES = 64 * 1024;

    /** Half the range, so that differences to {@link System#nanoTime()} cannot overflow; some 146 years. */
    private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE / 2);

    private final Exchange exchange;
    private final EntityId id;
    private final MailboxStore store;
    private final InstantSource clock;
    private volatile boolean closed;

    InMemoryMailbox(Exchange exchange, EntityId id, MailboxStore store, InstantSource clock) {
        this.exchange = exchange;
        this.id = id;
        this.store = store;
        this.clock = clock;
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
    public Message receive() throws InterruptedException {
        return receive(FOREVER);
    }

    @Override
    public Message receive(Duration timeout) throws InterruptedException {
        List<Message> received = receive(1, timeout);
        if (received.isEmpty()) {
            throw ExchangeTimeoutException.receiving(id, timeout);
        }
        return received.get(0);
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
            List<Message> readable = read(taken);
            if (taken.isEmpty() || !readable.isEmpty()) {
                return readable;
            }
        }
    }

    private List<Message> read(List<byte[]> contents) {
        List<Message> messages = new ArrayList<>(contents.size());
        contents.forEach(content -> read(content).ifPresent(messages::add));
        return messages;
    }

    private Optional<Message> read(byte[] content) {
        try {
            Message message = exchange.codec().decode(content);
            if (isMine(message.dest())) {
                return Optional.of(message);
            }
            putAside(
                    content,
                    "It lay in the mailbox of " + id.uid() + " but is addressed to "
                            + message.dest().uid());
            return Optional.empty();
        } catch (MalformedMessageException e) {
            putAside(content, String.valueOf(e.getMessage()));
            e.answer().filter(answer -> isMine(answer.src())).ifPresent(this::sendQuietly);
            return e.substitute().filter(substitute -> isMine(substitute.dest()));
        }
    }

    private boolean isMine(EntityId other) {
        return other.uid().equals(id.uid());
    }

    private void putAside(byte[] content, String reason) {
        log.warn("Put aside a message for {}: {}", id.uid(), reason);
        String text = new String(content, 0, Math.min(content.length, DEAD_LETTER_BYTES), StandardCharsets.UTF_8);
        store.addDeadLetter(id, new DeadLetter(clock.instant(), reason, text));
    }

    /** Whether the sender can be told does not matter to whoever reads here. */
    private void sendQuietly(Message answer) {
        try {
            exchange.send(answer);
        } catch (ExchangeException e) {
            log.debug("Cannot tell the sender of request {} that it is unreadable", answer.tag(), e);
        }
    }

    @Override
    public List<DeadLetter> deadLetters(int max) {
        return store.deadLetters(id, max);
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
