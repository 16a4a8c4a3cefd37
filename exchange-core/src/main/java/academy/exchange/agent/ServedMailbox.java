package academy.exchange.agent;

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

/** The mailbox of a running agent: lets the run know when it is read, and that no more will be read. */
record ServedMailbox(Mailbox mailbox, AgentRun run) implements Mailbox {

    @Override
    public Exchange exchange() {
        return mailbox.exchange();
    }

    @Override
    public EntityId mailboxId() {
        return mailbox.mailboxId();
    }

    @Override
    public List<Message> receive(int max, Duration timeout) throws InterruptedException {
        closeIfNotServed();
        return mailbox.receive(max, timeout);
    }

    @Override
    public List<Delivery> take(int max, Duration timeout) throws InterruptedException {
        closeIfNotServed();
        return mailbox.take(max, timeout);
    }

    @Override
    public boolean whenReady(Runnable then) {
        return mailbox.whenReady(then);
    }

    @Override
    public boolean beginTake(int max) {
        closeIfNotServed();
        return mailbox.beginTake(max);
    }

    @Override
    public Urgent receiveUrgent(Set<Urgency> kinds) throws InterruptedException {
        closeIfNotServed();
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
        run.stopping();
        try {
            mailbox.stopReading();
        } finally {
            run.stoppedReading();
        }
    }

    @Override
    public void close() {
        try {
            stopReading();
        } finally {
            mailbox.close();
        }
    }

    private void closeIfNotServed() {
        if (!run.serve()) {
            // The stop does so as well, but on another thread: a request might slip through before.
            stopReading();
        }
    }
}
