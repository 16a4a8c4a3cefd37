package academy.exchange.mailbox;

import java.time.Duration;
import java.time.InstantSource;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import academy.exchange.Exchange;
import academy.exchange.Mailbox;
import academy.exchange.Message;
import academy.exchange.codec.JsonMessageCodec;
import academy.exchange.memory.InMemoryExchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Whose turn it is, without threads. */
class TurnQueueTest {

    private static final ContainerOptions OPTIONS = ContainerOptions.defaults();

    private final FakeMailbox mailbox = new FakeMailbox(FakeMailbox.Kind.TELLING);
    private final TurnQueue queue = new TurnQueue();

    @Test
    void loopThatIsWokenBeforeItBeginsHasItsFirstTurnOnce() {
        SharedLoop early = loop();
        SharedLoop other = loop();

        assertThat(queue.wake(early)).isFalse();
        assertThat(queue.hasReady()).isFalse();
        queue.begins(early);
        queue.begins(other);

        assertThat(queue.next(0)).isSameAs(early);
        assertThat(queue.next(0)).isSameAs(other);
        assertThat(queue.next(0)).isNull();
    }

    @Test
    void loopThatIsWokenWhileItRunsHasAnotherTurn() {
        SharedLoop loop = loop();
        queue.begins(loop);
        assertThat(queue.next(0)).isSameAs(loop);

        assertThat(queue.wake(loop)).isFalse();
        assertThat(queue.rests(loop, Long.MAX_VALUE)).isFalse();

        assertThat(queue.next(0)).isSameAs(loop);
        assertThat(queue.next(0)).isNull();
    }

    @Test
    void loopThatRestsComesWhenItIsDueOrWokenAndOnce() {
        SharedLoop loop = loop();
        queue.begins(loop);
        assertThat(queue.next(0)).isSameAs(loop);
        assertThat(queue.rests(loop, 10)).isTrue();

        assertThat(queue.next(9)).isNull();
        assertThat(queue.wake(loop)).isTrue();
        assertThat(queue.wake(loop)).isFalse();
        assertThat(queue.next(9)).isSameAs(loop);
        assertThat(queue.rests(loop, 20)).isFalse();
        assertThat(queue.next(19)).isNull();
        assertThat(queue.next(20)).isSameAs(loop);
        assertThat(queue.next(20)).isNull();
    }

    @Test
    void loopThatHasEndedIsNotWoken() {
        SharedLoop loop = loop();
        queue.begins(loop);
        assertThat(queue.next(0)).isSameAs(loop);
        queue.ended(loop);

        assertThat(queue.wake(loop)).isFalse();
        assertThat(queue.next(0)).isNull();
    }

    @Test
    void loopsTakeTurns() {
        SharedLoop busy = loop();
        SharedLoop quiet = loop();
        queue.begins(busy);
        queue.begins(quiet);

        for (int round = 0; round < 3; round++) {
            assertThat(queue.next(0)).isSameAs(busy);
            queue.again(busy);
            assertThat(queue.next(0)).isSameAs(quiet);
            queue.again(quiet);
        }
    }

    @Test
    void onlyLoopsThatAskTheSameStoreAheadTakeTheirTurnsTogether() throws InterruptedException {
        Exchange store = InMemoryExchange.create(JsonMessageCodec.create());
        SharedLoop one = loopThatAsksAhead(store);
        SharedLoop another = loopThatAsksAhead(store);
        SharedLoop elsewhere = loopThatAsksAhead(InMemoryExchange.create(JsonMessageCodec.create()));
        SharedLoop alone = loop();
        Stream.of(one, another, elsewhere, alone).forEach(queue::begins);

        assertThat(queue.next(0)).isSameAs(one);
        assertThat(queue.nextWith(one)).isSameAs(another);
        assertThat(queue.nextWith(one)).isNull();
        assertThat(queue.next(0)).isSameAs(elsewhere);
        assertThat(queue.nextWith(elsewhere)).isNull();
        assertThat(queue.next(0)).isSameAs(alone);
        assertThat(queue.nextWith(alone)).isNull();
    }

    @Test
    void loopWhoseHandlerRunsOnItsThreadTakesItsTurnsAlone() throws InterruptedException {
        Exchange store = InMemoryExchange.create(JsonMessageCodec.create());
        SharedLoop one = loopThatAsksAhead(store);
        SharedLoop prompt = afterATurn(loop(new PromptHandler(), OPTIONS));
        Stream.of(one, prompt).forEach(queue::begins);

        assertThat(queue.next(0)).isSameAs(one);
        assertThat(queue.nextWith(one)).isNull();
        assertThat(queue.next(0)).isSameAs(prompt);
    }

    @Test
    void loopThatOwesAHeartbeatTakesItsTurnAlone() throws InterruptedException {
        Exchange store = InMemoryExchange.create(JsonMessageCodec.create());
        SharedLoop one = loopThatAsksAhead(store);
        SharedLoop owing = afterATurn(loop(message -> {}, OPTIONS.withHeartbeatInterval(Duration.ofMillis(1))));
        Stream.of(one, owing).forEach(queue::begins);

        await().until(() -> !owing.takesTogetherWith(one));
        assertThat(queue.next(0)).isSameAs(one);
        assertThat(queue.nextWith(one)).isNull();
        assertThat(queue.next(0)).isSameAs(owing);
    }

    private static final class PromptHandler implements MessageHandler {

        @Override
        public void handle(Message message) {
            throw new IllegalStateException("There is no message");
        }

        @Override
        public boolean isPrompt() {
            return true;
        }
    }

    private SharedLoop loopThatAsksAhead(Exchange store) throws InterruptedException {
        mailbox.isAskedAheadIn(store);
        return afterATurn(loop());
    }

    /** On a thread of its own, since a turn leaves no class loader behind. */
    private static SharedLoop afterATurn(SharedLoop loop) throws InterruptedException {
        Thread thread = new Thread(() -> {
            if (loop.beginTurn() == Poller.Next.BEGUN) {
                var unused = loop.finishTurn();
            }
        });
        thread.start();
        thread.join();
        return loop;
    }

    private SharedLoop loop() {
        return loop(message -> {}, OPTIONS);
    }

    private SharedLoop loop(MessageHandler handler, ContainerOptions options) {
        HandlerPool pool = HandlerPool.forThisThread();
        Mailbox opened = mailbox.reopen();
        ContainerSetup setup = new ContainerSetup(
                "turns", () -> opened, new CountedHandler(handler), options, InstantSource.system(), () -> 0.5);
        Workers workers = new Workers(setup, pool);
        Poller poller = new Poller(
                setup,
                opened,
                workers,
                new UrgentWorker(setup, pool, workers),
                new Outage("turns", OPTIONS, () -> 0.5),
                new Restoration(setup, opened, () -> {}),
                new Silence(Duration.ZERO, setup.clock(), time -> {}));
        assertThat(poller.listens()).isTrue();
        return new SharedLoop("turns", poller, last -> {}, new PollerThreads(), false);
    }
}
