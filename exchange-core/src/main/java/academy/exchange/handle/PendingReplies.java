package academy.exchange.handle;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import academy.exchange.ExchangeFullException;
import academy.exchange.Message;
import academy.exchange.Response;

/**
 * The requests whose answers are awaited, by tag. Each ends once, by its answer, its time limit, a failure or because
 * nobody wants it any more: whoever takes it out of the map decides, and everyone else comes too late.
 */
final class PendingReplies {

    private static final Logger log = LoggerFactory.getLogger(ExchangeHandles.class);

    private final Map<UUID, PendingReply> byTag = new ConcurrentHashMap<>();
    private final int max;
    private final Semaphore free;
    private final LongAdder unclaimed = new LongAdder();
    private final ScheduledThreadPoolExecutor timer;

    /**
     * @param max how many may be awaited at once, since each takes memory until it ends
     */
    PendingReplies(String name, int max) {
        this.max = max;
        this.free = new Semaphore(max);
        timer = new ScheduledThreadPoolExecutor(
                1,
                task -> {
                    Thread thread = new Thread(task, name + "-timeouts");
                    thread.setDaemon(true);
                    return thread;
                },
                // After the close nothing is pending any more, so there is nothing to time.
                new ThreadPoolExecutor.DiscardPolicy());
        timer.setRemoveOnCancelPolicy(true);
    }

    /**
     * Begins to wait; to be called before the request is sent, since its answer may be faster than the sender.
     *
     * @param limit at most {@link TimeLimit#FOREVER}
     * @throws ExchangeFullException if as many are awaited as may be
     */
    void add(PendingReply reply, Duration limit, Runnable onTimeout) {
        if (!free.tryAcquire()) {
            throw new ExchangeFullException(
                    "Nothing more can be asked now: " + max + " answers are awaited already, as many as may be at once;"
                            + " ask again when some have come, or raise the limit",
                    null);
        }
        byTag.put(reply.tag(), reply);
        reply.timer(timer.schedule(onTimeout, limit.toNanos(), TimeUnit.NANOSECONDS));
    }

    /** Ends the wait that this response is for. Late, repeated and unknown ones are counted. */
    void arrived(Message message, Response response) {
        PendingReply reply = byTag.get(message.tag());
        if (reply == null || !forget(reply)) {
            unclaimed.increment();
            log.debug("Nobody waits any more for response {}, if anybody ever did", message.tag());
            return;
        }
        reply.end(response);
    }

    /** Ends a wait with an exception that is made where the answer is awaited; says whether it had not ended yet. */
    boolean fail(PendingReply reply, Supplier<? extends RuntimeException> failure) {
        boolean waited = forget(reply);
        if (waited) {
            reply.endWith(failure);
        }
        return waited;
    }

    /** Ends a wait with an exception of another thread. */
    void failWith(PendingReply reply, Throwable failure) {
        if (forget(reply)) {
            reply.endWith(Failures.unwrap(failure));
        }
    }

    /** Ends all these waits. */
    void failAll(Predicate<PendingReply> which, Supplier<? extends RuntimeException> failure) {
        List.copyOf(byTag.values()).stream().filter(which).forEach(reply -> fail(reply, failure));
    }

    /** Ends a wait that nobody is interested in any more; says whether it had not ended yet. */
    boolean drop(PendingReply reply) {
        boolean waited = forget(reply);
        if (waited) {
            reply.endWith(new CancellationException());
        }
        return waited;
    }

    int count() {
        return byTag.size();
    }

    /** How many responses came that nobody waited for. */
    long unclaimed() {
        return unclaimed.sum();
    }

    void close() {
        timer.shutdownNow();
    }

    private boolean forget(PendingReply reply) {
        boolean waited = byTag.remove(reply.tag(), reply);
        if (waited) {
            free.release();
        }
        return waited;
    }
}
