package academy.exchange;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What holds when many do things at the same time: nothing is lost, nothing comes twice, everybody gets an answer. */
interface ConcurrencyContract extends ExchangeFixture {

    @Test
    default void messagesOfOneSenderKeepTheirOrderAndNoneIsLostOrDoubled() throws Exception {
        int senders = 4;
        int each = 250;
        ClientId destination = exchange().registerClient();
        List<List<Message>> sent = IntStream.range(0, senders)
                .mapToObj(sender -> messages(exchange().registerClient(), destination, each))
                .toList();
        List<Callable<Void>> tasks = new ArrayList<>();
        for (int i = 0; i < senders; i++) {
            Exchange from = i % 2 == 0 ? exchange() : secondExchange();
            List<Message> own = sent.get(i);
            tasks.add(() -> {
                own.forEach(from::send);
                return null;
            });
        }

        List<Message> received = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(senders);
        try (Mailbox mailbox = exchange().getMailbox(destination)) {
            List<Future<Void>> running = tasks.stream().map(threads::submit).toList();
            while (received.size() < senders * each) {
                List<Message> some = mailbox.receive(50, Traffic.ARRIVAL);
                assertThat(some).as("messages after %s", received.size()).isNotEmpty();
                received.addAll(some);
            }
            for (Future<Void> sender : running) {
                sender.get(10, TimeUnit.SECONDS);
            }
            assertThat(Traffic.drain(mailbox)).isEmpty();
        } finally {
            threads.shutdownNow();
        }

        Map<EntityId, List<Message>> bySender = received.stream().collect(Collectors.groupingBy(Message::src));
        sent.forEach(own -> assertThat(bySender.get(own.get(0).src())).isEqualTo(own));
    }

    private static List<Message> messages(EntityId src, EntityId dest, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Traffic.action(src, dest, "go" + i))
                .toList();
    }

    @Test
    default void twoReadersGetEachMessageOnceAndBothEndOnTermination() throws Exception {
        ClientId client = exchange().registerClient();
        List<Message> sent = messages(client, client, 200);
        ConcurrentLinkedQueue<Message> received = new ConcurrentLinkedQueue<>();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Future<Boolean> one = threads.submit(() -> readUntilTermination(exchange(), client, received));
            Future<Boolean> other = threads.submit(() -> readUntilTermination(secondExchange(), client, received));

            sent.forEach(exchange()::send);
            await().atMost(Duration.ofSeconds(20)).until(() -> received.size() >= sent.size());
            exchange().terminate(client);

            assertThat(one.get(10, TimeUnit.SECONDS)).isTrue();
            assertThat(other.get(10, TimeUnit.SECONDS)).isTrue();
        } finally {
            threads.shutdownNow();
        }
        assertThat(received).containsExactlyInAnyOrderElementsOf(sent);
    }

    private static boolean readUntilTermination(Exchange exchange, EntityId id, ConcurrentLinkedQueue<Message> received)
            throws InterruptedException {
        try (Mailbox mailbox = exchange.getMailbox(id)) {
            while (true) {
                received.add(mailbox.receive());
            }
        } catch (MailboxTerminatedException e) {
            return true;
        }
    }

    @Test
    default void everyRequestThatRacesWithTerminationFailsOrIsAnswered() throws Exception {
        int senders = 3;
        List<ClientId> clients = IntStream.range(0, senders)
                .mapToObj(i -> exchange().registerClient())
                .toList();
        List<Mailbox> mailboxes = clients.stream().map(exchange()::getMailbox).toList();
        ExecutorService threads = Executors.newFixedThreadPool(senders + 1);
        try {
            for (int round = 0; round < 200; round++) {
                AgentId agent = exchange().registerAgent(Object.class);
                CyclicBarrier start = new CyclicBarrier(senders + 1);
                List<Future<List<Message>>> accepted = clients.stream()
                        .map(client -> threads.submit(() -> requestUntilRefused(start, client, agent)))
                        .toList();
                Future<Void> end = threads.submit(() -> {
                    start.await();
                    secondExchange().terminate(agent);
                    return null;
                });

                end.get(10, TimeUnit.SECONDS);
                for (int i = 0; i < senders; i++) {
                    List<Message> expected = accepted.get(i).get(10, TimeUnit.SECONDS).stream()
                            .map(Traffic::terminatedAnswer)
                            .toList();
                    assertThat(Traffic.drain(mailboxes.get(i))).containsExactlyInAnyOrderElementsOf(expected);
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** Sends at least one request, and goes on until one is refused; returns those that were not. */
    private List<Message> requestUntilRefused(CyclicBarrier start, ClientId client, AgentId agent) throws Exception {
        List<Message> accepted = new ArrayList<>();
        start.await();
        while (true) {
            Message request = Traffic.ping(client, agent);
            try {
                exchange().send(request);
                accepted.add(request);
            } catch (MailboxTerminatedException e) {
                return accepted;
            }
        }
    }

    @Test
    default void everyRequestIsAnsweredOnceByItsResponderOrByTwoTerminators() throws Exception {
        ClientId client = exchange().registerClient();
        Mailbox mailbox = exchange().getMailbox(client);
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            for (int round = 0; round < 100; round++) {
                AgentId agent = exchange().registerAgent(Object.class);
                Message request = Traffic.ping(client, agent);
                exchange().send(request);
                CyclicBarrier start = new CyclicBarrier(3);
                List<Future<Void>> racers = List.of(
                        threads.submit(after(start, () -> exchange().send(Traffic.success(request)))),
                        threads.submit(after(start, () -> exchange().terminate(agent))),
                        threads.submit(after(start, () -> secondExchange().terminate(agent))));
                for (Future<Void> racer : racers) {
                    racer.get(10, TimeUnit.SECONDS);
                }

                assertThat(Traffic.drain(mailbox))
                        .singleElement()
                        .isIn(Traffic.success(request), Traffic.terminatedAnswer(request));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static Callable<Void> after(CyclicBarrier start, Runnable action) {
        return () -> {
            start.await();
            action.run();
            return null;
        };
    }

    @Test
    default void oneRequestSentByManyThreadsArrivesOnce() throws Exception {
        ClientId client = exchange().registerClient();
        Mailbox mailbox = exchange().getMailbox(client);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        Set<Message> all = ConcurrentHashMap.newKeySet();
        try {
            for (int round = 0; round < 50; round++) {
                Message message = Traffic.ping(client, client);
                all.add(message);
                CyclicBarrier start = new CyclicBarrier(4);
                List<Future<Void>> senders = IntStream.range(0, 4)
                        .mapToObj(i ->
                                threads.submit(after(start, () -> exchange().send(message))))
                        .toList();
                for (Future<Void> sender : senders) {
                    sender.get(10, TimeUnit.SECONDS);
                }
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(Traffic.drain(mailbox)).containsExactlyInAnyOrderElementsOf(all);
    }
}
