package academy.exchange;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What an exchange does with a message for which a mailbox has no room. */
public interface QueueLimitContract {

    /**
     * An exchange on a store in which nobody else registers anything, in each of whose mailboxes so many messages may
     * wait, 0 for any number. Asked for once in a test; closed after it.
     */
    Exchange exchangeWithQueueLimit(int limit);

    @Test
    default void requestToAFullMailboxIsRefusedByNamingMailboxAndLimit() throws InterruptedException {
        Exchange exchange = exchangeWithQueueLimit(3);
        ClientId client = exchange.registerClient();
        AgentId agent = exchange.registerAgent(Object.class);
        List<Message> accepted = pings(client, agent, 3);
        accepted.forEach(exchange::send);

        assertThatExceptionOfType(ExchangeFullException.class)
                .isThrownBy(() -> exchange.send(Traffic.ping(client, agent)))
                .withMessageContaining(agent.uid().toString())
                .withMessageContaining("3");

        assertThat(Traffic.drain(exchange.getMailbox(agent))).isEqualTo(accepted);
    }

    private static List<Message> pings(EntityId src, EntityId dest, int count) {
        return IntStream.range(0, count).mapToObj(i -> Traffic.ping(src, dest)).toList();
    }

    @Test
    default void refusedRequestMayBeSentAgainWhenThereIsRoom() throws InterruptedException {
        Exchange exchange = exchangeWithQueueLimit(2);
        ClientId client = exchange.registerClient();
        AgentId agent = exchange.registerAgent(Object.class);
        List<Message> sent = pings(client, agent, 3);
        sent.subList(0, 2).forEach(exchange::send);
        assertThatExceptionOfType(ExchangeFullException.class).isThrownBy(() -> exchange.send(sent.get(2)));
        Mailbox mailbox = exchange.getMailbox(agent);
        assertThat(mailbox.receive(Traffic.ARRIVAL)).isEqualTo(sent.get(0));

        exchange.send(sent.get(2));

        assertThat(Traffic.drain(mailbox)).isEqualTo(sent.subList(1, 3));
    }

    @Test
    default void refusedRequestLeavesNoTrace() throws InterruptedException {
        Exchange exchange = exchangeWithQueueLimit(1);
        ClientId client = exchange.registerClient();
        AgentId agent = exchange.registerAgent(Object.class);
        Message accepted = Traffic.ping(client, agent);
        exchange.send(accepted);
        assertThatExceptionOfType(ExchangeFullException.class)
                .isThrownBy(() -> exchange.send(Traffic.ping(client, agent)));

        assertThat(exchange.stats(agent)).isEqualTo(new MailboxStats(1, 1, 0, 0, 0));
        assertThat(exchange.stats(client)).isEqualTo(new MailboxStats(0, 0, 0, 0, 1));
        exchange.terminate(agent);
        assertThat(Traffic.drain(exchange.getMailbox(client))).containsExactly(Traffic.terminatedAnswer(accepted));
    }

    @Test
    default void responseIsNeverRefused() throws InterruptedException {
        Exchange exchange = exchangeWithQueueLimit(2);
        ClientId client = exchange.registerClient();
        AgentId agent = exchange.registerAgent(Object.class);
        List<Message> requests = pings(client, agent, 2);
        requests.forEach(exchange::send);
        List<Message> full = pings(agent, client, 2);
        full.forEach(exchange::send);

        requests.forEach(request -> exchange.send(Traffic.success(request)));
        exchange.sendAll(List.of(Traffic.success(Traffic.ping(client, agent))));

        assertThat(Traffic.drain(exchange.getMailbox(client))).hasSize(5).startsWith(full.get(0), full.get(1));
    }

    @Test
    default void requestThatIsThereAlreadyIsNoRefusal() throws InterruptedException {
        Exchange exchange = exchangeWithQueueLimit(1);
        ClientId client = exchange.registerClient();
        AgentId agent = exchange.registerAgent(Object.class);
        Message request = Traffic.ping(client, agent);
        exchange.send(request);

        exchange.send(request);
        exchange.sendAll(List.of(request, request));
        exchange.sendAsync(request).join();

        assertThat(Traffic.drain(exchange.getMailbox(agent))).containsExactly(request);
    }

    @Test
    default void bulkSaysWhichMessagesHadNoRoomAndSendsAllOthers() throws InterruptedException {
        Exchange exchange = exchangeWithQueueLimit(2);
        ClientId client = exchange.registerClient();
        AgentId agent = exchange.registerAgent(Object.class);
        AgentId other = exchange.registerAgent(Object.class);
        List<Message> bulk = List.of(
                Traffic.ping(client, agent),
                Traffic.ping(client, agent),
                Traffic.ping(client, agent),
                Traffic.ping(client, other),
                Traffic.success(Traffic.ping(agent, client)),
                Traffic.ping(client, agent));

        assertThatExceptionOfType(BulkSendException.class)
                .isThrownBy(() -> exchange.sendAll(bulk))
                .satisfies(e -> {
                    assertThat(e.failures())
                            .extracting(BulkSendException.Failure::index)
                            .containsExactly(2, 5);
                    assertThat(e.failures())
                            .extracting(BulkSendException.Failure::cause)
                            .allSatisfy(cause -> assertThat(cause).isInstanceOf(ExchangeFullException.class));
                });

        assertThat(Traffic.drain(exchange.getMailbox(agent))).containsExactly(bulk.get(0), bulk.get(1), bulk.get(4));
        assertThat(Traffic.drain(exchange.getMailbox(other))).containsExactly(bulk.get(3));
    }

    @Test
    default void asynchronousSendIsRefusedAsTheOtherWouldBe() {
        Exchange exchange = exchangeWithQueueLimit(1);
        ClientId client = exchange.registerClient();
        exchange.send(Traffic.ping(client, client));

        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(
                        () -> exchange.sendAsync(Traffic.ping(client, client)).get(10, TimeUnit.SECONDS))
                .withCauseInstanceOf(ExchangeFullException.class);
    }

    @Test
    default void limitOfNoneTakesAnyNumber() throws InterruptedException {
        Exchange exchange = exchangeWithQueueLimit(0);
        ClientId client = exchange.registerClient();
        List<Message> many = pings(client, client, 2_000);

        exchange.sendAll(many);

        assertThat(Traffic.drain(exchange.getMailbox(client))).isEqualTo(many);
    }

    @Test
    default void noMoreThanTheLimitWaitHoweverManySend() throws Exception {
        int senders = 4;
        int limit = 50;
        Exchange exchange = exchangeWithQueueLimit(limit);
        ClientId client = exchange.registerClient();
        AgentId agent = exchange.registerAgent(Object.class);
        CyclicBarrier start = new CyclicBarrier(senders);
        Callable<Integer> sender = () -> {
            start.await(10, TimeUnit.SECONDS);
            return accepted(exchange, pings(client, agent, limit));
        };
        ExecutorService threads = Executors.newFixedThreadPool(senders);
        int accepted = 0;
        try {
            List<Future<Integer>> running = IntStream.range(0, senders)
                    .mapToObj(i -> threads.submit(sender))
                    .toList();
            for (Future<Integer> each : running) {
                accepted += each.get(20, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(accepted).isEqualTo(limit);
        assertThat(Traffic.drain(exchange.getMailbox(agent))).hasSize(limit);
    }

    private static int accepted(Exchange exchange, List<Message> requests) {
        int accepted = 0;
        for (Message request : requests) {
            try {
                exchange.send(request);
                accepted++;
            } catch (ExchangeFullException full) {
                // As it should for all but the first.
            }
        }
        return accepted;
    }
}
