package academy.exchange.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.lettuce.core.KillArgs;

import academy.exchange.AgentId;
import academy.exchange.ClientId;
import academy.exchange.DeliveryMode;
import academy.exchange.DeliveryOptions;
import academy.exchange.Message;
import academy.exchange.Request;
import academy.exchange.mailbox.ContainerOptions;
import academy.exchange.mailbox.MailboxContainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Many containers on one Redis that tells them where something came. */
@Timeout(180)
class ToldContainersTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    private final Map<UUID, AtomicInteger> handled = new ConcurrentHashMap<>();
    private final List<AgentId> agents = new ArrayList<>();
    private final List<MailboxContainer> containers = new ArrayList<>();
    private TestRedis redis;
    private RedisExchange exchange;
    private RedisExchange sending;
    private ClientId client;

    @BeforeEach
    void connect() {
        redis = TestRedis.own();
        exchange = redis.exchange().build();
        sending = redis.exchange().build();
        client = sending.registerClient();
    }

    @AfterEach
    void disconnect() {
        stop();
        exchange.close();
        sending.close();
        redis.close();
    }

    private void stop() {
        CompletableFuture.allOf(
                        containers.stream().map(MailboxContainer::stopAsync).toArray(CompletableFuture<?>[]::new))
                .join();
    }

    private void start(int count, DeliveryMode mode) {
        ContainerOptions options = ContainerOptions.defaults()
                .withHeartbeatInterval(Duration.ofMinutes(10))
                .withDelivery(DeliveryOptions.atMostOnce().withMode(mode));
        for (int i = 0; i < count; i++) {
            AgentId agent = exchange.registerAgent(ToldContainersTest.class);
            agents.add(agent);
            MailboxContainer container = new MailboxContainer(
                    "told-" + i,
                    () -> exchange.getMailbox(agent, options.readerDelivery()),
                    message -> handled.computeIfAbsent(message.tag(), tag -> new AtomicInteger())
                            .incrementAndGet(),
                    options);
            containers.add(container);
            container.start();
        }
    }

    private Message request() {
        AgentId agent = agents.get(ThreadLocalRandom.current().nextInt(agents.size()));
        return Message.request(client, agent, new Request.Ping());
    }

    private long connections() {
        return redis.commands().clientList().lines().count();
    }

    private long watch() {
        return redis.commands()
                .clientList()
                .lines()
                .filter(line -> line.matches(".* flags=[a-zA-Z]*t.*"))
                .map(line -> Long.parseLong(line.replaceAll("^id=(\\d+) .*$", "$1")))
                .findFirst()
                .orElse(-1L);
    }

    private static long pollers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("exchange-poller-"))
                .count();
    }

    @ParameterizedTest
    @EnumSource
    void thousandMailboxesShareFewConnectionsAndThreadsAndNothingIsLost(DeliveryMode mode) throws Exception {
        long before = connections();
        start(1_000, mode);
        SteadySenders senders = new SteadySenders(sending, this::request);
        await().atMost(SOON).until(() -> handled.size() > 20_000);
        assertThat(connections() - before).isLessThanOrEqualTo(8);
        assertThat(pollers()).isLessThanOrEqualTo(8);

        assertAllHandledOnce(senders.stop(SOON));
    }

    @ParameterizedTest
    @EnumSource
    void nothingStandsStillWhenTheConnectionThatTellsIsKilledAgainAndAgain(DeliveryMode mode) throws Exception {
        start(100, mode);
        SteadySenders senders = new SteadySenders(sending, this::request);
        for (int round = 0; round < 10; round++) {
            int sofar = handled.size();
            await().atMost(SOON).until(() -> handled.size() > sofar + 100 && watch() >= 0);
            redis.commands().clientKill(KillArgs.Builder.id(watch()));
        }

        assertAllHandledOnce(senders.stop(SOON));
    }

    /** Each of eight threads takes from 32 mailboxes at most. */
    @ParameterizedTest
    @EnumSource
    void connectionsThatAreKilledLoseWhatWasBeingTakenAtMostOnceAndNoMailboxStandsStill(DeliveryMode mode)
            throws Exception {
        int rounds = 5;
        start(500, mode);
        SteadySenders senders = new SteadySenders(sending, this::request);
        for (int round = 0; round < rounds; round++) {
            int sofar = handled.size();
            await().atMost(SOON).until(() -> handled.size() > sofar + 500);
            redis.commands().clientKill(KillArgs.Builder.typeNormal());
        }
        Set<UUID> acknowledged = senders.stop(SOON);
        List<Message> last = agents.stream()
                .map(agent -> Message.request(client, agent, new Request.Ping()))
                .toList();
        sending.sendAll(last);

        int bound = mode == DeliveryMode.AT_MOST_ONCE ? rounds * 8 * 32 : 0;
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(handled.keySet())
                    .containsAll(last.stream().map(Message::tag).toList());
            assertThat(acknowledged.stream().filter(tag -> !handled.containsKey(tag)))
                    .hasSizeLessThanOrEqualTo(bound);
        });
    }

    @Test
    void busyMailboxesAreServedToTheLastMessage() throws Exception {
        start(8, DeliveryMode.AT_MOST_ONCE);
        SteadySenders senders = new SteadySenders(sending, this::request);
        await().atMost(SOON).until(() -> handled.size() > 20_000);

        assertAllHandledOnce(senders.stop(SOON));
    }

    private void assertAllHandledOnce(Set<UUID> acknowledged) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(handled.size()).isGreaterThanOrEqualTo(acknowledged.size()));
        assertThat(handled.keySet()).containsAll(acknowledged);
        assertThat(handled.values()).allMatch(times -> times.get() == 1);
    }
}
