package academy.exchange.interop;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

import academy.exchange.agent.Action;
import academy.exchange.agent.ActionContext;
import academy.exchange.agent.Param;

/** A Java agent that answers, fails, and works until it is let go or cancelled. It knows nothing of Python. */
class Worker {

    private final Semaphore permits = new Semaphore(0);
    private final AtomicInteger started = new AtomicInteger();
    private final AtomicInteger interrupted = new AtomicInteger();

    @Action
    @Nullable
    Object echo(@Nullable Object value) {
        return value;
    }

    @Action
    List<Object> serve(int cups, @Param(defaultValue = "\"tea\"") String drink, Optional<Boolean> hot) {
        return Arrays.asList(cups, drink, hot.orElse(false));
    }

    @Action
    void rest() {}

    @Action
    void fail(String reason) {
        throw new IllegalStateException(reason);
    }

    @Action
    String toil() throws InterruptedException {
        started.incrementAndGet();
        try {
            permits.acquire();
            return "done";
        } catch (InterruptedException cancelled) {
            interrupted.incrementAndGet();
            throw cancelled;
        }
    }

    @Action
    String whoAsks(ActionContext context) {
        return context.source().uid().toString();
    }

    /** How often it has begun to toil. */
    int started() {
        return started.get();
    }

    /** How often it was interrupted while it toiled. */
    int interrupted() {
        return interrupted.get();
    }

    /** Lets it end its toil, as often as this. */
    void letGo(int times) {
        permits.release(times);
    }
}
