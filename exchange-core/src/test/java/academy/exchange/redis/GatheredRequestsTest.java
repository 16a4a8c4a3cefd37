package academy.exchange.redis;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import academy.exchange.AgentId;
import academy.exchange.ClientId;
import academy.exchange.EntityId;
import academy.exchange.ExchangeException;
import academy.exchange.Mailbox;
import academy.exchange.Message;
import academy.exchange.Request;
import academy.exchange.Response;

import static org.assertj.core.api.Assertions.assertThat;

/** Requests that are sent while others to the same mailbox are under way. */
@Timeout(60)
class GatheredRequestsTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    private TestRedis redis;
    private CuttingProxy proxy;
    private RedisExchange exchange;
    private ClientId client;
    private AgentId agent;

    @BeforeEach
    void connect() throws IOException {
        redis = TestRedis.own();
        proxy = new CuttingProxy(redis.port());
        exchange = redis.exchange().unavailableAfter(Duration.ZERO).build();
        client = exchange.registerClient();
        agent = exchange.registerAgent(GatheredRequestsTest.class);
        exchange.sendAll(List.of(request(), request()));
        Message first = request();
        exchange.send(first);
        exchange.send(first.reply(new Response.Success()));
        receive(agent, 3);
        receive(client, 1);
    }

    @AfterEach
    void disconnect() throws IOException {
        exchange.close();
        proxy.close();
        redis.close();
    }

    private Message request() {
        return Message.request(client, agent, new Request.Ping());
    }

    private List<Message> receive(EntityId id, int count) {
        List<Message> received = new ArrayList<>();
        try (Mailbox mailbox = exchange.getMailbox(id)) {
            while (received.size() < count) {
                List<Message> more = mailbox.receive(count, SOON);
                assertThat(more).isNotEmpty();
                received.addAll(more);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return received;
    }

    private static void await(List<CompletableFuture<@Nullable Void>> sent) {
        assertThat(sent).allSatisfy(each -> assertThat(each).succeedsWithin(SOON));
    }

    /** Often, since what is out of order is so by chance. */
    @RepeatedTest(20)
    void fewCallsCarryThemInTheirOrder() {
        List<Message> requests = Stream.generate(this::request).limit(2_000).toList();
        redis.commands().configResetstat();

        await(requests.stream().map(exchange::sendAsync).toList());

        assertThat(redis.calls("evalsha")).isLessThan(1_000);
        assertThat(receive(agent, requests.size())).isEqualTo(requests);
    }

    @Test
    void orderIsKeptWhateverComesBetween() {
        List<Message> sent = new ArrayList<>();
        List<CompletableFuture<@Nullable Void>> pending = new ArrayList<>();
        Message question = request();
        exchange.send(question);
        for (int i = 0; i < 200; i++) {
            Message request = Message.request(i % 3 == 0 ? client : agent, client, new Request.Ping());
            sent.add(request);
            pending.add(exchange.sendAsync(request));
        }
        sent.add(question.reply(new Response.Success()));
        pending.add(exchange.sendAsync(sent.get(200)));
        List<Message> bulk = IntStream.range(0, 20)
                .mapToObj(each -> Message.request(agent, client, new Request.Ping()))
                .toList();
        sent.addAll(bulk);

        exchange.sendAll(bulk);

        await(pending);
        assertThat(receive(client, sent.size())).isEqualTo(sent);
    }

    @Test
    void eachHasAnOutcomeOfItsOwn() {
        AgentId gone = exchange.registerAgent(GatheredRequestsTest.class);
        exchange.terminate(gone);
        Message twice = request();
        List<CompletableFuture<@Nullable Void>> open = new ArrayList<>();
        List<CompletableFuture<@Nullable Void>> refused = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            open.add(exchange.sendAsync(i % 5 == 0 ? twice : request()));
            refused.add(exchange.sendAsync(Message.request(client, gone, new Request.Ping())));
        }

        await(open);
        assertThat(refused).allSatisfy(each -> assertThat(each).failsWithin(SOON));
        assertThat(redis.commands().llen("queue:" + agent.uid())).isEqualTo(41);
    }

    @Test
    void nobodyWaitsForAHangingRedisLongerThanAlone() throws IOException {
        Duration limit = Duration.ofSeconds(2);
        try (RedisExchange impatient = RedisExchange.builder(
                        TestRedis.factory("127.0.0.1", proxy.port()), redis.codec())
                .operationTimeout(limit)
                .unavailableAfter(Duration.ZERO)
                .build()) {
            impatient.send(request());
            proxy.goAway();
            long start = System.nanoTime();

            List<CompletableFuture<@Nullable Void>> sent = Stream.generate(() -> impatient.sendAsync(request()))
                    .limit(10)
                    .toList();

            assertThat(sent).allSatisfy(each -> assertThat(each)
                    .failsWithin(SOON)
                    .withThrowableThat()
                    .havingCause()
                    .isInstanceOf(ExchangeException.class));
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(limit.multipliedBy(7).dividedBy(4));
        }
    }
}
