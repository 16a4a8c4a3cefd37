package academy.exchange.faults;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import academy.exchange.AgentId;
import academy.exchange.BadEntityIdException;
import academy.exchange.ClientId;
import academy.exchange.DeliveryUnknownException;
import academy.exchange.Exchange;
import academy.exchange.ExchangeException;
import academy.exchange.Mailbox;
import academy.exchange.MailboxClosedException;
import academy.exchange.MailboxStatus;
import academy.exchange.MailboxTerminatedException;
import academy.exchange.Message;
import academy.exchange.Response;

/** Sends numbered requests and notes what it knows of each: whether it arrived, and every answer, also the second one. */
final class Asker implements AutoCloseable {

    private final Exchange exchange;
    private final AgentId agent;
    private final Ledger ledger;
    private final ClientId client;
    private final Map<UUID, Integer> asked = new ConcurrentHashMap<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread listening = new Thread(this::listen, "asker");

    private Asker(Exchange exchange, AgentId agent, Ledger ledger) {
        this.exchange = exchange;
        this.agent = agent;
        this.ledger = ledger;
        this.client = exchange.registerClient();
    }

    static Asker start(Exchange exchange, AgentId agent, Ledger ledger) {
        Asker asker = new Asker(exchange, agent, ledger);
        asker.listening.setDaemon(true);
        asker.listening.start();
        return asker;
    }

    /** Sends a request and does not wait for its arrival. */
    void ask(String action, int number) {
        UUID label = UUID.randomUUID();
        Message request = Message.request(client, agent, label, Map.of(), Note.of(exchange, action, number));
        asked.put(request.tag(), number);
        ledger.sending(number);
        var unused = exchange.sendAsync(request).whenComplete((done, failure) -> note(number, failure));
    }

    /** Whether no answer waits for it. */
    boolean hasHeardAll() {
        return exchange.status(client) == MailboxStatus.MISSING
                || exchange.stats(client).queued() == 0;
    }

    @Override
    public void close() {
        closing.countDown();
        listening.interrupt();
        try {
            listening.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void note(int number, @Nullable Throwable failure) {
        if (failure == null) {
            ledger.accepted(number);
        } else if (failure instanceof DeliveryUnknownException) {
            ledger.unknown(number);
        } else {
            ledger.refused(number);
        }
    }

    private void listen() {
        boolean open = true;
        try (Mailbox mailbox = exchange.getMailbox(client)) {
            while (open && closing.getCount() > 0) {
                open = heard(mailbox);
            }
        }
    }

    private boolean heard(Mailbox mailbox) {
        try {
            note(mailbox.receive());
            return true;
        } catch (MailboxTerminatedException | MailboxClosedException | InterruptedException ended) {
            return false;
        } catch (BadEntityIdException forgotten) {
            return registersAgain();
        } catch (ExchangeException passing) {
            return !closedSoon();
        }
    }

    /** As handles do: answers find it again. */
    private boolean registersAgain() {
        try {
            exchange.registerClient(client);
        } catch (ExchangeException passing) {
            // Tried again with the next message.
        }
        return !closedSoon();
    }

    private void note(Message answer) {
        Integer number = asked.get(answer.tag());
        if (number != null) {
            ledger.answered(number, text(answer));
        }
    }

    private String text(Message answer) {
        if (answer.body() instanceof Response.Result result) {
            return String.valueOf(exchange.codec().decodeResult(result, String.class));
        }
        if (answer.body() instanceof Response.ActionError error) {
            return exchange.codec().decodeFailure(error).toString();
        }
        return answer.body().toString();
    }

    private boolean closedSoon() {
        try {
            return closing.await(50, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }
}
