package academy.exchange.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.lettuce.core.api.sync.RedisCommands;

import academy.exchange.AgentId;
import academy.exchange.ClientId;
import academy.exchange.Delivery;
import academy.exchange.DeliveryOptions;
import academy.exchange.Exchange;
import academy.exchange.ExchangeFullException;
import academy.exchange.Mailbox;
import academy.exchange.Message;
import academy.exchange.QueueLimitContract;
import academy.exchange.Request;
import academy.exchange.Response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** What readers that deliver at least once answer on a cluster, where an answer takes three steps, and what bounds hold. */
@Timeout(60)
class RedisClusterLeaseTest implements QueueLimitContract {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration RETENTION = Duration.ofSeconds(40);

    private final TestCluster cluster = TestCluster.shared();
    private final String prefix = "test-" + UUID.randomUUID() + ":";
    private final RedisKeys keys = new RedisKeys(prefix, true);
    private final RedisExchange exchange =
            cluster.exchange().keyPrefix(prefix).replyRetention(RETENTION).build();
    private final RedisExchange second =
            cluster.exchange().keyPrefix(prefix).replyRetention(RETENTION).build();
    private final ClientId client = exchange.registerClient();
    private final AgentId agent = exchange.registerAgent(RedisClusterLeaseTest.class);

    private @Nullable RedisExchange limited;

    @AfterEach
    void disconnect() {
        if (limited != null) {
            limited.close();
        }
        exchange.close();
        second.close();
        cluster.deleteKeys(prefix);
    }

    @Override
    public Exchange exchangeWithQueueLimit(int limit) {
        limited = cluster.exchange().keyPrefix(prefix).queueLimit(limit).build();
        return limited;
    }

    private static LeasedMailbox reader(RedisExchange of, AgentId agent) {
        return (LeasedMailbox)
                of.getMailbox(agent, DeliveryOptions.atLeastOnce().withRecoveryTime(Duration.ofSeconds(1)));
    }

    private Message ask() {
        Message request = Message.request(client, agent, new Request.Ping());
        exchange.send(request);
        return request;
    }

    private static Delivery take(Mailbox mailbox) throws InterruptedException {
        return mailbox.take(1, SOON).get(0);
    }

    private Message answer(Message request, String result) {
        return request.reply(exchange.codec().encodeResult(result));
    }

    private RedisCommands<String, byte[]> serverOf(String key) {
        return cluster.master(key).commands();
    }

    private List<Message> received() throws InterruptedException {
        List<Message> all = new ArrayList<>();
        try (Mailbox mailbox = exchange.getMailbox(client)) {
            all.addAll(mailbox.receive(10, SOON));
            all.addAll(mailbox.receive(10, Duration.ofMillis(300)));
        }
        return all;
    }

    private void awaitNothingHeld() {
        RedisCommands<String, byte[]> commands = serverOf(keys.queue(agent));
        await().atMost(SOON).until(() -> commands.keys(keys.taken(agent) + "*").isEmpty());
    }

    @Test
    void answerOfAReaderThatWasTakenForDeadIsDropped() throws Exception {
        Message request = ask();
        LeasedMailbox dying = reader(second, agent);
        Delivery delivery = take(dying);
        dying.die();
        LeasedMailbox sibling = reader(exchange, agent);
        Delivery again = take(sibling);
        assertThat(again.message()).isEqualTo(request);

        second.send(answer(delivery.message(), "of the dead"));
        exchange.send(answer(again.message(), "of the living"));

        assertThat(received()).containsExactly(answer(request, "of the living"));
    }

    @Test
    void requestThatWasAnsweredBeforeItsReaderDiedIsNotHandedOutAgain() throws Exception {
        Message request = ask();
        LeasedMailbox dying = reader(second, agent);
        take(dying);
        second.send(request.reply(new Response.Success()));
        assertThat(serverOf(keys.queue(agent)).pttl(keys.reply(agent, request.tag())))
                .isBetween(1L, RETENTION.toMillis());

        dying.die();
        Message next = ask();

        LeasedMailbox sibling = reader(exchange, agent);
        awaitNothingHeldBut(sibling, next);
        assertThat(received()).containsExactly(request.reply(new Response.Success()));
        assertThat(exchange.stats(agent).completed()).isOne();
    }

    /** Waits until the reader has been given what the dead one held, and hands out this alone. */
    private void awaitNothingHeldBut(LeasedMailbox sibling, Message next) throws InterruptedException {
        Delivery delivery = take(sibling);
        assertThat(delivery.message()).isEqualTo(next);
        delivery.acknowledgement().acknowledge();
        await().atMost(SOON).until(() -> {
            assertThat(sibling.take(1, Duration.ofMillis(50))).isEmpty();
            return serverOf(keys.queue(agent)).zcard(keys.readers(agent)) == 1;
        });
        awaitNothingHeld();
    }

    @Test
    void answerThatWasDecidedButNeverSentIsSentByTheReaderThatIsGivenTheRequest() throws Exception {
        Message request = ask();
        LeasedMailbox dying = reader(second, agent);
        take(dying);
        Message decided = answer(request, "decided");
        serverOf(keys.queue(agent))
                .set(keys.reply(agent, request.tag()), exchange.codec().encode(decided));

        dying.die();
        LeasedMailbox sibling = reader(exchange, agent);

        assertThat(sibling.take(1, Duration.ofSeconds(2))).isEmpty();
        assertThat(received()).containsExactly(decided);
        awaitNothingHeld();
        await().atMost(SOON).until(() -> exchange.stats(agent).inProgress() == 0);
        assertThat(exchange.stats(agent).completed()).isOne();
    }

    @Test
    void senderOfADeadLetterIsToldThoughWhoeverMadeItDied() throws Exception {
        Message request = ask();
        LeasedMailbox dying = reader(second, agent);
        take(dying);
        // As if the renewal of a reader had made it one, and nobody had read the reply.
        serverOf(keys.queue(agent)).hset(keys.untold(agent), request.tag().toString(), RedisCalls.utf8("it is poison"));
        dying.die();

        reader(exchange, agent).take(1, Duration.ZERO);

        assertThat(received()).singleElement().satisfies(answer -> assertThat(answer.tag())
                .isEqualTo(request.tag()));
        await().atMost(SOON).until(() -> serverOf(keys.queue(agent)).exists(keys.untold(agent)) == 0);
    }

    @Test
    void readerAtMostOnceIsGivenWhatADeadOneHeld() throws Exception {
        Message request = ask();
        LeasedMailbox dying = reader(second, agent);
        take(dying);
        dying.die();

        try (Mailbox mailbox = exchange.getMailbox(agent)) {
            await().atMost(SOON).untilAsserted(() -> assertThat(mailbox.receive(1, Duration.ofMillis(100)))
                    .containsExactly(request));
        }
        awaitNothingHeld();
    }

    @Test
    void otherAnswerIsDroppedAsLongAsTheFirstIsKept() throws Exception {
        Message request = ask();
        take(reader(exchange, agent));
        Message answer = answer(request, "first");
        exchange.send(answer);
        serverOf(keys.queue(client)).del(keys.sent(answer));

        exchange.send(answer(request, "other"));
        second.send(answer(request, "other"));

        assertThat(received()).containsExactly(answer);
    }

    @Test
    void requestThatMayOnlyBeOpenForAWhileLeavesNoTicket() {
        try (RedisExchange brief = cluster.exchange()
                .keyPrefix(prefix)
                .requestLifetime(Duration.ofSeconds(30))
                .build()) {
            Message request = Message.request(client, agent, new Request.Ping());
            brief.send(request);

            assertThat(serverOf(keys.queue(agent)).pttl(keys.request(agent, request.tag())))
                    .isBetween(1L, 30_000L);
        }
    }

    @Test
    void fullClusterRefusesRequestsAndLetsAnswersThrough() throws Exception {
        try (TestCluster full = TestCluster.own();
                RedisExchange onFull = full.exchange().build()) {
            ClientId asker = onFull.registerClient();
            AgentId asked = onFull.registerAgent(RedisClusterLeaseTest.class);
            Message request = Message.request(asker, asked, new Request.Ping());
            onFull.send(request);
            LeasedMailbox reader = reader(onFull, asked);
            full.masters().forEach(master -> master.commands().configSet("maxmemory", "1"));

            Delivery delivery = take(reader);
            onFull.send(request.reply(new Response.Success()));
            delivery.acknowledgement().acknowledge();

            try (Mailbox mailbox = onFull.getMailbox(asker)) {
                assertThat(mailbox.receive(SOON)).isEqualTo(request.reply(new Response.Success()));
            }
            assertThatExceptionOfType(ExchangeFullException.class)
                    .isThrownBy(() -> onFull.send(Message.request(asker, asked, new Request.Ping())));
        }
    }
}
