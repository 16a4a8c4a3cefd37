package academy.exchange.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.core.script.RedisScript;

import academy.exchange.ExchangeClosedException;
import academy.exchange.Mailbox;
import academy.exchange.Message;

import static academy.exchange.redis.RedisCalls.utf8;

/**
 * Tells Redis what became of the messages held under one lease, in the order in which it was decided. One call is under
 * way at a time; what is decided meanwhile goes with the next, all acknowledgements of it together. While Redis is out of
 * reach it is kept and tried again; there is no more of it than was taken.
 *
 * <p>Any thread may call any method; none but {@link #await} waits.
 */
final class Settlements {

    private static final Logger log = LoggerFactory.getLogger(Settlements.class);

    /** So many acknowledgements go with one call. */
    private static final int MOST = 500;

    private static final Duration PAUSE = Duration.ofMillis(500);

    private final Lease lease;
    private final LeaseContext context;
    private final Queue<Settlement> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile CompletableFuture<?> underWay = CompletableFuture.completedFuture(0L);

    Settlements(Lease lease, LeaseContext context) {
        this.lease = lease;
        this.context = context;
    }

    void add(Settlement settlement) {
        waiting.add(settlement);
        goOn();
    }

    /** Waits until Redis knows all, at most this long. */
    void await(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!lease.isOver() && (busy.get() || !waiting.isEmpty()) && System.nanoTime() < deadline) {
            try {
                underWay.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                Thread.onSpinWait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (ExecutionException | TimeoutException e) {
                return;
            }
        }
    }

    /** Tells Redis what it does not know yet, unless that is under way. */
    void goOn() {
        while (!waiting.isEmpty() && busy.compareAndSet(false, true)) {
            if (!waiting.isEmpty()) {
                send();
                return;
            }
            busy.set(false);
        }
    }

    /** Acknowledgements up to the next other settlement, or that one. They wait until Redis has confirmed them. */
    private List<Settlement> nextBatch() {
        List<Settlement> batch = new ArrayList<>();
        for (Settlement next : waiting) {
            boolean done = next instanceof Settlement.Done;
            if (batch.size() == MOST || (!done && !batch.isEmpty())) {
                break;
            }
            batch.add(next);
            if (!done) {
                break;
            }
        }
        return batch;
    }

    /** For whoever made this busy. */
    private void send() {
        if (lease.isOver()) {
            waiting.clear();
            busy.set(false);
            return;
        }
        try {
            List<Settlement> batch = nextBatch();
            CompletableFuture<Long> call = call(batch);
            underWay = call;
            var unused = call.whenComplete((outcome, failure) -> {
                if (failure == null) {
                    confirmed(batch, outcome);
                } else {
                    later(RedisCalls.unwrapped(failure));
                }
            });
        } catch (RuntimeException | Error failure) {
            later(failure);
        }
    }

    private void confirmed(List<Settlement> batch, long outcome) {
        for (int i = 0; i < batch.size(); i++) {
            waiting.poll();
        }
        busy.set(false);
        goOn();
        accept(batch.get(0), outcome);
    }

    private void later(Throwable failure) {
        if (failure instanceof ExchangeClosedException) {
            waiting.clear();
            busy.set(false);
            return;
        }
        try {
            log.warn(
                    "{} message(s) of {} stay with their reader until Redis learns that they were settled: {}",
                    waiting.size(),
                    context.mailbox(),
                    RedisFailure.reason(failure));
            underWay = CompletableFuture.failedFuture(failure);
            context.calls().later(PAUSE, this::send);
        } catch (OutOfMemoryError full) {
            // The next settlement or renewal goes on with it.
            busy.set(false);
        }
    }

    private CompletableFuture<Long> call(List<Settlement> batch) {
        Settlement first = batch.get(0);
        if (first instanceof Settlement.Again again) {
            return run(
                    LeaseScripts.RETRY,
                    context.withLetters(
                            utf8(lease.name()),
                            number(again.number()),
                            number(millis(again.pause())),
                            RedisDeadLetters.line(again.reason())));
        }
        if (first instanceof Settlement.Dead dead) {
            return run(
                    LeaseScripts.REJECT,
                    context.withLetters(
                            utf8(lease.name()),
                            number(dead.number()),
                            RedisDeadLetters.line(dead.reason()),
                            utf8(dead.message() == null ? "0" : "1"),
                            number(RedisDeadLetters.LONGEST_UNREADABLE)));
        }
        byte[][] arguments = acknowledged(batch);
        return context.replicas()
                .afterIfPossible("settle messages of " + context.mailbox(), () -> run(LeaseScripts.ACK, arguments));
    }

    private byte[][] acknowledged(List<Settlement> batch) {
        byte[][] arguments = new byte[2 * batch.size() + 1][];
        arguments[0] = utf8(lease.name());
        for (int i = 0; i < batch.size(); i++) {
            Settlement each = batch.get(i);
            UUID request = each instanceof Settlement.Done done ? done.request() : null;
            arguments[2 * i + 1] = number(each.number());
            arguments[2 * i + 2] = utf8(request == null ? "" : request.toString());
        }
        return arguments;
    }

    private CompletableFuture<Long> run(RedisScript<Long> script, byte[]... arguments) {
        return context.calls()
                .run("settle messages of " + context.mailbox(), script, context.keys(lease.name()), arguments);
    }

    private void accept(Settlement settlement, long outcome) {
        if (settlement instanceof Settlement.Again) {
            lease.triedAgain();
        }
        boolean before = outcome == LeaseScripts.SETTLED_BEFORE;
        if (settlement instanceof Settlement.Again again) {
            if (outcome == LeaseScripts.DEAD || (before && again.attempt() >= context.maxAttempts())) {
                context.buried(again.message(), again.reason());
            }
        } else if (settlement instanceof Settlement.Dead dead && (outcome == LeaseScripts.DEAD || before)) {
            buried(dead.message(), dead.reason());
        }
    }

    private void buried(@Nullable Message message, String reason) {
        if (message != null) {
            context.buried(message, reason);
        }
    }

    private static long millis(Duration pause) {
        Duration atMost = pause.compareTo(Mailbox.FOREVER) < 0 ? pause : Mailbox.FOREVER;
        return atMost.isNegative() ? 0 : atMost.toMillis();
    }

    private static byte[] number(long number) {
        return utf8(Long.toString(number));
    }
}
