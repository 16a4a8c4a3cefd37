package academy.exchange.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import academy.exchange.AgentId;
import academy.exchange.ClientId;
import academy.exchange.Mailbox;
import academy.exchange.MailboxStatus;
import academy.exchange.Message;
import academy.exchange.Request;
import academy.exchange.Response;
import academy.exchange.Urgency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Redis may forget its scripts at any moment; nobody notices. */
@Timeout(60)
class ScriptFlushTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    private TestRedis redis;
    private RedisExchange exchange;
    private ClientId client;
    private AgentId agent;

    @BeforeEach
    void connect() {
        redis = TestRedis.own();
        exchange = redis.exchange().build();
        client = exchange.registerClient();
        agent = exchange.registerAgent(ScriptFlushTest.class);
    }

    @AfterEach
    void disconnect() {
        exchange.close();
        redis.close();
    }

    private Message request() {
        return Message.request(client, agent, new Request.Ping());
    }

    private List<Message> requests(int count) {
        return Stream.generate(this::request).limit(count).toList();
    }

    private static Set<UUID> tags(List<Message> messages) {
        Set<UUID> tags = new HashSet<>();
        messages.forEach(message -> tags.add(message.tag()));
        return tags;
    }

    @Test
    void everyScriptIsLoadedAgain() throws InterruptedException {
        Message request = request();
        Mailbox mailbox = exchange.getMailbox(agent);
        exchange.send(request);
        redis.commands().scriptFlush();
        mailbox.heartbeat();
        redis.commands().scriptFlush();
        assertThat(exchange.heartbeatAge(agent)).isPresent();
        redis.commands().scriptFlush();
        assertThat(exchange.stats(agent).incoming()).isEqualTo(1);
        redis.commands().scriptFlush();
        assertThat(exchange.withdraw(agent, request.tag())).isPresent();
        redis.commands().scriptFlush();
        assertThat(mailbox.receiveUrgent(Set.of(Urgency.CONTROL)).messages()).containsExactly(request);
        redis.commands().scriptFlush();
        exchange.send(request.reply(new Response.Success()));
        redis.commands().scriptFlush();
        exchange.terminate(agent);
        redis.commands().scriptFlush();
        assertThat(exchange.status(exchange.registerAgent(ScriptFlushTest.class)))
                .isEqualTo(MailboxStatus.ACTIVE);
        redis.commands().scriptFlush();
        assertThat(exchange.getMailbox(client).receive(SOON).tag()).isEqualTo(request.tag());
    }

    /** The reply that a script is unknown comes when later ones are on their way already. */
    @Test
    void messagesOnTheirWayTogetherAllArriveOnce() throws InterruptedException {
        exchange.send(request());
        List<Message> all = requests(500);
        redis.commands().scriptFlush();

        List<CompletableFuture<Void>> sent = new ArrayList<>();
        all.forEach(message -> sent.add(exchange.sendAsync(message)));

        assertThat(sent).allSatisfy(each -> assertThat(each).succeedsWithin(SOON));
        Mailbox mailbox = exchange.getMailbox(agent);
        mailbox.receive(SOON);
        assertThat(tags(mailbox.receive(1000, SOON))).isEqualTo(tags(all));
        assertThat(mailbox.receive(1, Duration.ZERO)).isEmpty();
    }

    /** Redis knows the script for one message by now, and not the one for several. Often, since the order may hold by chance. */
    @RepeatedTest(10)
    void firstBulkKeepsTheOrder() throws InterruptedException {
        AgentId other = exchange.registerAgent(ScriptFlushTest.class);
        List<Message> bulk = new ArrayList<>();
        for (int round = 0; round < 100; round++) {
            bulk.addAll(requests(3));
            bulk.add(Message.request(other, agent, new Request.Ping()));
        }
        exchange.send(request());
        Mailbox mailbox = exchange.getMailbox(agent);
        mailbox.receive(SOON);

        exchange.sendAll(bulk);

        assertThat(mailbox.receive(1000, SOON)).isEqualTo(bulk);
    }

    @Test
    void bulksAndReadersGoOnWhileTheScriptsAreForgottenAgainAndAgain() throws InterruptedException {
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Void> flushing = CompletableFuture.runAsync(() -> {
            while (!over.get()) {
                redis.commands().scriptFlush();
            }
        });
        List<Message> all = requests(3000);
        CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> exchange.sendAll(all));
        List<Message> received = new ArrayList<>();
        Mailbox mailbox = exchange.getMailbox(agent);
        while (received.size() < all.size()) {
            List<Message> some = mailbox.receive(50, SOON);
            assertThat(some).isNotEmpty();
            received.addAll(some);
        }
        over.set(true);

        assertThat(sending).succeedsWithin(SOON);
        assertThat(flushing).succeedsWithin(SOON);
        assertThat(received).containsExactlyInAnyOrderElementsOf(all);
        assertThat(mailbox.receive(1, Duration.ZERO)).isEmpty();
    }

    @Test
    void blockedReaderWakesItsSiblings() {
        List<CompletableFuture<Throwable>> readers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Mailbox mailbox = exchange.getMailbox(agent);
            readers.add(CompletableFuture.supplyAsync(() -> failureOf(mailbox)));
        }
        await().atMost(SOON).until(() -> redis.commands().info("clients").contains("blocked_clients:2"));

        redis.commands().scriptFlush();
        exchange.terminate(agent);

        assertThat(readers).allSatisfy(reader -> assertThat(reader).succeedsWithin(SOON));
    }

    private static Throwable failureOf(Mailbox mailbox) {
        try {
            return new AssertionError("received " + mailbox.receive());
        } catch (Exception failure) {
            return failure;
        }
    }
}
