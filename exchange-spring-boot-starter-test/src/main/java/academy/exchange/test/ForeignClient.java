package academy.exchange.test;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import academy.exchange.ClientId;
import academy.exchange.EntityId;
import academy.exchange.Exchange;
import academy.exchange.ExchangeTimeoutException;
import academy.exchange.Mailbox;
import academy.exchange.Message;
import academy.exchange.Request;

/**
 * Somebody who sends to the agents of the application and receives from them, message by message, as a program in another process
 * does: it knows neither beans nor handles, and what it does is not captured.
 *
 * <p>For one thread at a time.
 */
public final class ForeignClient implements AutoCloseable {

    private final Exchange exchange;
    private final ClientId id;
    private final Mailbox mailbox;

    /** Came while something else was waited for. */
    private final Deque<Message> kept = new ArrayDeque<>();

    ForeignClient(Exchange exchange, String name) {
        this.exchange = exchange;
        this.id = exchange.registerClient(name);
        this.mailbox = exchange.getMailbox(id);
    }

    /** Who it is to others. */
    public ClientId id() {
        return id;
    }

    /**
     * Sends this as it is, whoever it says has sent it.
     *
     * @throws academy.exchange.ExchangeException as {@link Exchange#send(Message)} says
     */
    public void send(Message message) {
        exchange.send(message);
    }

    /**
     * Sends a request without waiting for the answer.
     *
     * @return the message that was sent
     * @throws academy.exchange.ExchangeException as {@link Exchange#send(Message)} says
     */
    public Message send(EntityId agent, Request request) {
        Message message = Message.request(id, agent, request);
        exchange.send(message);
        return message;
    }

    /**
     * Asks for an action without waiting for the answer.
     *
     * @return the message that was sent
     * @throws academy.exchange.ExchangeException as {@link Exchange#send(Message)} says
     */
    public Message send(EntityId agent, String action, @Nullable Object... arguments) {
        return send(agent, exchange.codec().encodeAction(action, Arrays.asList(arguments), Map.of()));
    }

    /**
     * Sends a request and waits for its answer, 30 seconds at most. What else arrives meanwhile is there for
     * {@link #receive(Duration)}.
     *
     * @throws ExchangeTimeoutException if none came
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public CapturedMessage ask(EntityId agent, Request request) throws InterruptedException {
        return answer(send(agent, request));
    }

    /**
     * Asks for an action and waits for the answer, 30 seconds at most. What else arrives meanwhile is there for
     * {@link #receive(Duration)}.
     *
     * @throws ExchangeTimeoutException if none came
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public CapturedMessage ask(EntityId agent, String action, @Nullable Object... arguments)
            throws InterruptedException {
        return answer(send(agent, action, arguments));
    }

    /**
     * The next message to this client, waiting for it at most this long.
     *
     * @throws ExchangeTimeoutException if none came
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public CapturedMessage receive(Duration limit) throws InterruptedException {
        Message first = kept.poll();
        return captured(first == null ? mailbox.receive(limit) : first);
    }

    /** Ends its mailbox for everyone; so does the end of the test method. */
    @Override
    public void close() {
        mailbox.close();
        exchange.terminate(id);
    }

    private CapturedMessage answer(Message question) throws InterruptedException {
        for (Iterator<Message> earlier = kept.iterator(); earlier.hasNext(); ) {
            CapturedMessage message = captured(earlier.next());
            if (message.answers(question)) {
                earlier.remove();
                return message;
            }
        }
        long end = System.nanoTime() + CapturedMessages.PATIENCE.toNanos();
        while (true) {
            CapturedMessage message = captured(mailbox.receive(Duration.ofNanos(end - System.nanoTime())));
            if (message.answers(question)) {
                return message;
            }
            kept.add(message.message());
        }
    }

    private CapturedMessage captured(Message message) {
        return new CapturedMessage(CapturedMessage.Direction.RECEIVED, message, exchange.codec());
    }
}
