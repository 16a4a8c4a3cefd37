package academy.exchange.agent;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import academy.exchange.BadEntityIdException;
import academy.exchange.DeliveryUnknownException;
import academy.exchange.ErrorCode;
import academy.exchange.ExchangeUnavailableException;
import academy.exchange.Header;
import academy.exchange.MailboxTerminatedException;
import academy.exchange.Message;
import academy.exchange.RemoteFailure;
import academy.exchange.Request;
import academy.exchange.Response;
import academy.exchange.codec.JsonMessageCodec;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(20)
class RequestDispatcherTest {

    private final Counter counter = new Counter();
    private final Desk desk = Desk.of(counter);

    @Test
    void pingIsAnsweredWithSuccess() {
        assertThat(desk.ask(new Request.Ping())).isEqualTo(new Response.Success());
    }

    @Test
    void actionIsAnsweredWithWhatItReturns() {
        assertThat(desk.call(int.class, "increment", 2)).isEqualTo(2);
        assertThat(desk.call(int.class, "increment", 3)).isEqualTo(5);
    }

    @Test
    void answerRepeatsLabelAndSwapsSourceAndDestination() {
        UUID label = UUID.randomUUID();
        Message request = Message.request(Desk.CLIENT, Desk.AGENT, label, Map.of(), new Request.Ping());
        desk.tell(request);
        Header header = desk.exchange().sent().get(0).header();
        assertThat(header.label()).isEqualTo(label);
        assertThat(header.src()).isEqualTo(Desk.AGENT);
        assertThat(header.dest()).isEqualTo(Desk.CLIENT);
    }

    @Test
    void voidIsAnsweredWithNull() {
        assertThat(desk.call(Object.class, "reset")).isNull();
    }

    @Test
    void futureIsAnsweredWhenItCompletes() {
        assertThat(desk.call(int.class, "later", 7)).isEqualTo(7);
    }

    @Test
    void failedFutureIsAnsweredWithItsException() {
        RemoteFailure failure = desk.fail("failLater");
        assertThat(failure.type()).contains("IllegalStateException");
        assertThat(failure.message()).isEqualTo("too late");
    }

    @Test
    void unknownActionIsNamedInTheAnswer() {
        RemoteFailure failure = desk.fail("nope");
        assertThat(failure.type()).contains("NoSuchActionException");
        assertThat(failure.message())
                .isEqualTo("counter[" + Desk.AGENT.uid() + "] does not have an action named \"nope\".");
    }

    @Test
    void foreignActionNameIsCleanedAndCut() {
        assertThat(desk.fail("a\nb\u001b" + "x".repeat(10_000)).message())
                .contains("\"a b xxx")
                .hasSizeLessThan(400);
    }

    @Test
    void exceptionOfTheActionIsTheAnswer() {
        RemoteFailure failure = desk.fail("fail");
        assertThat(failure.type()).contains("IllegalArgumentException");
        assertThat(failure.message()).isEqualTo("no good");
        assertThat(desk.failures()).isEmpty();
        assertThat(failure.trace()).contains("Counter.fail").doesNotContain("InvocationTargetException");
    }

    @Test
    void errorOfTheActionIsAnsweredAndLeftToTheContainer() {
        RemoteFailure failure = desk.fail("collapse");
        assertThat(failure.type()).contains("AssertionError");
        assertThat(failure.message()).isEqualTo("impossible");
        assertThat(desk.failures()).hasSize(1).first().isInstanceOf(AssertionError.class);
    }

    @Test
    void exceptionThatCannotDescribeItselfIsAnsweredAllTheSame() {
        assertThat(desk.fail("failSilently").type()).contains("SpeechlessException");
    }

    @Test
    void resultThatIsNoJsonIsAnsweredWithAnError() {
        assertThat(desk.fail("cycle").message())
                .startsWith("The result of Action 'cycle' of counter[")
                .contains("cannot be expressed in JSON");
    }

    @Test
    void answerThatIsTooLargeIsReplacedByOneWithTheNumbers() {
        Desk narrow = Desk.of(JsonMessageCodec.builder().maxMessageSize(20_000).build(), counter);
        RemoteFailure failure = narrow.fail("repeat", 30_000);
        assertThat(failure.type()).contains("MessageTooLargeException");
        assertThat(failure.message()).contains("limit is 20000").containsPattern("has [0-9]{5} bytes");
    }

    @Test
    void cancelFindsNoRunningAction() {
        assertThat(desk.ask(new Request.Cancel(UUID.randomUUID())))
                .isEqualTo(new Response.ProtocolError(ErrorCode.ACTION_INVALID_STATE, null));
    }

    @Test
    void shutdownIsAnsweredAndThenCarriedOut() {
        assertThat(desk.ask(new Request.Shutdown(true))).isEqualTo(new Response.Success());
        assertThat(desk.shutdowns()).containsExactly(new Request.Shutdown(true));
    }

    @Test
    void incompatibleVersionIsAnsweredWithoutCallingTheAction() {
        Header header =
                Message.request(Desk.CLIENT, Desk.AGENT, new Request.Ping()).header();
        Header future =
                new Header(header.src(), header.dest(), header.tag(), null, header.kind(), "2", header.attributes());
        desk.tell(new Message(future, desk.action("increment", 1)));
        assertThat(desk.exchange().sent())
                .extracting(Message::body)
                .containsExactly(new Response.ProtocolError(ErrorCode.INCOMPATIBLE_PROTOCOL, Desk.AGENT));
        assertThat(counter.count).isZero();
    }

    @Test
    void responseIsIgnored() {
        Message request = Message.request(Desk.AGENT, Desk.CLIENT, new Request.Ping());
        desk.tell(request.reply(new Response.Success()));
        assertThat(desk.exchange().sent()).isEmpty();
    }

    @Test
    void lostAnswerDoesNotEndTheHandling() {
        desk.exchange().failNextWith(new ExchangeUnavailableException("down", null));
        desk.exchange().failNextWith(new DeliveryUnknownException("cut", null));
        desk.exchange().failNextWith(new BadEntityIdException(Desk.CLIENT));
        desk.exchange().failNextWith(new MailboxTerminatedException(Desk.CLIENT));
        for (int times = 0; times < 4; times++) {
            tellUnanswered(desk, new Request.Ping());
        }
        assertThat(desk.ask(new Request.Ping())).isEqualTo(new Response.Success());
    }

    @Test
    void interruptedActionIsAnsweredAndTheInterruptKept() {
        Thread.currentThread().interrupt();
        RemoteFailure failure = desk.fail("waitForever");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(failure.type()).contains("InterruptedException");
    }

    @Test
    void interruptSetByTheActionDoesNotHinderItsAnswer() {
        assertThat(desk.call(boolean.class, "interruptItself")).isEqualTo(true);
        assertThat(Thread.interrupted()).isTrue();
    }

    private static void tellUnanswered(Desk desk, Request request) {
        desk.tell(Message.request(Desk.CLIENT, Desk.AGENT, request));
        assertThat(desk.exchange().sent()).isEmpty();
    }

    static class Counter {

        private int count;

        @Action
        int increment(int by) {
            return count += by;
        }

        @Action
        void reset() {
            count = 0;
        }

        @Action
        CompletableFuture<Integer> later(int value) {
            return CompletableFuture.supplyAsync(() -> value);
        }

        @Action
        CompletableFuture<Integer> failLater() {
            return CompletableFuture.supplyAsync(() -> {
                throw new IllegalStateException("too late");
            });
        }

        @Action
        void fail() {
            throw new IllegalArgumentException("no good");
        }

        @Action
        void collapse() {
            throw new AssertionError("impossible");
        }

        @Action
        void failSilently() {
            throw new SpeechlessException();
        }

        @Action
        Cycle cycle() {
            return new Cycle();
        }

        @Action
        String repeat(int times) {
            return "x".repeat(times);
        }

        @Action
        void waitForever() throws InterruptedException {
            new CountDownLatch(1).await();
        }

        @Action
        boolean interruptItself() {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    static class Cycle {
        public Cycle getSelf() {
            return this;
        }
    }

    static class SpeechlessException extends RuntimeException {
        private static final long serialVersionUID = 1;

        @Override
        public @Nullable String getMessage() {
            throw new IllegalStateException("not even that");
        }
    }
}
