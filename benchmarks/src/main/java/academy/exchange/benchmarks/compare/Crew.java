package academy.exchange.benchmarks.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads that do something many times together. */
final class Crew {

    private Crew() {}

    @FunctionalInterface
    interface Work {

        void perform(int index) throws Exception;
    }

    /** Does it so many times, on so many threads, and waits for the last. */
    static void share(int threads, int count, Work work) throws InterruptedException, ExecutionException {
        AtomicInteger begun = new AtomicInteger();
        each(threads, thread -> {
            for (int i = begun.getAndIncrement(); i < count; i = begun.getAndIncrement()) {
                work.perform(i);
            }
        });
    }

    /** Has each of so many threads do it once, and waits for the last. */
    static void each(int threads, Work work) throws InterruptedException, ExecutionException {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> parts = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int index = i;
                parts.add(pool.submit(() -> {
                    work.perform(index);
                    return null;
                }));
            }
            for (Future<?> part : parts) {
                Object unused = part.get();
            }
        } finally {
            pool.shutdownNow();
        }
    }
}
