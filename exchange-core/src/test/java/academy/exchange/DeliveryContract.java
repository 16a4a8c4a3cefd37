package academy.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** What becomes of a message that is sent. */
interface DeliveryContract extends ExchangeFixture {

    /** More than any limit that the contract allows. */
    int TOO_MANY_BYTES = 2 * 1024 * 1024;

    @Test
    default void messagesArriveAsTheyWereSentAndInOrder() throws InterruptedException {
        ClientId client = exchange().registerClient("ann");
        Mailbox mailbox = exchange().getMailbox(client);
        for (int i = 0; i < 3; i++) {
            Message message = Traffic.action(client, client, "go" + i);
            exchange().send(client, message);
            assertThat(mailbox.receive(Traffic.ARRIVAL)).isEqualTo(message);
        }
        List<Message> more = List.of(
                Traffic.action(client, client, "a"), Traffic.ping(client, client), Traffic.action(client, client, "c"));
        more.forEach(exchange()::send);
        assertThat(Traffic.drain(mailbox)).isEqualTo(more);
    }

    @Test
    default void everyKindOfMessageArrivesUnchanged() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId agent =
                exchange().registerAgent(AgentRegistration.of(Object.class).withName("alpha"));
        Message action = Message.request(
                client,
                agent,
                UUID.randomUUID(),
                Map.of("deadline", "tomorrow"),
                exchange().codec().encodeAction("add", List.of(1, "x"), Map.of("k", true)));
        List<Message> requests = List.of(
                action,
                Traffic.ping(client, agent),
                Message.request(client, agent, new Request.Cancel(action.tag())),
                Message.request(client, agent, new Request.Shutdown(null)),
                Message.request(client, agent, new Request.Shutdown(true)));
        requests.forEach(exchange()::send);
        assertThat(Traffic.drain(exchange().getMailbox(agent))).isEqualTo(requests);

        List<Message> responses = List.of(
                action.reply(exchange().codec().encodeResult(Map.of("sum", 3))),
                Traffic.success(requests.get(1)),
                requests.get(2).reply(new Response.ProtocolError(ErrorCode.ACTION_INVALID_STATE, null)),
                requests.get(3).reply(new Response.ProtocolError(ErrorCode.MAILBOX_TERMINATED, agent)),
                requests.get(4).reply(exchange().codec().encodeFailure(RemoteFailure.of("ValueError", "bad"))));
        responses.forEach(exchange()::send);
        assertThat(Traffic.drain(exchange().getMailbox(client))).isEqualTo(responses);
    }

    @Test
    default void aResponseRepeatsTagAndLabelOfItsRequest() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        Message request = Message.request(client, agent, UUID.randomUUID(), Map.of(), new Request.Ping());
        exchange().send(request);

        exchange().send(Traffic.success(exchange().getMailbox(agent).receive(Traffic.ARRIVAL)));

        Header answer = exchange().getMailbox(client).receive(Traffic.ARRIVAL).header();
        assertThat(answer.src()).isEqualTo(agent);
        assertThat(answer.tag()).isEqualTo(request.tag());
        assertThat(answer.label()).isEqualTo(request.header().label());
    }

    @Test
    default void exchangesOnOneStoreReachEachOther() throws InterruptedException {
        ClientId client = secondExchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        Message request = Traffic.ping(client, agent);

        secondExchange().send(request);
        assertThat(exchange().getMailbox(agent).receive(Traffic.ARRIVAL)).isEqualTo(request);
        exchange().send(Traffic.success(request));

        assertThat(secondExchange().getMailbox(client).receive(Traffic.ARRIVAL)).isEqualTo(Traffic.success(request));
    }

    @Test
    default void sendingToAnUnknownIdIsRefusedWithoutTrace() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId unknown = AgentId.random();

        assertThatExceptionOfType(BadEntityIdException.class)
                .isThrownBy(() -> exchange().send(Traffic.ping(client, unknown)))
                .satisfies(e -> assertThat(e.id()).isEqualTo(unknown));

        assertThat(exchange().status(unknown)).isEqualTo(MailboxStatus.MISSING);
        exchange().registerAgent(AgentRegistration.of(Object.class).withId(unknown));
        assertThat(Traffic.drain(exchange().getMailbox(unknown))).isEmpty();
        exchange().terminate(unknown);
        assertThat(Traffic.drain(exchange().getMailbox(client))).isEmpty();
    }

    @Test
    default void sendingToATerminatedMailboxIsRefused() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        exchange().terminate(agent);

        assertThatExceptionOfType(MailboxTerminatedException.class)
                .isThrownBy(() -> exchange().send(Traffic.ping(client, agent)))
                .satisfies(e -> assertThat(e.id()).isEqualTo(agent));
        assertThatExceptionOfType(MailboxTerminatedException.class)
                .isThrownBy(() -> exchange().send(Traffic.success(Traffic.ping(agent, client))));
        exchange().terminate(agent);
        assertThat(Traffic.drain(exchange().getMailbox(client))).isEmpty();
    }

    @Test
    default void messageAddressedToSomebodyElseIsRefused() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId one = exchange().registerAgent(Object.class);
        AgentId other = exchange().registerAgent(Object.class);

        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> exchange().send(other, Traffic.ping(client, one)))
                .withMessageContaining(one.uid().toString())
                .withMessageContaining(other.uid().toString());
        assertThat(Traffic.drain(exchange().getMailbox(one))).isEmpty();
        assertThat(Traffic.drain(exchange().getMailbox(other))).isEmpty();
    }

    @Test
    default void messageOverTheLimitIsRefusedWithBothNumbersAndNothingIsStored() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        String text = "[\"" + "x".repeat(TOO_MANY_BYTES) + "\"]";
        Message large =
                Message.request(client, agent, new Request.Action("big", Serialization.JSON, text, "{}", null, null));

        assertThatExceptionOfType(MessageTooLargeException.class)
                .isThrownBy(() -> exchange().send(large))
                .satisfies(e -> {
                    assertThat(e.size()).isGreaterThan(e.limit()).isGreaterThan(TOO_MANY_BYTES);
                    assertThat(e).hasMessageContainingAll(String.valueOf(e.size()), String.valueOf(e.limit()));
                });

        assertThat(Traffic.drain(exchange().getMailbox(agent))).isEmpty();
        exchange().terminate(agent);
        assertThat(Traffic.drain(exchange().getMailbox(client))).isEmpty();
    }

    @Test
    default void bulkArrivesInOrder() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        List<Message> bulk = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            bulk.add(Traffic.action(client, agent, "go" + i));
        }

        exchange().sendAll(bulk);
        exchange().sendAll(List.of());

        assertThat(Traffic.drain(exchange().getMailbox(agent))).isEqualTo(bulk);
    }

    @Test
    default void bulkOfAllKindsArrivesInOrderAtEachDestination() throws InterruptedException {
        List<ClientId> clients = List.of(exchange().registerClient(), exchange().registerClient());
        List<AgentId> agents =
                List.of(exchange().registerAgent(Object.class), exchange().registerAgent(Object.class));
        List<Message> asked =
                List.of(Traffic.ping(clients.get(0), agents.get(0)), Traffic.ping(agents.get(1), agents.get(0)));
        exchange().sendAll(asked);
        List<Message> bulk = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            bulk.add(Traffic.action(clients.get(i / 7 % 2), agents.get(i % 2), "go" + i));
        }
        bulk.add(150, Traffic.ping(agents.get(0), agents.get(1)));
        bulk.add(151, asked.get(1).reply(new Response.Success()));
        bulk.add(152, asked.get(0).reply(new Response.Success()));

        exchange().sendAll(bulk);

        assertThat(Traffic.drain(exchange().getMailbox(agents.get(0))))
                .isEqualTo(concat(asked, to(agents.get(0), bulk)));
        List<Message> arrived = Traffic.drain(exchange().getMailbox(agents.get(1)));
        assertThat(arrived).containsExactlyInAnyOrderElementsOf(to(agents.get(1), bulk));
        assertThat(requests(arrived)).isEqualTo(requests(to(agents.get(1), bulk)));
        assertThat(Traffic.drain(exchange().getMailbox(clients.get(0)))).containsExactly(bulk.get(152));
        // A cluster counts in a step of its own.
        await().atMost(Traffic.ARRIVAL)
                .until(() -> exchange().stats(agents.get(0)).inProgress() == 150);
        assertThat(exchange().stats(agents.get(1)).inProgress()).isEqualTo(151);
    }

    private static List<Message> requests(List<Message> messages) {
        return messages.stream().filter(Message::isRequest).toList();
    }

    private static List<Message> to(EntityId dest, List<Message> bulk) {
        return bulk.stream().filter(message -> message.dest().equals(dest)).toList();
    }

    private static List<Message> concat(List<Message> first, List<Message> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    @Test
    default void bulkSaysWhichMessagesFailedAndSendsAllOthers() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        AgentId terminated = exchange().registerAgent(Object.class);
        exchange().terminate(terminated);
        List<Message> bulk = List.of(
                Traffic.ping(client, AgentId.random()),
                Traffic.ping(client, agent),
                Traffic.ping(client, terminated),
                Traffic.ping(client, agent));

        assertThatExceptionOfType(BulkSendException.class)
                .isThrownBy(() -> exchange().sendAll(bulk))
                .satisfies(e -> {
                    assertThat(e.failures())
                            .extracting(BulkSendException.Failure::index)
                            .containsExactly(0, 2);
                    assertThat(e.failures())
                            .extracting(BulkSendException.Failure::message)
                            .containsExactly(bulk.get(0), bulk.get(2));
                    assertThat(e.failures().get(0).cause()).isInstanceOf(BadEntityIdException.class);
                    assertThat(e.failures().get(1).cause()).isInstanceOf(MailboxTerminatedException.class);
                });
        assertThat(Traffic.drain(exchange().getMailbox(agent))).containsExactly(bulk.get(1), bulk.get(3));
    }

    @Test
    default void asynchronousSendCompletesWhenTheMessageIsThere() throws Exception {
        ClientId client = exchange().registerClient();
        Message message = Traffic.ping(client, client);

        exchange().sendAsync(message).get(10, TimeUnit.SECONDS);

        assertThat(Traffic.drain(exchange().getMailbox(client))).containsExactly(message);
    }

    @Test
    default void asynchronousSendFailsAsTheOtherWould() {
        ClientId client = exchange().registerClient();
        AgentId terminated = exchange().registerAgent(Object.class);
        exchange().terminate(terminated);

        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> exchange()
                        .sendAsync(Traffic.ping(client, AgentId.random()))
                        .get(10, TimeUnit.SECONDS))
                .withCauseInstanceOf(BadEntityIdException.class);
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() ->
                        exchange().sendAsync(Traffic.ping(client, terminated)).get(10, TimeUnit.SECONDS))
                .withCauseInstanceOf(MailboxTerminatedException.class);
    }
}
