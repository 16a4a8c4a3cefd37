package academy.exchange.redis;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import academy.exchange.Delivery;
import academy.exchange.DeliveryOptions;
import academy.exchange.Message;

import static org.assertj.core.api.Assertions.assertThat;

/** Readers come, close and die at random, and still each message is handled, and nothing is left of any. */
class LeaseConservationTest extends LeasedReading {

    private static final int MESSAGES = 3_000;
    private static final int READERS = 4;

    private final Map<Integer, AtomicInteger> handled = new ConcurrentHashMap<>();
    private final AtomicInteger deaths = new AtomicInteger();

    @Override
    DeliveryOptions options() {
        return super.options().withMaxAttempts(1_000);
    }

    @Test
    void nothingIsLostWhileReadersDie() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(READERS + 1);
        Future<?> sending = threads.submit(() -> {
            List<Message> questions =
                    IntStream.range(0, MESSAGES).mapToObj(this::question).toList();
            exchange.sendAll(questions);
        });
        List<Future<?>> reading = IntStream.range(0, READERS)
                .<Future<?>>mapToObj(seed -> threads.submit(() -> {
                    readAndDie(new Random(seed));
                    return null;
                }))
                .toList();

        sending.get(30, TimeUnit.SECONDS);
        for (Future<?> each : reading) {
            each.get(50, TimeUnit.SECONDS);
        }
        threads.shutdown();

        assertThat(handled).hasSize(MESSAGES);
        assertThat(deaths).hasValueGreaterThan(0);
        assertThat(queued() + held()).isZero();
        assertThat(exchange.getMailbox(agent).deadLetters(1)).isEmpty();
        assertThat(redis.commands().exists(keys.attempts(agent), keys.pausing(agent)))
                .isZero();
    }

    private void readAndDie(Random random) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(40).toNanos();
        LeasedMailbox mailbox = reader(random.nextBoolean() ? exchange : second);
        while (System.nanoTime() < deadline && (handled.size() < MESSAGES || queued() + held() > 0)) {
            List<Delivery> taken = mailbox.take(1 + random.nextInt(50), Duration.ofMillis(100));
            int last = random.nextInt(100) < 3 ? random.nextInt(taken.size() + 1) : taken.size();
            taken.subList(0, last).forEach(this::handle);
            if (last < taken.size()) {
                mailbox = replaced(mailbox, random);
            }
        }
        mailbox.close();
    }

    private LeasedMailbox replaced(LeasedMailbox mailbox, Random random) {
        if (random.nextInt(3) == 0) {
            mailbox.close();
        } else {
            mailbox.die();
            deaths.incrementAndGet();
        }
        return reader(random.nextBoolean() ? exchange : second);
    }

    private void handle(Delivery delivery) {
        handled.computeIfAbsent(number(delivery.message()), number -> new AtomicInteger())
                .incrementAndGet();
        delivery.acknowledgement().acknowledge();
    }
}
