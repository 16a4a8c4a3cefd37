package academy.exchange.mailbox;

import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;

import academy.exchange.Delivery;
import academy.exchange.Message;
import academy.exchange.Urgency;

/** A container's handler, and how often it was called. What is not urgent after all counts when it is handled. */
final class CountedHandler implements MessageHandler {

    private final MessageHandler handler;
    private final LongAdder received = new LongAdder();
    private final LongAdder handled = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private volatile ContainerListener listener = ContainerListener.NOBODY;

    CountedHandler(MessageHandler handler) {
        this.handler = handler;
    }

    /** Tells this one from now on of each message that is given to the handler, and no other. */
    void listen(ContainerListener to) {
        listener = to;
    }

    long received() {
        return received.sum();
    }

    long handled() {
        return handled.sum();
    }

    /** Counts the calls that failed; whoever sees them fail counts, since not every failure is one of the handler's. */
    LongAdder failures() {
        return failures;
    }

    @Override
    public void handle(Message message) throws Exception {
        received.increment();
        listener.received(message);
        handler.handle(message);
        handled.increment();
    }

    @Override
    public boolean handle(Delivery delivery) throws Exception {
        received.increment();
        listener.received(delivery.message());
        boolean done = handler.handle(delivery);
        handled.increment();
        return done;
    }

    @Override
    public boolean handleUrgent(Message message) throws Exception {
        return handleUrgent(Delivery.settled(message));
    }

    @Override
    public boolean handleUrgent(Delivery delivery) throws Exception {
        received.increment();
        boolean mine = handler.handleUrgent(delivery);
        if (mine) {
            listener.received(delivery.message());
            handled.increment();
        } else {
            received.decrement();
        }
        return mine;
    }

    @Override
    public boolean isPrompt() {
        return handler.isPrompt();
    }

    @Override
    public Set<Urgency> urgent() {
        return handler.urgent();
    }

    @Override
    public void withdrawn(Set<UUID> tags) {
        handler.withdrawn(tags);
    }
}
