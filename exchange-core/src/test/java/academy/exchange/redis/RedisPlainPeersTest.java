package academy.exchange.redis;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import academy.exchange.AgentHandle;
import academy.exchange.AgentId;
import academy.exchange.AgentRegistration;
import academy.exchange.Exchange;
import academy.exchange.Message;
import academy.exchange.Request;
import academy.exchange.Response;
import academy.exchange.agent.Action;
import academy.exchange.agent.ActionContext;
import academy.exchange.agent.AgentContext;
import academy.exchange.agent.AgentMailbox;
import academy.exchange.agent.OnStart;
import academy.exchange.agent.OnStop;
import academy.exchange.mailbox.MailboxContainer.State;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Agents that ask a peer whose answers come to their own mailbox, in moments when their container does not read it. */
@Timeout(120)
class RedisPlainPeersTest {

    private static final String FIXED = "7e2d4c1a-90b3-4f6e-8a55-1c2d3e4f5a6b";
    private static final Duration LATER = Duration.ofSeconds(40);
    private static final int MANY = 10_000;

    /** The last first, so that agents stop while their peer still answers. */
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    private TestRedis redis;
    private RedisExchange asking;
    private PlainPeer peer;

    @BeforeEach
    void start() {
        redis = TestRedis.own();
        asking = redis.exchange().build();
        peer = opened(PlainPeer.start(asking));
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
        asking.close();
        redis.close();
    }

    @Test
    void hooksOfTheStartAndTheStopGetTheirAnswers() {
        Fresh agent = new Fresh(peer.id());

        AgentProcess process = AgentProcess.start(redis, agent);
        assertThat(agent.answers).containsExactly("start");
        process.close();

        assertThat(agent.answers).containsExactly("start", "stop");
        assertThat(peer.answered()).isEqualTo(2);
    }

    @Test
    void hookOfTheStartGetsItsAnswerBehindManyRequestsAndNoneOfThemBeginsBefore() throws InterruptedException {
        Fixed agent = new Fixed(peer.id());
        asking.registerAgent(AgentRegistration.of(Fixed.class).withId(AgentId.of(FIXED)));
        RawClient crowd = crowd(MANY);

        opened(AgentProcess.start(redis, agent));

        assertThat(agent.answers).containsExactly("start");
        assertThat(agent.ranBeforeTheStart).hasValue(0);
        until("all requests have run", () -> agent.notes.get() == MANY);
        assertThat(crowd.awaitReceived(MANY)).extracting(Message::tag).doesNotHaveDuplicates();
    }

    @Test
    void whatRunsDuringTheStopGetsItsAnswersAndNothingElseBegins() {
        Fixed agent = new Fixed(peer.id());
        AgentProcess process = AgentProcess.start(redis, agent);
        AgentHandle handle = asking.getHandle(AgentId.of(FIXED)).withTimeout(LATER);
        CompletableFuture<String> running = handle.action("askWhenReleased", String.class, "last");
        until("the handler is held", () -> agent.held.get() == 1);
        crowd(100);

        CompletableFuture<Void> closing = CompletableFuture.runAsync(process::close);
        until("the agent stops", () -> process.state() == State.STOPPING);
        agent.release.release();

        assertThat(running).succeedsWithin(LATER).isEqualTo("last");
        assertThat(closing).succeedsWithin(LATER);
        assertThat(agent.answers).containsExactly("start", "stop");
        assertThat(agent.notes).hasValue(0);
        assertThat(redis.commands().llen("queue:" + FIXED)).isEqualTo(100);
    }

    @Test
    void methodThatListensToResponsesGetsTheAnswerToWhatItAsksThoughItsQueueIsLong() {
        Ear ear = new Ear(peer.id());
        opened(AgentProcess.start(redis, ear));
        AgentId self = asking.discover("ear").get(0);
        AgentHandle handle = asking.getHandle(self).withTimeout(LATER);
        ear.exchange = opened(redis.exchange().build());

        CompletableFuture<String> answer = handle.action("ask", String.class, "in turn");
        until("the handler is held", () -> ear.held.get() == 1);
        RawClient crowd = opened(new RawClient(asking, self));
        crowd.sendAll(1_000, Map.of(), "note", "x");
        ear.release.release();

        assertThat(answer).succeedsWithin(LATER).isEqualTo("in turn");
        assertThat(ear.notesBeforeTheAnswer).hasValue(0);
        until("all others were heard", () -> ear.notes.get() == 1_000);
        assertThat(ear.responses).isEmpty();
    }

    @Test
    void methodThatListensToResponsesHearsThoseToWhatWasSentByHand() {
        Ear ear = new Ear(peer.id());
        opened(AgentProcess.start(redis, ear));
        AgentId self = asking.discover("ear").get(0);
        ear.exchange = opened(redis.exchange().build());
        ear.release.release(100);

        List<Message> byHand = IntStream.range(0, 20)
                .mapToObj(each -> Message.request(
                        self, peer.id(), asking.codec().encodeAction("echo", List.of("by hand " + each), Map.of())))
                .toList();
        AgentHandle asker = asking.getHandle(self).withTimeout(LATER);
        List<CompletableFuture<String>> asked = new ArrayList<>();
        for (Message each : byHand) {
            asking.send(each);
            asked.add(asker.action("ask", String.class, "by handle"));
        }

        assertThat(asked)
                .allSatisfy(each -> assertThat(each).succeedsWithin(LATER).isEqualTo("by handle"));
        until("all are heard", () -> ear.responses.size() == byHand.size());
        assertThat(ear.responses)
                .extracting(Message::tag)
                .containsExactlyElementsOf(byHand.stream().map(Message::tag).toList());
        assertThat(ear.mostAtOnce).hasValue(1);
    }

    @AgentMailbox("fresh")
    static class Fresh {

        final List<String> answers = new CopyOnWriteArrayList<>();
        final AgentId peer;

        Fresh(AgentId peer) {
            this.peer = peer;
        }

        @OnStart
        void start(AgentContext context) throws InterruptedException {
            answers.add(context.handle(peer).call("echo", String.class, LATER, "start"));
        }

        @OnStop
        void stop(AgentContext context) throws InterruptedException {
            answers.add(context.handle(peer).call("echo", String.class, LATER, "stop"));
        }

        @Action
        void nothing() {}
    }

    @AgentMailbox(id = FIXED, concurrency = "1")
    static class Fixed extends Fresh {

        private final AtomicInteger notes = new AtomicInteger();
        private final AtomicInteger ranBeforeTheStart = new AtomicInteger();
        private final AtomicInteger held = new AtomicInteger();
        private final Semaphore release = new Semaphore(0);

        Fixed(AgentId peer) {
            super(peer);
        }

        @Override
        @OnStart
        void start(AgentContext context) throws InterruptedException {
            super.start(context);
            ranBeforeTheStart.set(notes.get());
        }

        @Action
        void note(String text) {
            assertThat(text).isEqualTo("x");
            notes.incrementAndGet();
        }

        @Action
        @Nullable
        String askWhenReleased(String question, ActionContext context) throws InterruptedException {
            held.incrementAndGet();
            assertThat(release.tryAcquire(60, TimeUnit.SECONDS)).isTrue();
            return context.handle(peer).call("echo", String.class, LATER, question);
        }
    }

    static class Ear {

        private final List<Message> responses = new CopyOnWriteArrayList<>();
        private final AtomicInteger notes = new AtomicInteger();
        private final AtomicInteger notesBeforeTheAnswer = new AtomicInteger();
        private final AtomicInteger held = new AtomicInteger();
        private final AtomicInteger atOnce = new AtomicInteger();
        private final AtomicInteger mostAtOnce = new AtomicInteger();
        private final Semaphore release = new Semaphore(0);
        private final AgentId peer;
        private volatile @Nullable Exchange exchange;

        Ear(AgentId peer) {
            this.peer = peer;
        }

        @AgentMailbox(name = "ear", concurrency = "1")
        @Nullable
        String listen(Message message) throws InterruptedException {
            mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            try {
                return hear(message);
            } finally {
                atOnce.decrementAndGet();
            }
        }

        private @Nullable String hear(Message message) throws InterruptedException {
            if (message.body() instanceof Response) {
                responses.add(message);
                return null;
            }
            Request.Action request = (Request.Action) message.body();
            Exchange current = exchange;
            if (request.action().equals("note") || current == null) {
                notes.incrementAndGet();
                return null;
            }
            held.incrementAndGet();
            assertThat(release.tryAcquire(60, TimeUnit.SECONDS)).isTrue();
            String question =
                    String.valueOf(current.codec().decodeArguments(request).get(0, String.class));
            String answer = current.getHandle(peer)
                    .askingAs((AgentId) message.dest())
                    .call("echo", String.class, LATER, question);
            notesBeforeTheAnswer.set(notes.get());
            return answer;
        }
    }

    private <T extends AutoCloseable> T opened(T resource) {
        opened.push(resource);
        return resource;
    }

    /** Makes the queue long. */
    private RawClient crowd(int requests) {
        RawClient crowd = opened(new RawClient(asking, AgentId.of(FIXED)));
        crowd.sendAll(requests, Map.of(), "note", "x");
        assertThat(redis.commands().llen("queue:" + FIXED)).isGreaterThanOrEqualTo(requests);
        return crowd;
    }

    private static void until(String condition, Callable<Boolean> reached) {
        await(condition).atMost(LATER).until(reached);
    }
}
