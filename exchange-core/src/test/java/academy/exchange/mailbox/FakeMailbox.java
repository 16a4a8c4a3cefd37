package academy.exchange.mailbox;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import academy.exchange.AgentId;
import academy.exchange.ClientId;
import academy.exchange.DeadLetter;
import academy.exchange.EntityId;
import academy.exchange.Exchange;
import academy.exchange.ExchangeUnavailableException;
import academy.exchange.Mailbox;
import academy.exchange.MailboxClosedException;
import academy.exchange.MailboxTerminatedException;
import academy.exchange.Message;
import academy.exchange.Request;
import academy.exchange.Serialization;
import academy.exchange.Urgency;
import academy.exchange.Urgent;

/** A mailbox in memory that fails when told to. */
final class FakeMailbox implements Mailbox {

    final AgentId id = AgentId.random();
    private final Deque<Message> messages = new ArrayDeque<>();
    private final Deque<Throwable> failures = new ArrayDeque<>();
    private final Set<UUID> withdrawn = new HashSet<>();
    private boolean closed;
    private boolean terminated;
    private int lastMax;
    private int receives;
    private int looks;
    private int heartbeats;
    private boolean stopsHearts;
    private boolean hangs;
    private boolean hanging;

    /** An action request, which is never urgent. */
    Message put() {
        return put(new Request.Action("act", Serialization.JSON, "[]", "{}", null, null));
    }

    Message put(Request body) {
        return put(Message.request(ClientId.random(), id, body));
    }

    synchronized Message put(Message message) {
        messages.add(message);
        notifyAll();
        return message;
    }

    /** Every look finds this tag from now on. */
    synchronized void withdraw(UUID tag) {
        withdrawn.add(tag);
    }

    List<Message> put(int count) {
        List<Message> sent = new ArrayList<>();
        for (int index = 0; index < count; index++) {
            sent.add(put());
        }
        return sent;
    }

    /** The next receive or look throws this. */
    synchronized void failWith(Throwable failure) {
        failures.add(failure);
        notifyAll();
    }

    synchronized void terminate() {
        terminated = true;
        notifyAll();
    }

    /** Whether receives hang from now on, whatever happens. */
    synchronized void hang(boolean hang) {
        hangs = hang;
        notifyAll();
    }

    /** Whether one hangs. */
    synchronized boolean isHanging() {
        return hanging;
    }

    /** A new reader of the same mailbox. */
    synchronized FakeMailbox reopen() {
        closed = false;
        return this;
    }

    synchronized List<Message> left() {
        return List.copyOf(messages);
    }

    synchronized boolean isClosed() {
        return closed;
    }

    synchronized int lastMax() {
        return lastMax;
    }

    synchronized int receives() {
        return receives;
    }

    /** How often somebody looked for what is urgent. */
    synchronized int looks() {
        return looks;
    }

    /** How often a heartbeat was tried. */
    synchronized int heartbeats() {
        return heartbeats;
    }

    /** Whether heartbeats fail from now on. */
    synchronized void failHeartbeats(boolean fail) {
        stopsHearts = fail;
    }

    @Override
    public synchronized void heartbeat() {
        heartbeats++;
        if (stopsHearts) {
            throw new ExchangeUnavailableException("no pulse", null);
        }
    }

    @Override
    public Exchange exchange() {
        throw new UnsupportedOperationException();
    }

    @Override
    public EntityId mailboxId() {
        return id;
    }

    @Override
    public Message receive() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Message receive(Duration timeout) {
        throw new UnsupportedOperationException();
    }

    @Override
    public synchronized List<Message> receive(int max, Duration timeout) throws InterruptedException {
        receives++;
        lastMax = max;
        while (hangs) {
            hanging = true;
            wait();
        }
        hanging = false;
        long end = System.nanoTime() + timeout.toNanos();
        while (true) {
            throwIfDue();
            if (!messages.isEmpty()) {
                return take(max);
            }
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return List.of();
            }
            wait(left);
        }
    }

    @Override
    public synchronized Urgent receiveUrgent(Set<Urgency> kinds) {
        looks++;
        throwIfDue();
        List<Message> found =
                messages.stream().filter(each -> isUrgent(each, kinds)).toList();
        messages.removeAll(found);
        return Urgent.settled(found, withdrawn);
    }

    private static boolean isUrgent(Message message, Set<Urgency> kinds) {
        return Urgency.of(message).filter(kinds::contains).isPresent();
    }

    @Override
    public List<DeadLetter> deadLetters(int max) {
        return List.of();
    }

    @Override
    public int redrive(int max) {
        return 0;
    }

    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }

    private void throwIfDue() {
        if (closed) {
            throw new MailboxClosedException(id);
        }
        if (terminated) {
            throw new MailboxTerminatedException(id);
        }
        Throwable failure = failures.poll();
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure != null) {
            throw (RuntimeException) failure;
        }
    }

    private List<Message> take(int max) {
        List<Message> taken = new ArrayList<>();
        while (taken.size() < max && !messages.isEmpty()) {
            taken.add(messages.remove());
        }
        return taken;
    }
}
