package academy.exchange.interop;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;

import org.junit.jupiter.api.Test;

import academy.exchange.AgentHandle;
import academy.exchange.ClientId;
import academy.exchange.ErrorCode;
import academy.exchange.Exchange;
import academy.exchange.ExchangeTimeoutException;
import academy.exchange.Mailbox;
import academy.exchange.Message;
import academy.exchange.Request;
import academy.exchange.Response;
import academy.exchange.ResultType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** A Java client cancels what it asked a Python agent. */
@WithPeers
class JavaCancelsPythonTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Exchange exchange;
    private final AgentHandle echo;

    JavaCancelsPythonTest(PythonPeer python, JavaPeer java) {
        this.exchange = java.exchange();
        this.echo = java.handle(python.run("return await launch(agents.Echo())").asString());
    }

    @Test
    void cancelledFutureCancelsThePythonAction() throws Exception {
        CompletableFuture<Void> waiting = echo.action("wait", Void.class);
        awaitWaits(1, 0);
        assertThat(waiting.cancel(true)).isTrue();
        awaitWaits(1, 1);
        assertThat(echo.call("echo", Integer.class, LIMIT, 7)).isEqualTo(7);
    }

    @Test
    void timeLimitThatIsOverCancelsThePythonAction() {
        assertThatExceptionOfType(ExchangeTimeoutException.class)
                .isThrownBy(() -> echo.call("wait", Void.class, Duration.ofSeconds(1)));
        awaitWaits(1, 1);
    }

    @Test
    void interruptedCallerCancelsThePythonAction() throws Exception {
        FutureTask<Boolean> call = new FutureTask<>(() -> {
            try {
                echo.call("wait", Void.class, LIMIT);
                return false;
            } catch (InterruptedException interrupted) {
                return true;
            }
        });
        Thread caller = new Thread(call);
        caller.start();
        awaitWaits(1, 0);
        caller.interrupt();
        assertThat(call.get()).isTrue();
        awaitWaits(1, 1);
    }

    @Test
    void cancelOfARunningPythonActionAnswersBoth() throws Exception {
        Caller caller = new Caller();
        UUID action = caller.ask(exchange.codec().encodeAction("wait", List.of(), Map.of()));
        awaitWaits(1, 0);
        UUID cancel = caller.ask(new Request.Cancel(action));
        assertThat(List.of(caller.answer(), caller.answer()))
                .containsExactlyInAnyOrder(
                        Map.entry(action, new Response.ProtocolError(ErrorCode.ACTION_CANCELLED, null)),
                        Map.entry(cancel, new Response.Success()));
    }

    @Test
    void cancelOfAnEndedPythonActionIsAnInvalidState() throws Exception {
        Caller caller = new Caller();
        UUID action = caller.ask(exchange.codec().encodeAction("waits", List.of(), Map.of()));
        assertThat(caller.answer().getKey()).isEqualTo(action);
        // A Python agent answers first and takes the action from its list then.
        UUID ping = caller.ask(new Request.Ping());
        assertThat(caller.answer().getKey()).isEqualTo(ping);
        UUID cancel = caller.ask(new Request.Cancel(action));
        assertThat(caller.answer())
                .isEqualTo(Map.entry(cancel, new Response.ProtocolError(ErrorCode.ACTION_INVALID_STATE, null)));
    }

    @Test
    void cancelOfAnUnknownActionIsAnInvalidState() throws Exception {
        Caller caller = new Caller();
        UUID cancel = caller.ask(new Request.Cancel(UUID.randomUUID()));
        assertThat(caller.answer())
                .isEqualTo(Map.entry(cancel, new Response.ProtocolError(ErrorCode.ACTION_INVALID_STATE, null)));
    }

    /** Waits until so many calls of wait have begun, and so many of them were cancelled. */
    private void awaitWaits(int started, int cancelled) {
        await().atMost(LIMIT)
                .until(
                        () -> echo.action("waits", new ResultType<List<Integer>>() {}, List.of(), Map.of())
                                .join(),
                        List.of(started, cancelled)::equals);
    }

    /** A client that sends what no handle sends by itself. */
    private final class Caller {

        private final ClientId id = exchange.registerClient();
        private final Mailbox mailbox = exchange.getMailbox(id);

        UUID ask(Request request) {
            Message message = Message.request(id, echo.agentId(), request);
            exchange.send(message);
            return message.tag();
        }

        Map.Entry<UUID, ?> answer() throws InterruptedException {
            Message answer = mailbox.receive(LIMIT);
            return Map.entry(answer.tag(), answer.body());
        }
    }
}
