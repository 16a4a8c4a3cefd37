package academy.exchange.agent;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import academy.exchange.Body;
import academy.exchange.ErrorCode;
import academy.exchange.ExchangeUnavailableException;
import academy.exchange.Header;
import academy.exchange.Message;
import academy.exchange.Request;
import academy.exchange.Response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@Timeout(60)
class CancelTest {

    private static final Response CANCELLED = new Response.ProtocolError(ErrorCode.ACTION_CANCELLED, null);
    private static final Response INVALID = new Response.ProtocolError(ErrorCode.ACTION_INVALID_STATE, null);
    private static final Response SUCCESS = new Response.Success();

    private final Worker worker = new Worker();
    private final Desk desk = Desk.of(worker);

    @Test
    void cancelInterruptsTheActionAndBothAreAnswered() throws Exception {
        Message action = request("waitForever");
        Thread thread = begin(action);
        Message cancel = cancelOf(action);
        desk.tell(cancel);
        assertThat(answers(action)).containsExactly(CANCELLED);
        assertThat(answers(cancel)).containsExactly(SUCCESS);
        join(thread);
        assertThat(desk.exchange().sent()).hasSize(2);
        assertThat(worker.interrupts).hasValue(1);
        assertThat(desk.failures()).isEmpty();
    }

    @Test
    void cancelOfAnEndedActionIsRefused() {
        Message action = request("count");
        desk.tell(action);
        assertThat(desk.ask(new Request.Cancel(action.tag()))).isEqualTo(INVALID);
    }

    @Test
    void secondCancelIsRefused() throws Exception {
        Message action = request("waitStubbornly");
        Thread thread = begin(action);
        Message first = cancelOf(action);
        Message second = cancelOf(action);
        desk.tell(first);
        desk.tell(second);
        assertThat(answers(first)).containsExactly(SUCCESS);
        assertThat(answers(second)).containsExactly(INVALID);
        worker.release.release();
        join(thread);
        assertThat(answers(action)).containsExactly(CANCELLED);
    }

    @Test
    void actionThatIgnoresItsInterruptGoesOnWithoutAnAnswerOfItsOwn() throws Exception {
        Message action = request("waitStubbornly");
        Thread thread = begin(action);
        desk.tell(cancelOf(action));
        assertThat(answers(action)).containsExactly(CANCELLED);
        assertThat(thread.isAlive()).isTrue();
        worker.release.release();
        join(thread);
        assertThat(worker.finished).hasValue(1);
        assertThat(answers(action)).containsExactly(CANCELLED);
    }

    @Test
    void cancelReachesAFutureThatTheActionReturned() throws Exception {
        Message action = request("promise");
        Thread thread = begin(action);
        desk.tell(cancelOf(action));
        join(thread);
        assertThat(worker.promise).isCancelled();
        assertThat(answers(action)).containsExactly(CANCELLED);
    }

    @Test
    void requestThatHasNotBegunIsWithdrawnAndSkipped() {
        Message action = request("count");
        Message cancel = cancelOf(action);
        storeKnows(action);
        desk.tell(cancel);
        desk.tell(action);
        assertThat(answers(action)).containsExactly(CANCELLED);
        assertThat(answers(cancel)).containsExactly(SUCCESS);
        assertThat(worker.finished).hasValue(0);
        assertThat(desk.ask(new Request.Cancel(action.tag()))).isEqualTo(INVALID);
    }

    @Test
    void withdrawnRequestOfAnotherVersionIsSkippedToo() {
        Message action = request("count");
        desk.dispatcher().withdrawn(Set.of(action.tag()));
        Header header = action.header();
        Header future =
                new Header(header.src(), header.dest(), header.tag(), null, header.kind(), "2", header.attributes());
        desk.tell(new Message(future, action.body()));
        assertThat(desk.exchange().sent()).isEmpty();
    }

    @Test
    void requestThatBeginsWhileItIsWithdrawnIsInterrupted() throws Exception {
        Message action = request("waitForever");
        Message cancel = cancelOf(action);
        CompletableFuture<Thread> begun = new CompletableFuture<>();
        desk.exchange().withdrawing((dest, tag) -> {
            begun.complete(begin(action));
            return Optional.of(action.header());
        });
        desk.tell(cancel);
        join(begun.join());
        assertThat(answers(action)).containsExactly(CANCELLED);
        assertThat(answers(cancel)).containsExactly(SUCCESS);
    }

    @Test
    void requestThatEndsWhileItIsWithdrawnKeepsItsResult() {
        Message action = request("count");
        Message cancel = cancelOf(action);
        desk.exchange().withdrawing((dest, tag) -> {
            desk.tell(action);
            return Optional.of(action.header());
        });
        desk.tell(cancel);
        assertThat(answers(action)).hasSize(1).first().isInstanceOf(Response.Result.class);
        assertThat(answers(cancel)).containsExactly(INVALID);
    }

    @Test
    void requestThatIsWithdrawnTwiceAtOnceIsAnsweredOnce() {
        Message action = request("count");
        Message first = cancelOf(action);
        Message second = cancelOf(action);
        desk.exchange().withdrawing((dest, tag) -> {
            desk.exchange().withdrawing((again, same) -> Optional.of(action.header()));
            desk.tell(second);
            return Optional.of(action.header());
        });
        desk.tell(first);
        assertThat(answers(action)).containsExactly(CANCELLED);
        assertThat(answers(first)).containsExactly(SUCCESS);
        assertThat(answers(second)).containsExactly(INVALID);
    }

    @Test
    void whoWithdrawsAnswersThoughHearingOfItMeanwhile() {
        Message action = request("count");
        desk.exchange().withdrawing((dest, tag) -> {
            desk.dispatcher().withdrawn(Set.of(tag));
            return Optional.of(action.header());
        });
        desk.tell(cancelOf(action));
        desk.tell(action);
        assertThat(answers(action)).containsExactly(CANCELLED);
    }

    @Test
    void cancelIsAnsweredThoughTheStoreFails() {
        desk.exchange().withdrawing((dest, tag) -> {
            throw new ExchangeUnavailableException("down", null);
        });
        UUID tag = UUID.randomUUID();
        assertThat(desk.ask(new Request.Cancel(tag))).isEqualTo(INVALID);
        assertThat(desk.ask(new Request.Cancel(tag))).isEqualTo(INVALID);
    }

    @Test
    void actionWithdrawnByAReplicaIsInterruptedWithoutAnAnswer() throws Exception {
        Message action = request("waitForever");
        Thread thread = begin(action);
        desk.dispatcher().withdrawn(Set.of(action.tag()));
        join(thread);
        desk.dispatcher().withdrawn(Set.of(action.tag()));
        assertThat(desk.exchange().sent()).isEmpty();
        assertThat(worker.interrupts).hasValue(1);
    }

    @Test
    void withdrawalsThatAreToldAgainAndAgainAreRememberedOnce() {
        Message first = request("count");
        Message second = request("count");
        desk.dispatcher().withdrawn(Set.of(first.tag()));
        desk.dispatcher().withdrawn(Set.of(second.tag()));
        for (int index = 1; index < RunningActions.MAX_WITHDRAWN; index++) {
            desk.dispatcher().withdrawn(Set.of(second.tag()));
            desk.dispatcher().withdrawn(Set.of(UUID.randomUUID()));
        }
        desk.tell(second);
        assertThat(desk.exchange().sent()).isEmpty();
        desk.tell(first);
        assertThat(answers(first)).as("forgotten, as the oldest").hasSize(1);
    }

    @Test
    void cancelledActionIsTold() throws Exception {
        List<String> told = new CopyOnWriteArrayList<>();
        Message action = request("watch");
        Thread thread = begin(action);
        ActionContext context = worker.context.join();
        assertThat(context.isCancelled()).isFalse();
        context.onCancel(() -> told.add(Thread.currentThread().getName()));
        context.onCancel(() -> {
            throw new IllegalStateException("a listener that fails");
        });
        context.onCancel(() -> told.add("last"));
        desk.tell(cancelOf(action));
        String here = Thread.currentThread().getName();
        assertThat(told).containsExactly(here, "last");
        assertThat(context.isCancelled()).isTrue();
        context.onCancel(() -> told.add("late"));
        assertThat(told).containsExactly(here, "last", "late");
        join(thread);
        assertThat(desk.failures()).isEmpty();
    }

    @Test
    void endedActionIsNeverTold() {
        worker.release.release();
        Message action = request("watch");
        desk.tell(action);
        desk.tell(cancelOf(action));
        ActionContext context = worker.context.join();
        AtomicBoolean told = new AtomicBoolean();
        context.onCancel(() -> told.set(true));
        assertThat(told).isFalse();
        assertThat(context.isCancelled()).isFalse();
    }

    @Test
    void cancelAndNaturalEndNeverMeet() throws Exception {
        AtomicBoolean leaked = new AtomicBoolean();
        for (int round = 0; round < 1_000; round++) {
            Message action = request("spin", ThreadLocalRandom.current().nextInt(20_000));
            List<Message> cancels = List.of(cancelOf(action), cancelOf(action));
            storeKnows(action);
            atOnce(
                    () -> {
                        desk.tell(action);
                        leaked.compareAndSet(false, Thread.currentThread().isInterrupted());
                    },
                    () -> desk.tell(cancels.get(0)),
                    () -> desk.tell(cancels.get(1)));
            assertThat(answers(action)).hasSize(1);
            List<Body> told =
                    cancels.stream().flatMap(each -> answers(each).stream()).toList();
            assertThat(told)
                    .containsExactlyInAnyOrder(answers(action).contains(CANCELLED) ? SUCCESS : INVALID, INVALID);
            desk.exchange().sent().clear();
        }
        assertThat(leaked).isFalse();
        assertThat(desk.failures()).isEmpty();
    }

    @Test
    void cancelThatMeetsAnAnswerOnItsWayIsRefused() throws Exception {
        Message action = request("waitForever");
        Message second = cancelOf(action);
        storeKnows(action);
        Thread thread = begin(action);
        desk.exchange().onSend(answer -> {
            if (answer.tag().equals(action.tag()) && answers(second).isEmpty()) {
                joinUnchecked(thread);
                desk.tell(second);
            }
        });
        Message first = cancelOf(action);
        desk.tell(first);
        assertThat(answers(action)).containsExactly(CANCELLED);
        assertThat(answers(first)).containsExactly(SUCCESS);
        assertThat(answers(second)).containsExactly(INVALID);
        assertThat(desk.cancels().actions().all()).as("forgotten").isEmpty();
    }

    @Test
    void lateInterruptsNeverReachTheNextMessage() throws Exception {
        AtomicInteger leaks = new AtomicInteger();
        List<Message> requests = IntStream.range(0, 2_000)
                .mapToObj(index -> request("spin", index % 50 * 200))
                .toList();
        CountDownLatch begun = new CountDownLatch(1);
        Thread handler = new Thread(() -> requests.forEach(each -> {
            begun.countDown();
            desk.tell(each);
            if (Thread.currentThread().isInterrupted()) {
                leaks.incrementAndGet();
            }
        }));
        handler.start();
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        while (handler.isAlive()) {
            desk.cancels().actions().all().forEach(each -> desk.cancels()
                    .withdrawn(Set.of(each.request().tag())));
        }
        assertThat(leaks).hasValue(0);
        assertThat(desk.failures()).isEmpty();
    }

    private Message request(String action, Object... arguments) {
        return Message.request(Desk.CLIENT, Desk.AGENT, desk.action(action, arguments));
    }

    private static Message cancelOf(Message action) {
        return Message.request(Desk.CLIENT, Desk.AGENT, new Request.Cancel(action.tag()));
    }

    private List<Body> answers(Message request) {
        return desk.exchange().sent().stream()
                .filter(each -> each.tag().equals(request.tag()))
                .map(Message::body)
                .toList();
    }

    /** As a store does, which keeps a request until it is answered. */
    private void storeKnows(Message action) {
        desk.exchange().withdrawing((dest, tag) -> Optional.of(action.header())
                .filter(open -> dest.equals(Desk.AGENT) && tag.equals(open.tag()))
                .filter(open -> answers(action).isEmpty()));
    }

    /** Hands in the request on a thread of its own and waits until the action runs. */
    private Thread begin(Message action) {
        int before = worker.begun.get();
        Thread thread = new Thread(() -> desk.tell(action));
        thread.start();
        await().until(() -> worker.begun.get() > before);
        return thread;
    }

    private static void join(Thread thread) throws InterruptedException {
        thread.join(TimeUnit.SECONDS.toMillis(10));
        assertThat(thread.isAlive()).isFalse();
    }

    private static void joinUnchecked(Thread thread) {
        try {
            join(thread);
        } catch (InterruptedException unexpected) {
            throw new AssertionError(unexpected);
        }
    }

    private static void atOnce(Runnable... tasks) throws InterruptedException {
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> threads = Stream.of(tasks)
                .map(task -> new Thread(() -> {
                    try {
                        if (start.await(10, TimeUnit.SECONDS)) {
                            task.run();
                        }
                    } catch (InterruptedException unexpected) {
                        throw new AssertionError(unexpected);
                    }
                }))
                .toList();
        threads.forEach(Thread::start);
        start.countDown();
        for (Thread thread : threads) {
            join(thread);
        }
    }

    static class Worker {

        private final AtomicInteger begun = new AtomicInteger();
        private final AtomicInteger finished = new AtomicInteger();
        private final AtomicInteger interrupts = new AtomicInteger();
        private final Semaphore release = new Semaphore(0);
        private final CompletableFuture<String> promise = new CompletableFuture<>();
        private final CompletableFuture<ActionContext> context = new CompletableFuture<>();
        private volatile int sum;

        @Action
        void waitForever() throws InterruptedException {
            begun.incrementAndGet();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException interrupted) {
                interrupts.incrementAndGet();
                throw interrupted;
            }
        }

        @Action
        void waitStubbornly() {
            begun.incrementAndGet();
            release.acquireUninterruptibly();
            finished.incrementAndGet();
        }

        @Action
        void watch(ActionContext asked) throws InterruptedException {
            context.complete(asked);
            begun.incrementAndGet();
            release.acquire();
        }

        @Action
        CompletableFuture<String> promise() {
            begun.incrementAndGet();
            return promise;
        }

        @Action
        int count() {
            return finished.incrementAndGet();
        }

        @Action
        int spin(int times) {
            int total = 0;
            for (int index = 0; index < times && !Thread.currentThread().isInterrupted(); index++) {
                total += index;
            }
            sum = total;
            return sum;
        }
    }
}
