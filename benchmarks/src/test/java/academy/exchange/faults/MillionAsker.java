package academy.exchange.faults;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import academy.exchange.AgentId;
import academy.exchange.Body;
import academy.exchange.BulkSendException;
import academy.exchange.ClientId;
import academy.exchange.Delivery;
import academy.exchange.DeliveryUnknownException;
import academy.exchange.Exchange;
import academy.exchange.ExchangeException;
import academy.exchange.Header;
import academy.exchange.Mailbox;
import academy.exchange.MailboxClosedException;
import academy.exchange.Message;
import academy.exchange.Response;

/**
 * Sends all requests, without a label, so that nobody answers them but the agent, and hears the answers at least once. It is
 * never so far ahead of the answers that Redis would fill.
 */
final class MillionAsker implements AutoCloseable {

    private static final int BATCH = 1000;
    private static final int AHEAD = 10_000;
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PAUSE = Duration.ofMillis(1);

    private final Exchange exchange;
    private final Tally tally;
    private final int messages;
    private final ClientId client;
    private final Mailbox mailbox;
    private final Message pattern;
    private final Thread sending = new Thread(this::send, "sending");
    private final Thread listening = new Thread(this::listen, "listening");
    private volatile boolean ending;

    private MillionAsker(Exchange exchange, AgentId agent, int messages, Tally tally) {
        this.exchange = exchange;
        this.tally = tally;
        this.messages = messages;
        this.client = exchange.registerClient();
        this.mailbox = exchange.getMailbox(client, MillionReader.delivery());
        this.pattern = Message.request(client, agent, exchange.codec().encodeAction("draw", List.of(), Map.of()));
    }

    static MillionAsker start(Exchange exchange, AgentId agent, int messages, Tally tally) {
        MillionAsker asker = new MillionAsker(exchange, agent, messages, tally);
        asker.sending.setDaemon(true);
        asker.sending.start();
        asker.listening.setDaemon(true);
        asker.listening.start();
        return asker;
    }

    ClientId client() {
        return client;
    }

    boolean isSending() {
        return sending.isAlive();
    }

    /** Hears nothing more, and gives back what it holds. */
    @Override
    public void close() {
        ending = true;
        for (Thread thread : List.of(sending, listening)) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        mailbox.close();
    }

    private void send() {
        for (int first = 0; first < messages && !ending; first += BATCH) {
            while (tally.waiting() > AHEAD && !ending) {
                LockSupport.parkNanos(PAUSE.toNanos());
            }
            send(first, Math.min(first + BATCH, messages));
        }
    }

    private void send(int first, int end) {
        Map<Integer, Tally.Fate> others = new HashMap<>();
        try {
            exchange.sendAll(IntStream.range(first, end).mapToObj(this::request).toList());
        } catch (BulkSendException some) {
            some.failures().forEach(failure -> others.put(first + failure.index(), fate(failure.cause())));
        }
        IntStream.range(first, end)
                .forEach(number -> tally.sent(number, others.getOrDefault(number, Tally.Fate.ACCEPTED)));
    }

    private static Tally.Fate fate(ExchangeException failure) {
        return failure instanceof DeliveryUnknownException ? Tally.Fate.UNKNOWN : Tally.Fate.REFUSED;
    }

    /** One whose tag tells its number. */
    private Message request(int number) {
        Header drawn = pattern.header();
        Header header = new Header(
                drawn.src(),
                drawn.dest(),
                Tally.tag(number),
                drawn.label(),
                drawn.kind(),
                drawn.protocolVersion(),
                drawn.attributes());
        return new Message(header, pattern.body());
    }

    private void listen() {
        while (!ending) {
            try {
                mailbox.take(BATCH, POLL).forEach(this::note);
            } catch (MailboxClosedException | InterruptedException ended) {
                return;
            } catch (ExchangeException passing) {
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    private void note(Delivery delivery) {
        Message answer = delivery.message();
        tally.answered(Tally.number(answer), value(answer.body()));
        delivery.acknowledgement().acknowledge();
    }

    /** Whatever else comes than a result, be it an error, counts as another answer. */
    private long value(Body answer) {
        return answer instanceof Response.Result result
                ? (Long) Objects.requireNonNull(exchange.codec().decodeResult(result, Long.class))
                : answer.toString().hashCode();
    }
}
