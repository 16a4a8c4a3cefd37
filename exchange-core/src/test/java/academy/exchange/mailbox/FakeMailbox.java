package academy.exchange.mailbox;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import academy.exchange.Acknowledgement;
import academy.exchange.AgentId;
import academy.exchange.ClientId;
import academy.exchange.DeadLetter;
import academy.exchange.Delivery;
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

/** A mailbox in memory that fails when told to, and delivers at least once if it is to. */
final class FakeMailbox implements Mailbox {

    /** Whether one can be waited at or tells when there is something. */
    enum Kind {
        WAITED_AT,
        TELLING
    }

    final AgentId id = AgentId.random();
    private final Kind kind;
    private final Deque<Message> messages = new ArrayDeque<>();
    private final Deque<Throwable> failures = new ArrayDeque<>();
    private final Set<UUID> withdrawn = new HashSet<>();
    private final Map<Message, FakeAcknowledgement> unsettled = new LinkedHashMap<>();
    private final Map<UUID, Integer> attempts = new HashMap<>();
    private final Map<Message, Error> broken = new HashMap<>();
    private final List<String> settlements = new ArrayList<>();
    private boolean atLeastOnce;
    private boolean closed;
    private boolean stopped;
    private boolean terminated;
    private int lastMax;
    private int receives;
    private int looks;
    private int heartbeats;
    private boolean stopsHearts;
    private boolean hangs;
    private boolean hanging;
    private boolean deaf;
    private boolean stopsHeart;
    private int waiters;
    private @Nullable Runnable waiting;
    private @Nullable Exchange store;

    FakeMailbox(Kind kind) {
        this.kind = kind;
    }

    /** An action request, which is never urgent. */
    Message put() {
        return put(new Request.Action("act", Serialization.JSON, "[]", "{}", null, null));
    }

    Message put(Request body) {
        return put(Message.request(ClientId.random(), id, body));
    }

    synchronized Message put(Message message) {
        messages.add(message);
        tell();
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
        tell();
    }

    synchronized void terminate() {
        terminated = true;
        tell();
    }

    /** Whether receives hang from now on, whatever happens. */
    synchronized void hang(boolean hang) {
        hangs = hang;
        tell();
    }

    /** Whether one hangs. */
    synchronized boolean isHanging() {
        return hanging;
    }

    /** Delivers so from now on. */
    synchronized FakeMailbox atLeastOnce() {
        atLeastOnce = true;
        return this;
    }

    /** What was settled and how, in that order: "acknowledge", "retry PT2S: why" and "reject: why". */
    synchronized List<String> settlements() {
        return List.copyOf(settlements);
    }

    /** What was handed out and is not settled. */
    synchronized List<Message> unsettled() {
        return List.copyOf(unsettled.keySet());
    }

    /** The next question whether this message is settled fails with this. */
    synchronized void failSettling(Message message, Error failure) {
        broken.put(message, failure);
    }

    /** A new reader of the same mailbox. */
    synchronized FakeMailbox reopen() {
        closed = false;
        stopped = false;
        return this;
    }

    synchronized List<Message> left() {
        return List.copyOf(messages);
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** Whether nothing more is to be taken by this reader. */
    synchronized boolean isStopped() {
        return stopped;
    }

    /** Whether somebody waits at it, or to be told. */
    synchronized boolean isAwaited() {
        return waiters > 0 || waiting != null;
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

    /** Whether heartbeats hang from now on. */
    synchronized void hangHeartbeats(boolean hang) {
        stopsHeart = hang;
        notifyAll();
    }

    /** Lets whoever waits look, perhaps for nothing. */
    synchronized void tell() {
        notifyAll();
        Runnable then = waiting;
        if (then != null && !deaf) {
            waiting = null;
            then.run();
        }
    }

    /** Whether it fails to tell from now on. */
    synchronized void fallSilent(boolean silent) {
        deaf = silent;
    }

    @Override
    public synchronized boolean whenReady(Runnable then) {
        if (kind == Kind.WAITED_AT) {
            return false;
        }
        waiting = then;
        if (closed || stopped || terminated || !failures.isEmpty() || !messages.isEmpty()) {
            tell();
        }
        return true;
    }

    @Override
    public synchronized void heartbeat() {
        heartbeats++;
        while (stopsHeart) {
            hanging = true;
            try {
                wait();
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
        }
        hanging = false;
        if (stopsHearts) {
            throw new ExchangeUnavailableException("no pulse", null);
        }
    }

    @Override
    public synchronized Exchange exchange() {
        if (store == null) {
            throw new UnsupportedOperationException();
        }
        return store;
    }

    /** From now on it can be asked ahead, together with others of this exchange. */
    synchronized void isAskedAheadIn(Exchange exchange) {
        store = exchange;
    }

    @Override
    public synchronized boolean beginTake(int max) {
        return store != null;
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
            waiters++;
            try {
                wait(left);
            } finally {
                waiters--;
            }
        }
    }

    @Override
    public synchronized Urgent receiveUrgent(Set<Urgency> kinds) {
        looks++;
        throwIfDue();
        List<Message> found =
                messages.stream().filter(each -> isUrgent(each, kinds)).toList();
        messages.removeAll(found);
        return new Urgent(found.stream().map(this::delivery).toList(), withdrawn);
    }

    @Override
    public synchronized List<Delivery> take(int max, Duration timeout) throws InterruptedException {
        return receive(max, timeout).stream().map(this::delivery).toList();
    }

    private Delivery delivery(Message message) {
        if (!atLeastOnce) {
            return Delivery.settled(message);
        }
        FakeAcknowledgement acknowledgement = new FakeAcknowledgement(message);
        unsettled.put(message, acknowledgement);
        return new Delivery(message, acknowledgement);
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
    public synchronized void stopReading() {
        stopped = true;
        tell();
    }

    @Override
    public synchronized void close() {
        closed = true;
        List<Message> back = new ArrayList<>(unsettled.keySet());
        Collections.reverse(back);
        back.forEach(messages::addFirst);
        unsettled.clear();
        tell();
    }

    private void throwIfDue() {
        if (closed || stopped) {
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

    /** Retries come back at once. */
    private final class FakeAcknowledgement implements Acknowledgement {

        private final Message message;
        private final int attempt;

        FakeAcknowledgement(Message message) {
            this.message = message;
            this.attempt = attempts.getOrDefault(message.tag(), 1);
        }

        @Override
        public int attempt() {
            return attempt;
        }

        @Override
        public boolean isSettled() {
            synchronized (FakeMailbox.this) {
                Error failure = broken.remove(message);
                if (failure != null) {
                    throw failure;
                }
                return unsettled.get(message) != this;
            }
        }

        @Override
        public void acknowledge() {
            settle("acknowledge", () -> {});
        }

        @Override
        public void retry(Duration pause, String reason) {
            settle("retry " + pause + ": " + reason, () -> {
                attempts.put(message.tag(), attempt + 1);
                messages.addFirst(message);
                FakeMailbox.this.tell();
            });
        }

        @Override
        public void reject(String reason) {
            settle("reject: " + reason, () -> {});
        }

        private void settle(String how, Runnable action) {
            synchronized (FakeMailbox.this) {
                if (unsettled.remove(message, this)) {
                    settlements.add(how);
                    action.run();
                }
            }
        }
    }
}
