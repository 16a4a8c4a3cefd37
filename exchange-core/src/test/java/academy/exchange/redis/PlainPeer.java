package academy.exchange.redis;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import academy.exchange.AgentId;
import academy.exchange.Exchange;
import academy.exchange.Header;
import academy.exchange.Mailbox;
import academy.exchange.MailboxClosedException;
import academy.exchange.Message;
import academy.exchange.Request;

/**
 * An agent that answers as those in Python do: it knows no attributes, so that its answers go to the agent that a request
 * names as its source. What it answers is what it was asked.
 */
final class PlainPeer implements AutoCloseable {

    private static final Duration POLL = Duration.ofSeconds(1);

    private final Exchange exchange;
    private final AgentId id;
    private final Mailbox mailbox;
    private final Thread thread;
    private final AtomicInteger answered = new AtomicInteger();

    private PlainPeer(Exchange exchange) {
        this.exchange = exchange;
        this.id = exchange.registerAgent(PlainPeer.class);
        this.mailbox = exchange.getMailbox(id);
        this.thread = new Thread(this::serve, "plain-peer");
    }

    static PlainPeer start(Exchange exchange) {
        PlainPeer peer = new PlainPeer(exchange);
        peer.thread.start();
        return peer;
    }

    AgentId id() {
        return id;
    }

    /** How many requests of agents it has answered. */
    int answered() {
        return answered.get();
    }

    @Override
    public void close() {
        mailbox.close();
    }

    private void serve() {
        try {
            while (true) {
                mailbox.receive(32, POLL).forEach(this::answer);
            }
        } catch (MailboxClosedException closed) {
            // That is the end.
        } catch (InterruptedException unexpected) {
            throw new AssertionError(unexpected);
        }
    }

    private void answer(Message message) {
        if (message.body() instanceof Request.Action request && message.src() instanceof AgentId asker) {
            Header asked = message.header();
            Header header = new Header(id, asker, asked.tag(), asked.label(), Header.Kind.RESPONSE, "1", Map.of());
            Object question = exchange.codec().decodeArguments(request).get(0, String.class);
            answered.incrementAndGet();
            exchange.send(new Message(header, exchange.codec().encodeResult(question)));
        }
    }
}
