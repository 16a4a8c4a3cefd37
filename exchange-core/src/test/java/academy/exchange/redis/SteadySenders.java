package academy.exchange.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

import academy.exchange.Exchange;
import academy.exchange.ExchangeException;
import academy.exchange.ExchangeRefusedException;
import academy.exchange.Message;

import static org.assertj.core.api.Assertions.assertThat;

/** Threads that send one message after the other, whatever happens, and know what was acknowledged. */
final class SteadySenders {

    private static final int THREADS = 4;

    private final Exchange exchange;
    private final Supplier<Message> messages;
    private final AtomicBoolean sending = new AtomicBoolean(true);
    private final AtomicLong longest = new AtomicLong();
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final List<Future<Set<UUID>>> acknowledged = new ArrayList<>();

    SteadySenders(Exchange exchange, Supplier<Message> messages) {
        this.exchange = exchange;
        this.messages = messages;
        for (int i = 0; i < THREADS; i++) {
            acknowledged.add(threads.submit(this::sendOn));
        }
    }

    /** Ends the sending, and returns the tags of what was acknowledged. */
    Set<UUID> stop(Duration patience) throws InterruptedException, ExecutionException, TimeoutException {
        sending.set(false);
        threads.shutdown();
        Set<UUID> all = new HashSet<>();
        for (Future<Set<UUID>> each : acknowledged) {
            all.addAll(each.get(patience.toSeconds(), TimeUnit.SECONDS));
        }
        return all;
    }

    /** How long a send took at most, whatever came of it. */
    Duration longest() {
        return Duration.ofNanos(longest.get());
    }

    private Set<UUID> sendOn() {
        Set<UUID> sent = new HashSet<>();
        while (sending.get()) {
            Message message = messages.get();
            long start = System.nanoTime();
            try {
                exchange.send(message);
                sent.add(message.tag());
            } catch (ExchangeException e) {
                assertThat(e).isNotInstanceOf(ExchangeRefusedException.class);
            }
            longest.accumulateAndGet(System.nanoTime() - start, Math::max);
        }
        return sent;
    }
}
