package example.backend;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import academy.exchange.DeadLetter;
import academy.exchange.Delivery;
import academy.exchange.EntityId;
import academy.exchange.Exchange;
import academy.exchange.Mailbox;
import academy.exchange.Message;
import academy.exchange.Urgency;
import academy.exchange.Urgent;

/** A mailbox of a {@link ForwardingExchange}. */
record ForwardingMailbox(Exchange exchange, Mailbox mailbox) implements Mailbox {

    @Override
    public EntityId mailboxId() {
        return mailbox.mailboxId();
    }

    @Override
    public List<Message> receive(int max, Duration timeout) throws InterruptedException {
        return mailbox.receive(max, timeout);
    }

    @Override
    public List<Delivery> take(int max, Duration timeout) throws InterruptedException {
        return mailbox.take(max, timeout);
    }

    @Override
    public boolean whenReady(Runnable then) {
        return mailbox.whenReady(then);
    }

    @Override
    public Urgent receiveUrgent(Set<Urgency> kinds) throws InterruptedException {
        return mailbox.receiveUrgent(kinds);
    }

    @Override
    public List<DeadLetter> deadLetters(int max) {
        return mailbox.deadLetters(max);
    }

    @Override
    public int redrive(int max) {
        return mailbox.redrive(max);
    }

    @Override
    public void heartbeat() {
        mailbox.heartbeat();
    }

    @Override
    public void stopReading() {
        mailbox.stopReading();
    }

    @Override
    public void close() {
        mailbox.close();
    }
}
