package academy.exchange.handle;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import academy.exchange.AgentHandle;
import academy.exchange.AgentId;
import academy.exchange.ClientId;
import academy.exchange.ExchangeClosedException;
import academy.exchange.ExchangeTimeoutException;
import academy.exchange.HandleClosedException;
import academy.exchange.Header;
import academy.exchange.Mailbox;
import academy.exchange.MailboxStatus;
import academy.exchange.MailboxTerminatedException;
import academy.exchange.Message;
import academy.exchange.MessageCodec;
import academy.exchange.Request;
import academy.exchange.Response;
import academy.exchange.ResultType;
import academy.exchange.codec.JsonMessageCodec;
import academy.exchange.memory.InMemoryExchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** In whose name questions are asked, and how long they may take. */
@Timeout(30)
class AskingTest {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final String DEADLINE = "exchange_deadline";
    private static final String CHAIN = "exchange_chain";

    private final MessageCodec codec = JsonMessageCodec.create();
    private final InMemoryExchange exchange = InMemoryExchange.create(codec);
    private final ExchangeHandles handles = new ExchangeHandles(exchange, LONG);
    private final List<EchoAgent> agents = new ArrayList<>();
    private final AgentId asker = exchange.registerAgent(AskingTest.class);

    @AfterEach
    void end() {
        agents.forEach(EchoAgent::close);
        handles.close();
        exchange.close();
    }

    @Test
    void requestBearsTheAskerAndNamesTheClientThatWaits() throws Exception {
        EchoAgent agent = answering();
        handles.getHandle(agent.id).askingAs(asker).call("count", Integer.class, LONG);
        handles.getHandle(agent.id).ping(LONG);

        Message inItsName = agent.requests.get(0);
        ClientId client = (ClientId) agent.requests.get(1).src();
        assertThat(inItsName.src()).isEqualTo(asker);
        assertThat(inItsName.header().label()).isEqualTo(client.uid());
        assertThat(inItsName.header().attributes())
                .containsEntry(Header.REPLY_TO, client.uid().toString());
        assertThat(agent.requests.get(1).header().attributes()).isEmpty();
        assertNothingPending();
    }

    @Test
    void answerGoesPastTheMailboxOfTheAsker() throws Exception {
        AgentHandle handle = handles.getHandle(answering().id).askingAs(asker);

        assertThat(handle.call("count", Integer.class, LONG)).isEqualTo(1);
        assertThat(handle.action("count", Integer.class).get()).isEqualTo(1);
        assertThat(handle.ping(LONG)).isPositive();
        try (Mailbox mailbox = exchange.getMailbox(asker)) {
            assertThat(mailbox.receive(10, Duration.ofMillis(1))).isEmpty();
        }
    }

    @Test
    void answerOfAPeerThatAnswersTheSourceIsTakenByItsTagWhenSentOn() throws Exception {
        EchoAgent agent = silent();
        CompletableFuture<Integer> answer =
                handles.getHandle(agent.id).askingAs(asker).action("count", Integer.class);
        await().until(() -> agent.requests.size() == 1);
        Message request = agent.requests.get(0);
        UUID client = Objects.requireNonNull(request.header().label());
        exchange.send(new Message(
                new Header(agent.id, ClientId.of(client), request.tag(), null, Header.Kind.RESPONSE, "1", Map.of()),
                codec.encodeResult(7)));

        assertThat(answer.get()).isEqualTo(7);
        assertNothingPending();
    }

    @Test
    void terminationOfTheAgentIsToldToWhoeverAskedInANameOfAnother() {
        EchoAgent agent = silent();
        CompletableFuture<Integer> answer =
                handles.getHandle(agent.id).askingAs(asker).action("count", Integer.class);
        await().until(() -> agent.requests.size() == 1);
        exchange.terminate(agent.id);

        assertThatThrownBy(answer::join).hasCauseInstanceOf(MailboxTerminatedException.class);
    }

    @Test
    void cancelGoesUnderTheSameName() {
        EchoAgent agent = silent();
        CompletableFuture<Integer> answer =
                handles.getHandle(agent.id).askingAs(asker).action("count", Integer.class);
        await().until(() -> agent.requests.size() == 1);
        answer.cancel(false);

        await().until(() -> agent.requests.size() == 2);
        Message request = agent.requests.get(0);
        Message cancel = agent.requests.get(1);
        assertThat(cancel.body()).isEqualTo(new Request.Cancel(request.tag()));
        assertThat(cancel.src()).isEqualTo(asker);
        assertThat(cancel.header().label()).isEqualTo(request.header().label());
        assertThat(cancel.header().attributes())
                .containsOnlyKeys(Header.REPLY_TO)
                .containsEntry(Header.REPLY_TO, request.header().attributes().get(Header.REPLY_TO));
        assertNothingPending();
    }

    @Test
    void agentMayAskItself() throws Exception {
        EchoAgent agent = answering();

        assertThat(handles.getHandle(agent.id).askingAs(agent.id).call("count", Integer.class, LONG))
                .isEqualTo(1);
    }

    @Test
    void eachHandleIsClosedByItself() {
        EchoAgent agent = silent();
        AgentHandle plain = handles.getHandle(agent.id);
        AgentHandle named = plain.askingAs(asker);
        CompletableFuture<Integer> first = plain.action("count", Integer.class);
        CompletableFuture<Integer> second = named.action("count", Integer.class);
        plain.close();

        assertThatThrownBy(first::join).hasCauseInstanceOf(HandleClosedException.class);
        assertThat(second).isNotDone();
        handles.close();
        assertThatThrownBy(second::join).hasCauseInstanceOf(ExchangeClosedException.class);
        assertNothingPending();
    }

    @Test
    void terminatedClientFailsWhatWasAskedInTheNameOfAnAgent() {
        EchoAgent agent = silent();
        CompletableFuture<Integer> answer =
                handles.getHandle(agent.id).askingAs(asker).action("count", Integer.class);
        await().until(() -> agent.requests.size() == 1);
        exchange.terminate(agent.requests.get(0).header().reply().dest());

        assertThatThrownBy(answer::join).hasCauseInstanceOf(MailboxTerminatedException.class);
        assertNothingPending();
    }

    @Test
    void actionCarriesItsDeadlineAndNoChainIfNoneIsBound() throws Exception {
        EchoAgent agent = answering();
        Instant before = exchange.now();
        handles.getHandle(agent.id).call("count", Integer.class, Duration.ofSeconds(10));

        assertThat(agent.requests.get(0).header().attributes()).containsOnlyKeys(DEADLINE);
        assertThat(deadline(agent.requests.get(0)))
                .isBetween(before.plusSeconds(10), exchange.now().plusSeconds(10));
    }

    @Test
    void boundChainIsInheritedByFuturesToo() throws Exception {
        EchoAgent agent = answering();
        ClientId first = ClientId.random();
        CallChain chain = new CallChain(Optional.of(exchange.now().plusSeconds(5)), List.of(first.uid()));
        CompletableFuture<Integer> answer;
        try (CallChain.Binding binding = chain.bind()) {
            assertThat(binding).isNotNull();
            answer = handles.getHandle(agent.id).askingAs(asker).action("count", Integer.class);
        }
        answer.get();

        Message request = agent.requests.get(0);
        assertThat(Optional.of(deadline(request))).isEqualTo(chain.deadline());
        assertThat(request.header().attributes())
                .containsEntry(CHAIN, first.uid().toString());
        assertThat(CallChain.of(request.header()).askers()).containsExactly(first.uid(), asker.uid());
    }

    @Test
    void chainBoundToAHandleIsInheritedOnAnyThread() throws Exception {
        EchoAgent agent = answering();
        ClientId first = ClientId.random();
        CallChain chain = new CallChain(Optional.of(exchange.now().plusSeconds(5)), List.of(first.uid()));
        AgentHandle handle = chain.bind(handles.getHandle(agent.id).askingAs(asker));
        CompletableFuture.runAsync(() -> handle.as(Counter.class).count()).get();
        handle.withTimeout(LONG).action("count", Integer.class).get();

        assertThat(agent.requests).hasSize(2).allSatisfy(request -> {
            assertThat(Optional.of(deadline(request))).isEqualTo(chain.deadline());
            assertThat(CallChain.of(request.header()).askers()).containsExactly(first.uid(), asker.uid());
        });
        handle.close();
        assertThatThrownBy(handle::status).isInstanceOf(HandleClosedException.class);
    }

    @Test
    void waitIsCutToTheTimeLeftAndTheMessageSaysSo() {
        AgentHandle handle = handles.getHandle(silent().id);
        CallChain chain = CallChain.empty().until(exchange.now().plusMillis(500));

        try (CallChain.Binding binding = chain.bind()) {
            assertThat(binding).isNotNull();
            assertThatThrownBy(() -> handle.call("count", Integer.class, LONG))
                    .isInstanceOfSatisfying(ExchangeTimeoutException.class, late -> assertThat(late.timeout())
                            .isLessThanOrEqualTo(Duration.ofMillis(500)))
                    .hasMessageMatching(".* did not answer action 'count' within \\d+ ms; the time left was inherited"
                            + " from the request at hand: \\d+ ms of 20000 ms allowed here; it may be busy.*");
        }
        assertNothingPending();
    }

    @Test
    void shorterLimitOfTheAskerIsNotInherited() {
        AgentHandle handle = handles.getHandle(silent().id);

        try (CallChain.Binding binding =
                CallChain.empty().until(exchange.now().plusSeconds(20)).bind()) {
            assertThat(binding).isNotNull();
            assertThatThrownBy(() -> handle.call("count", Integer.class, Duration.ofMillis(20)))
                    .isInstanceOf(ExchangeTimeoutException.class)
                    .hasMessageContaining("within 20 ms")
                    .hasMessageNotContaining("inherited");
        }
    }

    @Test
    void questionWithoutTimeLeftIsNotSent() throws Exception {
        EchoAgent agent = answering();
        AgentHandle handle = handles.getHandle(agent.id);

        try (CallChain.Binding binding =
                CallChain.empty().until(exchange.now().minusMillis(5)).bind()) {
            assertThat(binding).isNotNull();
            assertThatThrownBy(() -> handle.call("count", Integer.class, LONG))
                    .isInstanceOf(ExchangeTimeoutException.class)
                    .hasMessageContaining("was not asked action 'count'");
            assertThatThrownBy(handle.action("count", Integer.class)::join)
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(ExchangeTimeoutException.class);
            // Signs of life and ends are nobody's answer to anything.
            assertThat(handle.ping(LONG)).isPositive();
        }
        assertThat(agent.requests).extracting(Message::body).containsExactly(new Request.Ping());
        assertNothingPending();
    }

    @Test
    void timeLimitOfAgesIsNoLongerThanDatesCanSay() throws Exception {
        assertThat(handles.getHandle(answering().id).call("count", Integer.class, Duration.ofSeconds(Long.MAX_VALUE)))
                .isEqualTo(1);
    }

    @Test
    void agentThatWaitsForTheAnswerItselfIsNamedAsTheReason() {
        EchoAgent agent = silent();
        CallChain chain =
                new CallChain(Optional.empty(), List.of(UUID.randomUUID(), agent.id.uid(), UUID.randomUUID()));

        try (CallChain.Binding binding = chain.bind()) {
            assertThat(binding).isNotNull();
            assertThatThrownBy(() -> handles.getHandle(agent.id).call("count", Integer.class, Duration.ofMillis(20)))
                    .isInstanceOf(ExchangeTimeoutException.class)
                    .hasMessageContaining("it waits for the answer itself");
            assertThatThrownBy(() -> handles.getHandle(silent().id).call("count", Integer.class, Duration.ofMillis(20)))
                    .isInstanceOf(ExchangeTimeoutException.class)
                    .hasMessageNotContaining("waits for the answer itself");
        }
    }

    @Test
    void agentThatAsksItselfFromAnActionIsNamedAsTheReason() {
        EchoAgent agent = silent();
        AgentHandle self = handles.getHandle(agent.id).askingAs(agent.id);
        CallChain chain = new CallChain(Optional.empty(), List.of(UUID.randomUUID()));

        try (CallChain.Binding binding = chain.bind()) {
            assertThat(binding).isNotNull();
            assertThatThrownBy(() -> self.call("count", Integer.class, Duration.ofMillis(20)))
                    .isInstanceOf(ExchangeTimeoutException.class)
                    .hasMessageContaining("it waits for the answer itself");
        }
    }

    @Test
    void timeLimitOfAHandleHoldsForAllThatNamesNone() {
        AgentHandle hasty = handles.getHandle(silent().id).withTimeout(Duration.ofMillis(20));

        assertTimesOut(hasty.action("count", Integer.class));
        assertTimesOut(hasty.shutdown());
        assertTimesOut(hasty.askingAs(asker).shutdown(true));
        assertThatThrownBy(hasty.as(Counter.class)::count)
                .isInstanceOf(ExchangeTimeoutException.class)
                .hasMessageContaining("within 20 ms");
        assertThatThrownBy(() -> hasty.withTimeout(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertNothingPending();
    }

    @Test
    void handlesThatDifferInTheirTimeLimitAloneAreClosedTogether() {
        AgentHandle handle = handles.getHandle(silent().id);
        AgentHandle hasty = handle.withTimeout(Duration.ofSeconds(10));
        CompletableFuture<Integer> answer = hasty.action("count", Integer.class);

        assertThat(hasty.as(Counter.class)).isEqualTo(handle.as(Counter.class));
        handle.close();
        assertThatThrownBy(answer::join).hasCauseInstanceOf(HandleClosedException.class);
        assertThatThrownBy(hasty::status).isInstanceOf(HandleClosedException.class);
    }

    @Test
    void viewsAreEqualByExchangeAgentAskerAndInterface() {
        AgentId agent = AgentId.random();
        AgentHandle handle = handles.getHandle(agent);

        Counter view = handle.as(Counter.class);

        assertThat(view)
                .isEqualTo(handles.getHandle(agent).as(Counter.class))
                .hasSameHashCodeAs(handles.getHandle(agent).as(Counter.class))
                .isNotEqualTo(handle.askingAs(asker).as(Counter.class))
                .isNotEqualTo(handles.getHandle(asker).as(Counter.class))
                .isNotEqualTo(exchange.getHandle(agent).as(Counter.class))
                .isNotEqualTo(handle.as(Runnable.class));
        assertThat(handle.askingAs(asker).as(Counter.class))
                .isEqualTo(handles.getHandle(agent).askingAs(asker).as(Counter.class));
    }

    @Test
    void argumentsGoByNameAndAnswersComeInAnyType() throws Exception {
        EchoAgent agent = agent(request -> Optional.of(codec.encodeResult(
                codec.decodeArguments((Request.Action) request.body()).get("values", Object.class))));
        AgentHandle handle = handles.getHandle(agent.id);
        ResultType<List<Duration>> durations = new ResultType<>() {};
        Map<String, ?> named = Map.of("values", List.of(LONG));

        assertThat(handle.call("echo", durations, LONG, List.of(1), named)).containsExactly(LONG);
        assertThat(handle.action("echo", durations, List.of(), named).get()).containsExactly(LONG);
        assertThat(handle.action("echo", ResultType.of(Void.class), List.of(), named)
                        .get())
                .isNull();
        assertThat(codec.decodeArguments((Request.Action) agent.requests.get(0).body())
                        .get(0, int.class))
                .isEqualTo(1);
    }

    @Test
    void handleKnowsTheStatusOfItsAgent() {
        EchoAgent agent = silent();

        assertThat(handles.getHandle(agent.id).status()).isEqualTo(MailboxStatus.ACTIVE);
        assertThat(handles.getHandle(AgentId.random()).status()).isEqualTo(MailboxStatus.MISSING);
        assertThat(agent.requests).isEmpty();
    }

    interface Counter {
        int count();
    }

    private static void assertTimesOut(CompletableFuture<?> answer) {
        assertThatThrownBy(answer::join)
                .hasCauseInstanceOf(ExchangeTimeoutException.class)
                .hasMessageContaining("within 20 ms");
    }

    private static Instant deadline(Message request) {
        return Instant.parse(request.header().attributes().getOrDefault(DEADLINE, ""));
    }

    private void assertNothingPending() {
        assertThat(handles.pendingCount()).isZero();
    }

    private EchoAgent silent() {
        return agent(request -> Optional.empty());
    }

    private EchoAgent answering() {
        return agent(request ->
                Optional.of(request.body() instanceof Request.Action ? codec.encodeResult(1) : new Response.Success()));
    }

    private EchoAgent agent(Function<Message, Optional<Response>> answer) {
        EchoAgent agent = new EchoAgent(exchange, answer);
        agents.add(agent);
        return agent;
    }
}
