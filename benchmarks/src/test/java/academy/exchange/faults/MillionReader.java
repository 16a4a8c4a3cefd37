package academy.exchange.faults;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

import academy.exchange.AgentId;
import academy.exchange.BulkSendException;
import academy.exchange.Delivery;
import academy.exchange.DeliveryOptions;
import academy.exchange.Exchange;
import academy.exchange.ExchangeException;
import academy.exchange.Mailbox;
import academy.exchange.MailboxClosedException;
import academy.exchange.Message;
import academy.exchange.Response;
import academy.exchange.redis.RedisExchange;

import static org.awaitility.Awaitility.await;

/**
 * A program that handles many messages at a time: it notes them, answers each with something that nobody else would answer,
 * and acknowledges those whose answers went out. It ends in order when its standard input does.
 */
final class MillionReader implements Runnable {

    private static final int MOST = 500;
    /** It is no message's fault when its reader is killed, however often that happens. */
    private static final int DEATHS = 1_000_000;

    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final Exchange exchange;
    private final Mailbox mailbox;
    private final Notebook notebook;
    private volatile boolean ending;

    private MillionReader(Exchange exchange, AgentId agent, Notebook notebook) {
        this.exchange = exchange;
        this.mailbox = exchange.getMailbox(agent, delivery());
        this.notebook = notebook;
    }

    /** Arguments: port, uid of the agent, how long Redis remembers, path of the notebook. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        int port = Integer.parseInt(arguments[0]);
        Duration memory = Duration.parse(arguments[2]);
        try (Notebook notebook = Notebook.open(Path.of(arguments[3]));
                Exchange exchange = connect(port, memory)) {
            MillionReader reader = new MillionReader(exchange, AgentId.of(arguments[1]), notebook);
            Thread thread = new Thread(reader, "reader");
            thread.setDaemon(true);
            thread.start();
            while (System.in.read() >= 0) {
                // Nothing that it says matters.
            }
            reader.ending = true;
            thread.join();
            reader.mailbox.close();
        }
    }

    static DeliveryOptions delivery() {
        return DeliveryOptions.atLeastOnce()
                .withRecoveryTime(Duration.ofSeconds(3))
                .withMaxAttempts(DEATHS)
                .withRetryPauses(Duration.ofMillis(100), Duration.ofSeconds(1));
    }

    /** Redis may be away just now. */
    static RedisExchange connect(int port, Duration memory) {
        return await().atMost(Duration.ofMinutes(1))
                .ignoreExceptions()
                .until(
                        () -> Lab.builder(port)
                                .operationTimeout(memory)
                                .retryWindow(memory)
                                .replyRetention(memory)
                                .build(),
                        built -> true);
    }

    @Override
    public void run() {
        while (!ending) {
            try {
                handle(mailbox.take(MOST, POLL));
            } catch (MailboxClosedException | InterruptedException ended) {
                return;
            } catch (ExchangeException passing) {
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    private void handle(List<Delivery> deliveries) {
        notebook.note(deliveries.stream()
                .mapToInt(delivery -> Tally.number(delivery.message()))
                .toArray());
        Set<Message> unanswered = answer(deliveries);
        for (Delivery delivery : deliveries) {
            if (unanswered.contains(delivery.message())) {
                delivery.acknowledgement().retry(PAUSE, "the answer did not go out");
            } else {
                delivery.acknowledgement().acknowledge();
            }
        }
    }

    /** Returns the requests whose answers did not go out, as far as is known. */
    private Set<Message> answer(List<Delivery> deliveries) {
        Set<Message> unanswered = new HashSet<>();
        try {
            exchange.sendAll(deliveries.stream()
                    .map(delivery -> delivery.message().reply(random()))
                    .toList());
        } catch (BulkSendException some) {
            some.failures()
                    .forEach(failure ->
                            unanswered.add(deliveries.get(failure.index()).message()));
        }
        return unanswered;
    }

    private Response random() {
        return exchange.codec().encodeResult(ThreadLocalRandom.current().nextLong());
    }
}
