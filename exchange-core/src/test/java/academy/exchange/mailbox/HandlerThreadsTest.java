package academy.exchange.mailbox;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A container's share of the threads for handlers. */
@Timeout(60)
class HandlerThreadsTest {

    private final HandlerPool pool = HandlerPool.forThisThread();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final LongAdder failures = new LongAdder();
    private final LogLines log = new LogLines();

    @BeforeEach
    void enter() {
        pool.enter();
    }

    @AfterEach
    void leave() {
        gate.countDown();
        pool.leave();
        log.close();
        await().untilAsserted(() -> assertThat(names()).noneMatch(name -> name.startsWith("share-")));
    }

    @Test
    void oneThreadDoesJobsInOrder() {
        List<Integer> done = new CopyOnWriteArrayList<>();
        HandlerThreads<Integer> threads = threads(1, done::add);
        List<Integer> jobs = IntStream.range(0, 5_000).boxed().toList();
        jobs.forEach(threads::execute);
        threads.finish();

        assertThat(threads.ended()).succeedsWithin(Duration.ofSeconds(30));
        assertThat(done).isEqualTo(jobs);
        assertThat(threads.unfinished()).isZero();
    }

    @Test
    void asManyThreadsAsThereMayBeWorkAtOnceAndNoMore() {
        AtomicInteger running = new AtomicInteger();
        Set<String> names = ConcurrentHashMap.newKeySet();
        HandlerThreads<Integer> threads = threads(5, job -> {
            running.incrementAndGet();
            names.add(Thread.currentThread().getName());
            gate.await();
            running.decrementAndGet();
        });
        IntStream.range(0, 20).forEach(threads::execute);

        await().until(() -> running.get() == 5);
        await().during(Duration.ofMillis(100)).until(() -> running.get() == 5);
        assertThat(names).containsExactlyInAnyOrder("share-1", "share-2", "share-3", "share-4", "share-5");
        assertThat(threads.unfinished()).isEqualTo(20);
        gate.countDown();
        await().until(() -> threads.unfinished() == 0);
    }

    @Test
    void jobThatComesWhileAllThreadsAreAtWorkNeedsNoOtherToEnd() {
        Set<Integer> begun = ConcurrentHashMap.newKeySet();
        HandlerThreads<Integer> threads = threads(100, job -> {
            begun.add(job);
            gate.await();
        });
        for (int job = 0; job < 100; job++) {
            threads.execute(job);
            int last = job;
            await().pollInterval(Duration.ofMillis(1)).until(() -> begun.contains(last));
        }
    }

    @Test
    void jobsFromManySidesAreDoneOnce() throws Exception {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger sum = new AtomicInteger();
        HandlerThreads<Integer> threads = threads(3, job -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            sum.addAndGet(job);
            running.decrementAndGet();
            if (job % 10 == 0) {
                throw new IllegalStateException("on purpose");
            }
        });
        List<Thread> sides = IntStream.range(0, 4)
                .mapToObj(side -> new Thread(() -> IntStream.range(0, 20_000).forEach(threads::execute)))
                .toList();
        sides.forEach(Thread::start);
        for (Thread side : sides) {
            side.join();
        }
        threads.finish();

        assertThat(threads.ended()).succeedsWithin(Duration.ofSeconds(30));
        assertThat(sum).hasValue(4 * (19_999 * 20_000 / 2));
        assertThat(most).hasValueLessThanOrEqualTo(3);
        assertThat(failures.sum()).isEqualTo(4 * 2_000);
    }

    @Test
    void abandonedJobsFindTheirThreadInterrupted() {
        AtomicInteger interrupted = new AtomicInteger();
        HandlerThreads<Integer> threads = threads(2, job -> {
            try {
                gate.await();
            } catch (InterruptedException expected) {
                interrupted.incrementAndGet();
            }
        });
        IntStream.range(0, 6).forEach(threads::execute);
        await().until(() -> names().containsAll(List.of("share-1", "share-2")));

        assertThat(threads.abandon()).containsExactlyInAnyOrder("0", "1", "2", "3", "4", "5");

        await().until(() -> interrupted.get() == 6);
    }

    @Test
    void interruptThatAJobLeavesBehindReachesNoOther() {
        AtomicInteger interrupted = new AtomicInteger();
        HandlerThreads<Integer> threads = threads(1, job -> {
            if (Thread.currentThread().isInterrupted()) {
                interrupted.incrementAndGet();
            }
            Thread.currentThread().interrupt();
        });
        IntStream.range(0, 100).forEach(threads::execute);

        await().until(() -> threads.unfinished() == 0);
        assertThat(interrupted).hasValue(0);
    }

    @Test
    void jobsFindTheClassLoaderOfWhoeverMadeTheirShare() throws Exception {
        ClassLoader mine = new ClassLoader(getClass().getClassLoader()) {};
        Set<Object> found = ConcurrentHashMap.newKeySet();
        Thread maker = new Thread(() -> threads(1, job -> found.add(loader())).execute(1));
        maker.setContextClassLoader(mine);
        maker.start();
        maker.join();
        await().until(() -> found.size() == 1);
        threads(1, job -> found.add(loader())).execute(1);

        await().until(() -> found.size() == 2);
        assertThat(found).containsExactlyInAnyOrder(mine, loader());
    }

    private static ClassLoader loader() {
        return Thread.currentThread().getContextClassLoader();
    }

    @Test
    void jobsRunOnTheThreadsOfAnExecutor() {
        Set<Thread> lent = ConcurrentHashMap.newKeySet();
        Set<Thread> used = ConcurrentHashMap.newKeySet();
        Set<String> names = ConcurrentHashMap.newKeySet();
        HandlerThreads<Integer> threads = threads(
                task -> {
                    Thread thread = new Thread(task, "lent");
                    lent.add(thread);
                    thread.start();
                },
                job -> {
                    used.add(Thread.currentThread());
                    names.add(Thread.currentThread().getName());
                });
        IntStream.range(0, 100).forEach(threads::execute);
        threads.finish();

        assertThat(threads.ended()).succeedsWithin(Duration.ofSeconds(30));
        assertThat(lent).containsAll(used);
        assertThat(names).isSubsetOf("share-1", "share-2");
    }

    @Test
    void whatAnExecutorRefusesIsDoneAllTheSame() {
        Set<Integer> done = ConcurrentHashMap.newKeySet();
        HandlerThreads<Integer> threads = threads(
                task -> {
                    throw new RejectedExecutionException("shut down");
                },
                done::add);
        threads.execute(1);
        threads.finish();

        assertThat(threads.ended()).succeedsWithin(Duration.ofSeconds(30));
        assertThat(done).containsExactly(1);
    }

    private static List<String> names() {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).toList();
    }

    private HandlerThreads<Integer> threads(int size, Job job) {
        return new HandlerThreads<>("share", pool, size, number -> "share-" + number, failures, new Numbered(job));
    }

    private HandlerThreads<Integer> threads(Executor executor, Job job) {
        return new HandlerThreads<>(
                "share", pool, executor, 2, number -> "share-" + number, failures, new Numbered(job));
    }

    /** What is done with a number. */
    private interface Job {

        void with(int number) throws Exception;
    }

    private record Numbered(Job job) implements HandlerThreads.Work<Integer> {

        @Override
        public void call(Integer number) throws Exception {
            job.with(number);
        }

        @Override
        public void ended(Integer number) {}

        @Override
        public void rests() {}

        @Override
        public String subject(Integer number) {
            return number.toString();
        }
    }
}
