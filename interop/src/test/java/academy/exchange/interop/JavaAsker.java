package academy.exchange.interop;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import academy.exchange.ActionFailedException;
import academy.exchange.AgentHandle;
import academy.exchange.AgentId;
import academy.exchange.ErrorCode;
import academy.exchange.Exchange;
import academy.exchange.ExchangeTimeoutException;
import academy.exchange.MailboxTerminatedException;
import academy.exchange.ProtocolErrorException;

/** Asks agents at random and counts how its questions end; the Python one does the same. */
final class JavaAsker {

    /** How a question may end. */
    static final List<String> ENDS = List.of("answered", "refused", "cancelled", "timed out", "terminated");

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final Exchange exchange;
    private final Random random;
    private final List<AgentId> agents;
    private final Map<String, Integer> ends = new ConcurrentHashMap<>();

    JavaAsker(Exchange exchange, long seed, List<String> agents) {
        this.exchange = exchange;
        this.random = new Random(seed);
        this.agents = agents.stream().map(AgentId::of).toList();
    }

    /** Asks so many questions, some at a time, and returns how many ended in which way. */
    Map<String, Integer> run(int questions, int atOnce) throws InterruptedException {
        Semaphore free = new Semaphore(atOnce);
        for (int i = 0; i < questions; i++) {
            free.acquire();
            CompletionStage<Void> unused = ask(i).thenAccept(end -> {
                ends.merge(end, 1, Integer::sum);
                free.release();
            });
        }
        free.acquire(atOnce);
        return new TreeMap<>(ends);
    }

    private CompletableFuture<String> ask(int number) {
        Duration limit = random.nextInt(5) == 0 ? Duration.ofMillis(1 + random.nextInt(10)) : LIMIT;
        AgentHandle handle =
                exchange.getHandle(agents.get(random.nextInt(agents.size()))).withTimeout(limit);
        CompletableFuture<?> question =
                switch (random.nextInt(10)) {
                    case 0 -> ping(handle, limit, number);
                    case 1 -> handle.action("fail", Object.class, "failure " + number);
                    case 2 -> handle.action("unknown_action", Object.class, number);
                    case 3, 4, 5 -> handle.action("slow", Object.class, random.nextInt(10) / 1e3, number);
                    default -> handle.action("echo", Object.class, number);
                };
        if (random.nextInt(7) == 0) {
            Executor later = CompletableFuture.delayedExecutor(random.nextInt(5_000), TimeUnit.MICROSECONDS);
            later.execute(() -> question.cancel(true));
        }
        return question.handle((value, failure) -> failure == null ? same(value, number) : end(failure));
    }

    private static CompletableFuture<Integer> ping(AgentHandle handle, Duration limit, int number) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                handle.ping(limit);
                return number;
            } catch (InterruptedException impossible) {
                throw new IllegalStateException(impossible);
            }
        });
    }

    private static String same(@Nullable Object value, int number) {
        return Integer.valueOf(number).equals(value) ? "answered" : "wrong: " + value;
    }

    private static String end(Throwable thrown) {
        Throwable failure = thrown instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : thrown;
        if (failure instanceof ProtocolErrorException error) {
            return error.code() == ErrorCode.ACTION_CANCELLED ? "cancelled" : "wrong: " + error;
        }
        Map<Class<?>, String> known = Map.of(
                ActionFailedException.class, "refused",
                CancellationException.class, "cancelled",
                ExchangeTimeoutException.class, "timed out",
                MailboxTerminatedException.class, "terminated");
        return known.getOrDefault(failure.getClass(), "wrong: " + failure);
    }
}
