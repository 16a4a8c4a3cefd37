package academy.exchange.test.office;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import academy.exchange.AgentId;
import academy.exchange.BadEntityIdException;
import academy.exchange.BulkSendException;
import academy.exchange.ClientId;
import academy.exchange.ExchangeTimeoutException;
import academy.exchange.Message;
import academy.exchange.PayloadException;
import academy.exchange.RemoteFailure;
import academy.exchange.Request;
import academy.exchange.Response;
import academy.exchange.test.CapturedMessage;
import academy.exchange.test.CapturedMessages;
import academy.exchange.test.ExchangeTest;
import academy.exchange.test.ExchangeTester;
import academy.exchange.test.ForeignClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@ExchangeTest
@Timeout(120)
class CapturedMessagesTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    @Test
    void questionsBetweenAgentsAreSeenFromBothSides(ExchangeTester tester, CapturedMessages messages)
            throws InterruptedException {
        AgentId planner = tester.agentId("planner");
        AgentId counter = tester.agentId("counter");

        assertThat(tester.handle("planner").action("plan", String.class, "tea").join())
                .contains("tea");

        CapturedMessage asked = messages.await(each -> each.isSentBy(planner) && each.asksFor("increment"));
        assertThat(asked.arguments().get(0, int.class)).isEqualTo(1);
        CapturedMessage heard = messages.await(each -> each.isReceivedBy(counter));
        assertThat(heard.message()).isEqualTo(asked.message());
        CapturedMessage answer = messages.await(each -> each.isSentBy(counter) && each.answers(asked.message()));
        assertThat(answer.result(Integer.class)).isPositive();
        assertThat(messages.receivedBy(planner)).hasSize(1).allMatch(each -> each.asksFor("plan"));
        assertThat(messages.sentBy(counter)).containsExactly(answer);
    }

    @Test
    void messagesOfEarlierMethodsAreForgotten(CapturedMessages messages) {
        assertThat(messages.all()).isEmpty();
    }

    @Test
    void foreignClientIsAnsweredAndItselfNotCaptured(
            ExchangeTester tester, CapturedMessages messages, ForeignClient client) throws InterruptedException {
        AgentId counter = tester.agentId("counter");

        CapturedMessage answer = client.ask(counter, "increment", 5);

        assertThat(answer.result(Integer.class)).isGreaterThanOrEqualTo(5);
        assertThat(messages.sentBy(client.id())).isEmpty();
        assertThat(messages.await(each -> each.isReceivedBy(counter)).message().src())
                .isEqualTo(client.id());
        assertThat(messages.await(each -> each.isSentBy(counter)).message().dest())
                .isEqualTo(client.id());
    }

    @Test
    void failureOfAnActionIsRead(ExchangeTester tester, ForeignClient client) throws InterruptedException {
        CapturedMessage answer = client.ask(tester.agentId("counter"), "increment", -1);

        assertThat(answer.failure()).map(RemoteFailure::message).contains("It only goes up");
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> answer.result(int.class));
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(answer::arguments);
    }

    @Test
    void whatIsNotWaitedForIsKept(ExchangeTester tester, ForeignClient client) throws InterruptedException {
        AgentId clerk = tester.agentId("clerk");
        Message first = client.send(clerk, "anything");
        CapturedMessage pong = client.ask(clerk, new Request.Ping());
        CapturedMessage last = client.receive(LONG);

        assertThat(pong.message().body()).isEqualTo(new Response.Success());
        assertThat(last.answers(first)).isTrue();
        assertThat(last.result(String.class)).contains("test-client");
        assertThatExceptionOfType(ExchangeTimeoutException.class).isThrownBy(() -> client.receive(Duration.ZERO));
    }

    @Test
    void whatIsNotSentIsNotCaptured(ExchangeTester tester, CapturedMessages messages) {
        AgentId nobody = AgentId.random();
        ClientId me = tester.exchange().registerClient();
        Message lost = Message.request(me, nobody, new Request.Ping());
        Message sent = Message.request(me, me, new Request.Ping());

        assertThatExceptionOfType(BadEntityIdException.class)
                .isThrownBy(() -> tester.exchange().send(lost));
        assertThat(tester.exchange().sendAsync(lost)).isCompletedExceptionally();
        assertThatExceptionOfType(BulkSendException.class)
                .isThrownBy(() -> tester.exchange().sendAll(List.of(lost, sent)));

        assertThat(messages.sentBy(me)).extracting(CapturedMessage::message).containsExactly(sent);
        tester.exchange().terminate(me);
    }

    @Test
    void messageThatDoesNotComeIsMissedWithThoseThatCame(ExchangeTester tester, CapturedMessages messages) {
        assertThat(tester.agent(Counter.class).count()).isNotNegative();

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> messages.await(each -> each.asksFor("plan"), Duration.ofMillis(10)))
                .withMessageContaining("SENT Action[action=count");
    }

    @Test
    void valueOfAnotherTypeIsRefused(ExchangeTester tester, ForeignClient client) throws InterruptedException {
        CapturedMessage answer = client.ask(tester.agentId("planner"), "plan", "tea");

        assertThatExceptionOfType(PayloadException.class).isThrownBy(() -> answer.result(Integer.class));
    }
}
