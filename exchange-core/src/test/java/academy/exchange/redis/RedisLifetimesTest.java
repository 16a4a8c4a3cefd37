package academy.exchange.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import academy.exchange.AgentId;
import academy.exchange.AgentRegistration;
import academy.exchange.BadEntityIdException;
import academy.exchange.ClientId;
import academy.exchange.Mailbox;
import academy.exchange.MailboxStatus;
import academy.exchange.MailboxTerminatedException;
import academy.exchange.Message;
import academy.exchange.Request;
import academy.exchange.Response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/** What nobody deletes stays for ever, unless a lifetime is set. */
@Timeout(60)
class RedisLifetimesTest {

    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration SOON = Duration.ofSeconds(10);

    private final TestRedis redis = TestRedis.shared();
    private final String prefix = "test-" + UUID.randomUUID() + ":";
    private final RedisKeys keys = new RedisKeys(prefix);
    private final RedisExchange forEver = redis.exchange().keyPrefix(prefix).build();
    private final ClientId client = forEver.registerClient();
    private final AgentId agent = forEver.registerAgent(RedisLifetimesTest.class);

    @AfterEach
    void disconnect() {
        forEver.close();
        redis.deleteKeys(prefix);
    }

    private RedisExchangeBuilder builder() {
        return redis.exchange().keyPrefix(prefix);
    }

    private Message request() {
        return Message.request(client, agent, new Request.Ping());
    }

    /** A mailbox that has left every trace that one can leave. */
    private void live(RedisExchange exchange) {
        Message request = request();
        exchange.send(request);
        exchange.send(request.reply(new Response.Success()));
        exchange.send(Message.request(agent, client, new Request.Ping()));
        exchange.getMailbox(agent).heartbeat();
    }

    private List<String> traces() {
        List<String> traces = new ArrayList<>(redis.commands().keys(prefix + "*" + agent.uid() + "*"));
        traces.removeIf(key -> key.contains("exchange:sent:") || key.contains("request:" + client.uid()));
        return traces;
    }

    private long ttl(String key) {
        return redis.commands().pttl(key);
    }

    @Test
    void withoutLifetimesNothingGoesByItself() {
        live(forEver);
        Message open = request();
        forEver.send(open);
        assertThat(ttl(keys.request(agent, open.tag()))).isEqualTo(-1);
        assertThat(traces()).allSatisfy(key -> assertThat(ttl(key)).isEqualTo(-1));

        forEver.terminate(agent);

        assertThat(traces())
                .contains(keys.active(agent), keys.heartbeat(agent), keys.completions(agent), keys.outgoing(agent))
                .filteredOn(key -> !key.equals(keys.ended(agent)))
                .allSatisfy(key -> assertThat(ttl(key)).isEqualTo(-1));
    }

    @Test
    void endedMailboxIsUnknownAfterItsLifetimeAndLeavesNothing() throws InterruptedException {
        try (RedisExchange exchange = builder().endedMailboxLifetime(SHORT).build()) {
            live(exchange);
            exchange.terminate(agent);
            assertThatExceptionOfType(MailboxTerminatedException.class).isThrownBy(() -> exchange.send(request()));

            await().atMost(SOON).until(() -> exchange.status(agent) == MailboxStatus.MISSING);

            await().atMost(SOON).untilAsserted(() -> assertThat(traces()).isEmpty());
            assertThatExceptionOfType(BadEntityIdException.class).isThrownBy(() -> exchange.send(request()));
            assertThat(exchange.discover(RedisLifetimesTest.class)).isEmpty();
        }
    }

    @Test
    void mailboxRegisteredAnewStaysWithItsCounters() {
        try (RedisExchange exchange = builder().endedMailboxLifetime(LONG).build()) {
            live(exchange);
            exchange.terminate(agent);
            assertThat(traces()).isNotEmpty().allSatisfy(key -> assertThat(ttl(key))
                    .isPositive());

            forEver.registerAgent(AgentRegistration.of(RedisLifetimesTest.class).withId(agent));

            assertThat(traces()).contains(keys.heartbeat(agent)).allSatisfy(key -> assertThat(ttl(key))
                    .isEqualTo(-1));
            assertThat(exchange.stats(agent).completed()).isEqualTo(1);
            assertThat(exchange.stats(agent).outgoing()).isEqualTo(1);
        }
    }

    @Test
    void sentinelThatASiblingPutsBackGoesWithTheStatus() {
        try (RedisExchange exchange = builder().endedMailboxLifetime(LONG).build()) {
            Mailbox reader = exchange.getMailbox(agent);
            CompletableFuture<Throwable> reading = CompletableFuture.supplyAsync(() -> failureOf(reader));
            await().atMost(SOON).until(() -> redis.commands().info("clients").contains("blocked_clients:1"));

            exchange.terminate(agent);

            assertThat(reading).succeedsWithin(SOON).isInstanceOf(MailboxTerminatedException.class);
            assertThat(redis.commands().llen(keys.queue(agent))).isEqualTo(1);
            await().atMost(SOON).until(() -> ttl(keys.queue(agent)) > 0);
        }
    }

    @Test
    void terminatingAgainGivesALifetimeToWhatHadNone() {
        forEver.terminate(agent);
        try (RedisExchange exchange = builder().endedMailboxLifetime(LONG).build()) {
            exchange.terminate(agent);

            assertThat(ttl(keys.active(agent))).isPositive();
        }
    }

    @Test
    void requestThatNobodyAnswersIsNoLongerOpenAfterItsLifetime() throws InterruptedException {
        try (RedisExchange exchange = builder().requestLifetime(SHORT).build()) {
            Message request = request();
            exchange.send(request);
            assertThat(exchange.stats(agent).incoming()).isEqualTo(1);

            await().atMost(SOON).until(() -> exchange.stats(agent).incoming() == 0);

            assertThat(exchange.withdraw(agent, request.tag())).isEmpty();
            exchange.send(request.reply(new Response.Success()));
            assertThat(exchange.getMailbox(client).receive(SOON).tag()).isEqualTo(request.tag());
            assertThat(exchange.stats(agent).completed()).isZero();
        }
    }

    @Test
    void answerInTimeCountsAsEver() throws InterruptedException {
        try (RedisExchange exchange = builder().requestLifetime(LONG).build()) {
            Message request = request();
            exchange.send(request);
            assertThat(ttl(keys.request(agent, request.tag()))).isBetween(1L, LONG.toMillis());

            exchange.send(request.reply(new Response.Success()));

            assertThat(exchange.stats(agent).completed()).isEqualTo(1);
            assertThat(redis.commands().exists(keys.request(agent, request.tag())))
                    .isZero();
        }
    }

    /** As when an agent takes messages and never answers, for a long time, and nobody asks for its statistics. */
    @Test
    void indexDoesNotGrowByRequestsThatNobodyAnswers() {
        Duration instant = Duration.ofMillis(1);
        try (RedisExchange exchange = builder().requestLifetime(instant).build()) {
            for (int i = 0; i < 2_000; i++) {
                exchange.send(request());
            }

            assertThat(redis.commands().scard(keys.open(agent))).isLessThan(200);
        }
    }

    @Test
    void lifetimeMayBeOfAnyLength() {
        Duration endless = Duration.ofSeconds(Long.MAX_VALUE);
        try (RedisExchange exchange =
                builder().requestLifetime(endless).endedMailboxLifetime(endless).build()) {
            Message request = request();
            exchange.send(request);
            assertThat(ttl(keys.request(agent, request.tag()))).isPositive();

            exchange.terminate(agent);

            assertThat(ttl(keys.active(agent))).isPositive();
        }
    }

    @Test
    void lifetimeLessThanZeroIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().requestLifetime(Duration.ofMillis(-1)))
                .withMessageContaining("lifetime of requests");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().endedMailboxLifetime(Duration.ofMillis(-1)))
                .withMessageContaining("lifetime of ended mailboxes");
    }

    private static Throwable failureOf(Mailbox mailbox) {
        try {
            return new AssertionError("received " + mailbox.receive());
        } catch (Exception failure) {
            return failure;
        }
    }
}
