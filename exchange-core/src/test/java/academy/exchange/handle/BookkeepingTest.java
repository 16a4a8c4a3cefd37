package academy.exchange.handle;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import academy.exchange.AgentHandle;
import academy.exchange.AgentId;
import academy.exchange.ExchangeClosedException;
import academy.exchange.ExchangeTimeoutException;
import academy.exchange.HandleClosedException;
import academy.exchange.Mailbox;
import academy.exchange.MailboxTerminatedException;
import academy.exchange.Message;
import academy.exchange.MessageCodec;
import academy.exchange.Request;
import academy.exchange.Response;
import academy.exchange.codec.JsonMessageCodec;
import academy.exchange.mailbox.ContainerOptions;
import academy.exchange.mailbox.MailboxContainer;
import academy.exchange.memory.InMemoryExchange;

import static org.assertj.core.api.Assertions.assertThat;

/** Thousands of questions at once, of which each ends once and leaves nothing behind. */
@Timeout(60)
class BookkeepingTest {

    private static final int THREADS = 8;
    private static final int EACH = 500;

    private final MessageCodec codec = JsonMessageCodec.create();
    private final InMemoryExchange exchange = InMemoryExchange.create(codec);
    private final ExchangeHandles handles = new ExchangeHandles(exchange, Duration.ofSeconds(20));
    private final AgentId asker = exchange.registerAgent(BookkeepingTest.class);
    private final AgentId agent = exchange.registerAgent(BookkeepingTest.class);
    private final AtomicInteger sent = new AtomicInteger();
    private final MailboxContainer container = answering();
    private final ConcurrentLinkedQueue<CompletableFuture<Boolean>> ends = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> outcomes = new ConcurrentLinkedQueue<>();

    @AfterEach
    void end() {
        container.stop();
        handles.close();
        exchange.close();
    }

    @Test
    void everyQuestionEndsOnceWhateverEndsIt() throws Exception {
        runAskers();

        CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new))
                .handle((nothing, failure) -> true)
                .get(30, TimeUnit.SECONDS);
        assertThat(outcomes)
                .hasSize(THREADS * EACH)
                .contains("answered", "cancelled", "timed out")
                .doesNotContain("other", "closed");
        assertThat(handles.pendingCount()).isZero();
        container.stop();
        long claimed = outcomes.stream().filter("answered"::equals).count();
        // Every answer was claimed or counted: the others came after a time limit or a cancel, or answered a cancel.
        assertThat(handles.unclaimedCount()).isBetween(0L, sent.get() - claimed);
    }

    @Test
    void closeEndsWhatIsOpenAndNothingStaysPending() throws Exception {
        Thread closing = new Thread(handles::close);
        List<Thread> askers = startAskers();
        closing.start();
        join(askers);
        join(List.of(closing));

        CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new))
                .handle((nothing, failure) -> true)
                .get(30, TimeUnit.SECONDS);
        assertThat(outcomes).hasSize(THREADS * EACH).contains("closed").doesNotContain("other");
        assertThat(handles.pendingCount()).isZero();
    }

    private void runAskers() throws InterruptedException {
        join(startAskers());
    }

    private List<Thread> startAskers() {
        List<Thread> askers = new ArrayList<>();
        for (int index = 0; index < THREADS; index++) {
            Random random = new Random(index);
            Thread thread = new Thread(() -> askMany(random));
            thread.start();
            askers.add(thread);
        }
        return askers;
    }

    private static void join(List<Thread> threads) throws InterruptedException {
        for (Thread thread : threads) {
            thread.join(30_000);
            assertThat(thread.isAlive()).isFalse();
        }
    }

    private void askMany(Random random) {
        List<CompletableFuture<Integer>> mine = new ArrayList<>();
        AgentHandle plain = new RemoteAgentHandle(handles, agent, null, Duration.ofSeconds(20));
        AgentHandle named = plain.askingAs(asker);
        for (int index = 0; index < EACH; index++) {
            AgentHandle handle = random.nextBoolean() ? plain : named;
            boolean silent = random.nextInt(4) == 0;
            // Whatever is never answered must not wait long for that.
            Duration limit = silent ? Duration.ofMillis(1 + random.nextInt(100)) : Duration.ofSeconds(20);
            CompletableFuture<Integer> answer =
                    handle.withTimeout(limit).action(silent ? "silent" : "answer", Integer.class);
            // Waiting for the answer alone would not be waiting for its outcome to be noted.
            ends.add(answer.handle((value, failure) -> outcomes.add(outcome(failure))));
            mine.add(answer);
            if (random.nextInt(3) == 0) {
                mine.get(random.nextInt(mine.size())).cancel(false);
            }
        }
    }

    private static String outcome(@Nullable Throwable failure) {
        if (failure == null) {
            return "answered";
        }
        if (failure instanceof CancellationException) {
            return "cancelled";
        }
        if (failure instanceof ExchangeTimeoutException) {
            return "timed out";
        }
        boolean closed = failure instanceof ExchangeClosedException || failure instanceof HandleClosedException;
        return closed ? "closed" : "other";
    }

    /** Answers, and leaves alone what is to stay without an answer. */
    private MailboxContainer answering() {
        Mailbox mailbox = exchange.getMailbox(agent);
        MailboxContainer answering =
                new MailboxContainer("agent", () -> mailbox, this::answer, ContainerOptions.defaults());
        answering.start();
        return answering;
    }

    private void answer(Message request) {
        Optional<Response> answer = request.body() instanceof Request.Action action
                ? Optional.of(action.action()).filter("answer"::equals).map(name -> codec.encodeResult(1))
                : Optional.of(new Response.Success());
        answer.ifPresent(response -> {
            sent.incrementAndGet();
            try {
                exchange.send(request.reply(response));
            } catch (MailboxTerminatedException gone) {
                assertThat(gone.id()).isNotEqualTo(agent);
            }
        });
    }
}
