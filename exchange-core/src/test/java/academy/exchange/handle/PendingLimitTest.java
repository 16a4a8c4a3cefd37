package academy.exchange.handle;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import academy.exchange.AgentHandle;
import academy.exchange.AgentId;
import academy.exchange.ExchangeFullException;
import academy.exchange.Mailbox;
import academy.exchange.Message;
import academy.exchange.codec.JsonMessageCodec;
import academy.exchange.memory.InMemoryExchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/** How many answers are awaited at once is bounded, whatever ends each wait. */
@Timeout(60)
class PendingLimitTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int LIMIT = 3;

    private final InMemoryExchange exchange = InMemoryExchange.create(JsonMessageCodec.create());
    private final ExchangeHandles handles = new ExchangeHandles(exchange, Duration.ofMinutes(1), List.of(), LIMIT);
    private final AgentId agent = exchange.registerAgent(PendingLimitTest.class);
    private final AgentHandle handle = handles.getHandle(agent);

    @AfterEach
    void end() {
        handles.close();
        exchange.close();
    }

    private List<CompletableFuture<Integer>> askUpToTheLimit() {
        List<CompletableFuture<Integer>> open = new ArrayList<>();
        for (int i = 0; i < LIMIT; i++) {
            open.add(handle.action("work", Integer.class, i));
        }
        assertThat(handles.pendingCount()).isEqualTo(LIMIT);
        return open;
    }

    @Test
    void furtherQuestionIsRefusedAtOnceAndNotSent() throws InterruptedException {
        askUpToTheLimit();

        CompletableFuture<Integer> refused = handle.action("work", Integer.class, 99);

        assertThat(refused)
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(ExchangeFullException.class)
                .withMessageContaining("3 answers are awaited already");
        assertThatExceptionOfType(ExchangeFullException.class).isThrownBy(() -> handle.ping(SOON));
        try (Mailbox mailbox = exchange.getMailbox(agent)) {
            List<Message> sent = new ArrayList<>();
            await().atMost(SOON).until(() -> {
                sent.addAll(mailbox.receive(10, Duration.ofMillis(10)));
                return sent.size() >= LIMIT;
            });
            assertThat(mailbox.receive(1, Duration.ZERO)).isEmpty();
        }
    }

    private void assertRoomForOne() {
        await().atMost(SOON).until(() -> handles.pendingCount() == LIMIT - 1);
        assertThat(handle.action("work", Integer.class)).isNotDone();
        assertThat(handle.action("work", Integer.class)).isCompletedExceptionally();
    }

    @Test
    void cancelledQuestionMakesRoomForOne() {
        askUpToTheLimit().get(0).cancel(true);

        assertRoomForOne();
    }

    @Test
    void answerMakesRoomForOneHoweverOftenItComes() throws InterruptedException {
        askUpToTheLimit();
        try (Mailbox mailbox = exchange.getMailbox(agent)) {
            Message question = mailbox.receive(SOON);

            exchange.send(question.reply(exchange.codec().encodeResult(1)));
            exchange.send(question.reply(exchange.codec().encodeResult(1)));
        }

        assertRoomForOne();
    }

    @Test
    void questionWithoutTimeLeftMakesRoomForOne() {
        CompletableFuture<Integer> hasty =
                handle.withTimeout(Duration.ofMillis(1)).action("work", Integer.class);
        assertThat(hasty).failsWithin(SOON);
        askUpToTheLimit();
        assertThat(handle.action("work", Integer.class)).isCompletedExceptionally();
    }

    @Test
    void closedHandleMakesRoomForAll() {
        AgentHandle other = handles.getHandle(agent);
        List<CompletableFuture<Integer>> open = List.of(
                handle.action("work", Integer.class),
                other.action("work", Integer.class),
                other.action("work", Integer.class));

        other.close();

        assertThat(open.get(0)).isNotDone();
        assertThat(handles.pendingCount()).isEqualTo(1);
        assertThat(handle.action("work", Integer.class)).isNotDone();
        assertRoomForOne();
    }

    @Test
    void atLeastOneAnswerIsAwaited() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ExchangeHandles(exchange, SOON, List.of(), 0))
                .withMessageContaining("not 0");
    }
}
