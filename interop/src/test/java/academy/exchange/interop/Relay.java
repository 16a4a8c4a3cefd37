package academy.exchange.interop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

import academy.exchange.AgentHandle;
import academy.exchange.AgentId;
import academy.exchange.ResultType;
import academy.exchange.agent.Action;
import academy.exchange.agent.ActionContext;

import static java.util.Objects.requireNonNull;

/** Has the first agent of a path answer the question, by way of all others; the Python one does the same. */
class Relay {

    private static final Duration LIMIT = Duration.ofSeconds(50);
    private static final ResultType<List<String>> TEXTS = new ResultType<>() {};

    final AtomicInteger relayed = new AtomicInteger();
    final AtomicInteger waiting = new AtomicInteger();
    final AtomicInteger interrupted = new AtomicInteger();

    @Action
    @Nullable
    Object relay(List<String> path, Object value, ActionContext request) throws InterruptedException {
        relayed.incrementAndGet();
        return path.isEmpty() ? value : next(path, request).call("relay", Object.class, LIMIT, rest(path), value);
    }

    @Action
    List<String> trace(List<String> path, ActionContext request) throws InterruptedException {
        List<String> trace = new ArrayList<>(List.of(request.source().uid().toString()));
        if (!path.isEmpty()) {
            List<String> further = next(path, request).call("trace", TEXTS, LIMIT, List.of(rest(path)), Map.of());
            trace.addAll(requireNonNull(further));
        }
        return trace;
    }

    @Action
    void fail(List<String> path, String reason, ActionContext request) throws InterruptedException {
        if (path.isEmpty()) {
            throw new IllegalArgumentException(reason);
        }
        next(path, request).call("fail", Void.class, LIMIT, rest(path), reason);
    }

    @Action
    void wait(List<String> path, ActionContext request) throws InterruptedException {
        waiting.incrementAndGet();
        try {
            if (path.isEmpty()) {
                new CountDownLatch(1).await();
            } else {
                next(path, request).call("wait", Void.class, LIMIT, rest(path));
            }
        } catch (InterruptedException cancelled) {
            interrupted.incrementAndGet();
            throw cancelled;
        }
    }

    private static AgentHandle next(List<String> path, ActionContext request) {
        return request.handle(AgentId.of(path.get(0)));
    }

    private static List<String> rest(List<String> path) {
        return path.subList(1, path.size());
    }
}
