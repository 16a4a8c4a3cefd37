package academy.exchange.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

import academy.exchange.AgentId;
import academy.exchange.Body;
import academy.exchange.ClientId;
import academy.exchange.Exchange;
import academy.exchange.Mailbox;
import academy.exchange.Message;
import academy.exchange.Request;

/** A client that sends its requests itself and keeps everything that comes, repeated and unwanted answers included. */
final class RawClient implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Exchange exchange;
    private final AgentId agent;
    private final ClientId id;
    private final Mailbox mailbox;
    private final List<Message> received = new ArrayList<>();

    /**
     * @param agent whom it asks
     */
    RawClient(Exchange exchange, AgentId agent) {
        this.exchange = exchange;
        this.agent = agent;
        this.id = exchange.registerClient();
        this.mailbox = exchange.getMailbox(id);
    }

    /** Sends a request and returns its tag. */
    UUID send(Request request) {
        Message message = Message.request(id, agent, request);
        exchange.send(message);
        return message.tag();
    }

    UUID send(String action, Object... arguments) {
        return send(exchange.codec().encodeAction(action, List.of(arguments), Map.of()));
    }

    /** Sends many requests with these attributes. */
    void sendAll(int requests, Map<String, String> attributes, String action, Object... arguments) {
        Request.Action request = exchange.codec().encodeAction(action, List.of(arguments), Map.of());
        exchange.sendAll(IntStream.range(0, requests)
                .mapToObj(each -> Message.request(id, agent, null, attributes, request))
                .toList());
    }

    /** Receives until this many messages have come in all. */
    List<Message> awaitReceived(int messages) throws InterruptedException {
        while (received.size() < messages) {
            received.add(mailbox.receive(PATIENCE));
        }
        return received;
    }

    /** Receives until the answer to a fresh ping has come: whatever was sent here before that came before. */
    void awaitPing() throws InterruptedException {
        UUID ping = send(new Request.Ping());
        while (answers(ping).isEmpty()) {
            awaitReceived(received.size() + 1);
        }
    }

    /** What was received in answer to this request. */
    List<Body> answers(UUID tag) {
        return received.stream()
                .filter(message -> message.tag().equals(tag))
                .map(Message::body)
                .toList();
    }

    /** Whether nothing more has come. */
    boolean isEmptyHanded() throws InterruptedException {
        return mailbox.receive(1, Duration.ZERO).isEmpty();
    }

    /** How much was received. */
    int count() {
        return received.size();
    }

    @Override
    public void close() {
        mailbox.close();
    }
}
