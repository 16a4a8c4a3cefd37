package academy.exchange;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** What holds when many readers take, settle and leave: every message has exactly one end. */
interface SettlingConcurrentlyContract extends ExchangeFixture {

    @Test
    default void everyMessageIsAcknowledgedOrADeadLetterExactlyOnce() throws Exception {
        int readers = 4;
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        List<Message> sent = Taking.send(exchange(), client, agent, 600);
        Ends ends = new Ends(sent.size());
        ExecutorService threads = Executors.newFixedThreadPool(readers);
        try {
            List<Future<Void>> running = IntStream.range(0, readers)
                    .mapToObj(i -> threads.submit(() -> {
                        settleAtRandom(i % 2 == 0 ? exchange() : secondExchange(), agent, ends, new Random(i));
                        return (Void) null;
                    }))
                    .toList();
            for (Future<Void> reader : running) {
                reader.get(50, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }

        Mailbox mailbox = Taking.open(exchange(), agent);
        assertThat(Taking.rest(mailbox)).isEmpty();
        ends.assertExactlyOneEach(
                sent,
                mailbox.deadLetters(1_000).stream()
                        .map(letter ->
                                exchange().codec().decode(letter.content().getBytes(UTF_8)))
                        .toList());
        assertThat(Taking.rest(exchange().getMailbox(client)))
                .extracting(Message::tag)
                .containsExactlyInAnyOrderElementsOf(
                        ends.rejected.stream().map(Message::tag).toList());
    }

    /** Opens a reader, settles some of what it takes, leaves the rest and closes it, until nothing is left. */
    private static void settleAtRandom(Exchange exchange, EntityId agent, Ends ends, Random random)
            throws InterruptedException {
        while (!ends.areComplete()) {
            try (Mailbox mailbox = Taking.open(exchange, agent)) {
                for (int i = random.nextInt(5); i >= 0; i--) {
                    for (Delivery delivery : mailbox.take(1 + random.nextInt(20), Duration.ofMillis(20))) {
                        settle(delivery, ends, random);
                    }
                }
            }
        }
    }

    private static void settle(Delivery delivery, Ends ends, Random random) {
        Acknowledgement acknowledgement = delivery.acknowledgement();
        int what = random.nextInt(10);
        if (what < 5) {
            acknowledgement.acknowledge();
            ends.acknowledged.add(delivery.message());
        } else if (what < 7) {
            boolean last =
                    acknowledgement.attempt() >= DeliveryOptions.atLeastOnce().maxAttempts();
            acknowledgement.retry(Duration.ofMillis(random.nextInt(5)), "not yet");
            if (last) {
                ends.rejected.add(delivery.message());
            }
        } else if (what < 8) {
            acknowledgement.reject("it makes no sense");
            ends.rejected.add(delivery.message());
        }
    }

    /** What its readers said of each message. */
    record Ends(int expected, Queue<Message> acknowledged, Queue<Message> rejected) {

        Ends(int expected) {
            this(expected, new ConcurrentLinkedQueue<>(), new ConcurrentLinkedQueue<>());
        }

        boolean areComplete() {
            return acknowledged.size() + rejected.size() >= expected;
        }

        void assertExactlyOneEach(List<Message> sent, List<Message> deadLetters) {
            assertThat(deadLetters).containsExactlyInAnyOrderElementsOf(rejected);
            acknowledged.addAll(deadLetters);
            assertThat(acknowledged).containsExactlyInAnyOrderElementsOf(sent);
        }
    }

    @Test
    default void messagesOfOneReaderKeepTheirOrderHoweverOftenItStartsAnew() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        List<Message> sent = Taking.send(exchange(), client, agent, 200);
        Random random = new Random(1);
        int done = 0;
        while (done < sent.size()) {
            try (Mailbox mailbox = Taking.open(exchange(), agent)) {
                int count = Math.min(1 + random.nextInt(20), sent.size() - done);
                List<Delivery> taken = Taking.next(mailbox, count);
                assertThat(Taking.messages(taken)).isEqualTo(sent.subList(done, done + count));
                int settled = random.nextInt(count + 1);
                Taking.acknowledgeAll(taken.subList(0, settled));
                done += settled;
            }
        }

        assertThat(Taking.rest(Taking.open(exchange(), agent))).isEmpty();
    }

    @Test
    default void neitherCloseNorInterruptRacingWithASendLosesOrDoublesTheMessage() throws Exception {
        for (int round = 0; round < 40; round++) {
            AgentId agent = exchange().registerAgent(Object.class);
            Mailbox mailbox = Taking.open(exchange(), agent);
            WaitingReader reader = WaitingReader.of(mailbox);
            Message message = Traffic.ping(agent, agent);

            Thread sender = new Thread(() -> exchange().send(message));
            sender.start();
            if (round % 2 == 0) {
                mailbox.close();
            } else {
                reader.interrupt();
            }
            sender.join();

            Mailbox again = Taking.open(exchange(), agent);
            if (reader.received() == 0) {
                assertThat(again.receive(Traffic.ARRIVAL)).isEqualTo(message);
            }
            assertThat(again.receive(1, Duration.ZERO)).isEmpty();
        }
    }
}
