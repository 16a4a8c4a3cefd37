package academy.exchange.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;

import academy.exchange.ClientId;
import academy.exchange.Exchange;
import academy.exchange.Message;

import static org.awaitility.Awaitility.await;

/**
 * The program that a {@link Peer} runs. It prints a line at each step and, at the one it was told, waits for a line. It
 * ends when its standard input does: the process that started it is gone then.
 */
final class PeerMain {

    static final String CLOCK = "CLOCK";
    static final String READY = "READY";
    static final String SENDING = "SENDING";
    static final String ACCEPTED = "ACCEPTED";

    private final Orders orders;
    private final CountDownLatch gate = new CountDownLatch(1);

    private PeerMain(Orders orders) {
        this.orders = orders;
    }

    public static void main(String[] arguments) throws IOException {
        PeerMain peer = new PeerMain(Orders.parse(arguments));
        Exchange exchange = connect(peer.orders.port());
        AutoCloseable work = peer.begin(exchange);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(work, exchange)));
        System.out.println(CLOCK + " " + Instant.now().getEpochSecond());
        System.out.println(READY);
        peer.obey();
    }

    /** Redis may be away just now. */
    private static Exchange connect(int port) {
        return await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> Lab.exchange(port), built -> true);
    }

    private AutoCloseable begin(Exchange exchange) {
        return switch (orders.role()) {
            case ANSWERING_FIRST -> reader(exchange, HandReader.Order.ANSWER_FIRST);
            case ACKNOWLEDGING_FIRST -> reader(exchange, HandReader.Order.ACKNOWLEDGE_FIRST);
            case AGENT ->
                ServedAgent.start(
                        orders.name(), exchange, orders.agent(), orders.mode(), orders.batch() - 1, this::report);
            case CALLER -> caller(exchange);
        };
    }

    private AutoCloseable reader(Exchange exchange, HandReader.Order order) {
        return HandReader.start(
                orders.name(),
                exchange,
                orders.agent(),
                Lab.delivery(orders.mode()),
                orders.batch(),
                order,
                this::report);
    }

    private AutoCloseable caller(Exchange exchange) {
        ClientId client = exchange.registerClient();
        Thread thread = new Thread(() -> send(exchange, client));
        thread.setDaemon(true);
        thread.start();
        return () -> {};
    }

    private void send(Exchange exchange, ClientId client) {
        for (int number = 1; true; number++) {
            System.out.println(SENDING + " " + number);
            exchange.send(Message.request(client, orders.agent(), Note.of(exchange, Note.ACTION, number)));
            System.out.println(ACCEPTED + " " + number);
        }
    }

    private void report(Stage stage, int number) {
        String step = stage + " " + number;
        System.out.println(step);
        if (step.equals(orders.gate())) {
            try {
                gate.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Any line opens the gate. */
    private void obey() throws IOException {
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        while (commands.readLine() != null) {
            gate.countDown();
        }
        Runtime.getRuntime().halt(1);
    }

    private static void end(AutoCloseable work, Exchange exchange) {
        try {
            work.close();
        } catch (Exception e) {
            System.out.println("Could not end in order: " + e);
        } finally {
            exchange.close();
        }
    }
}
