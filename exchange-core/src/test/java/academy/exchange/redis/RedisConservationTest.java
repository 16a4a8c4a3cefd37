package academy.exchange.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import academy.exchange.AgentId;
import academy.exchange.ClientId;
import academy.exchange.EntityId;
import academy.exchange.Mailbox;
import academy.exchange.MailboxTerminatedException;
import academy.exchange.Message;
import academy.exchange.Request;
import academy.exchange.Response;

import static org.assertj.core.api.Assertions.assertThat;

/** What was sent is what arrived, while mailboxes end at random under many senders. */
@Timeout(240)
class RedisConservationTest {

    private static final int AGENTS = 1_000;
    private static final int SENDERS = 16;
    private static final int MESSAGES = 100_000;
    private static final int TERMINATIONS = 100;
    private static final String PAYLOAD = "x".repeat(100);

    @Test
    void everySendArrivesOnceOrIsAnsweredOnceOrThrew() throws Exception {
        try (TestRedis redis = TestRedis.own();
                RedisExchange exchange = redis.exchange().build()) {
            List<AgentId> agents = Stream.generate(() -> exchange.registerAgent(RedisConservationTest.class))
                    .limit(AGENTS)
                    .toList();
            List<ClientId> clients =
                    Stream.generate(exchange::registerClient).limit(SENDERS).toList();
            Set<UUID> accepted = ConcurrentHashMap.newKeySet();
            Set<UUID> refused = ConcurrentHashMap.newKeySet();

            ExecutorService threads = Executors.newFixedThreadPool(SENDERS + 1);
            List<Future<?>> running = new ArrayList<>();
            clients.forEach(
                    client -> running.add(threads.submit(() -> sendMany(exchange, client, agents, accepted, refused))));
            List<AgentId> doomed = new ArrayList<>(agents);
            Collections.shuffle(doomed, new Random(7));
            running.add(threads.submit(() -> doomed.subList(0, TERMINATIONS).forEach(exchange::terminate)));
            for (Future<?> each : running) {
                each.get();
            }
            threads.shutdown();

            Map<UUID, Integer> arrived = new HashMap<>();
            for (AgentId agent : doomed.subList(TERMINATIONS, AGENTS)) {
                drain(exchange, agent).forEach(message -> arrived.merge(message.tag(), 1, Integer::sum));
            }
            Map<UUID, Integer> answered = new HashMap<>();
            for (ClientId client : clients) {
                drain(exchange, client).forEach(message -> {
                    assertThat(message.body()).isInstanceOf(Response.ProtocolError.class);
                    answered.merge(message.tag(), 1, Integer::sum);
                });
            }

            System.out.printf(
                    "conservation: %d sends, %d accepted, %d refused, %d arrived, %d answered by termination%n",
                    MESSAGES, accepted.size(), refused.size(), arrived.size(), answered.size());
            assertThat(accepted.size() + refused.size()).isEqualTo(MESSAGES);
            assertThat(arrived.values()).allMatch(times -> times == 1);
            assertThat(answered.values()).allMatch(times -> times == 1);
            assertThat(arrived.keySet()).doesNotContainAnyElementsOf(answered.keySet());
            Set<UUID> accounted = Stream.of(arrived, answered)
                    .flatMap(each -> each.keySet().stream())
                    .collect(Collectors.toSet());
            assertThat(accounted).isEqualTo(accepted);
            assertThat(refused).doesNotContainAnyElementsOf(accounted);
        }
    }

    private static void sendMany(
            RedisExchange exchange, ClientId client, List<AgentId> agents, Set<UUID> accepted, Set<UUID> refused) {
        Request.Action action = exchange.codec().encodeAction("note", List.of(PAYLOAD), Map.of());
        IntStream.range(0, MESSAGES / SENDERS).forEach(i -> {
            AgentId agent = agents.get(ThreadLocalRandom.current().nextInt(agents.size()));
            Message message = Message.request(client, agent, action);
            try {
                exchange.send(message);
                accepted.add(message.tag());
            } catch (MailboxTerminatedException e) {
                refused.add(message.tag());
            }
        });
    }

    private static List<Message> drain(RedisExchange exchange, EntityId id) throws InterruptedException {
        List<Message> drained = new ArrayList<>();
        try (Mailbox mailbox = exchange.getMailbox(id)) {
            for (List<Message> batch = mailbox.receive(1_000, Duration.ZERO);
                    !batch.isEmpty();
                    batch = mailbox.receive(1_000, Duration.ZERO)) {
                drained.addAll(batch);
            }
        }
        return drained;
    }
}
