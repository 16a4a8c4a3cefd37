package academy.exchange.redis;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import academy.exchange.AgentId;
import academy.exchange.AgentRegistration;
import academy.exchange.BulkSendException;
import academy.exchange.ClientId;
import academy.exchange.ExchangeRefusedException;
import academy.exchange.Mailbox;
import academy.exchange.MailboxStatus;
import academy.exchange.Message;
import academy.exchange.Request;
import academy.exchange.mailbox.ContainerOptions;
import academy.exchange.mailbox.MailboxContainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** A key of one mailbox that somebody else wrote, with another type, is the trouble of that mailbox alone. */
@Timeout(60)
class WrongTypesTest {

    private static final Duration SOON = Duration.ofSeconds(5);

    private final TestRedis redis = TestRedis.shared();
    private final String prefix = "test-" + UUID.randomUUID() + ":";
    private final RedisExchange exchange = redis.exchange().keyPrefix(prefix).build();
    private final ClientId client = exchange.registerClient();
    private final AgentId broken = exchange.registerAgent(WrongTypesTest.class);
    private final AgentId sound = exchange.registerAgent(WrongTypesTest.class);

    @AfterEach
    void disconnect() {
        exchange.close();
        redis.deleteKeys(prefix);
    }

    /** As another program may that uses the same names for something else. */
    private String spoil(String name) {
        String key = prefix + name + ":" + broken.uid();
        redis.commands().del(key);
        redis.commands().hset(key, "field", new byte[] {1});
        return key;
    }

    private Message request(AgentId dest) {
        return Message.request(client, dest, new Request.Ping());
    }

    @ParameterizedTest
    @ValueSource(strings = {"queue", "active", "exchange:open", "outgoing"})
    void requestIsRefusedForGoodAndLeavesNothing(String name) throws InterruptedException {
        AgentId source = name.equals("outgoing") ? broken : sound;
        String key = spoil(name);
        Message request = Message.request(source, broken, new Request.Ping());
        long keys = redis.commands().keys(prefix + "*").size();

        assertThatExceptionOfType(ExchangeRefusedException.class)
                .isThrownBy(() -> exchange.send(request))
                .withMessageContaining("send to " + broken)
                .withMessageContaining("WRONGTYPE")
                .withMessageContaining("delete it");

        assertThat(redis.commands().keys(prefix + "*")).hasSize((int) keys);
        redis.commands().del(key);
        exchange.registerAgent(AgentRegistration.of(WrongTypesTest.class).withId(broken));
        exchange.send(request);
        assertThat(exchange.getMailbox(broken).receive(10, Duration.ZERO)).containsExactly(request);
    }

    @Test
    void bulkReachesAllOthers() throws InterruptedException {
        spoil("queue");
        Message first = request(sound);
        Message last = request(sound);

        assertThatExceptionOfType(BulkSendException.class)
                .isThrownBy(() -> exchange.sendAll(List.of(first, request(broken), last)))
                .satisfies(bulk -> assertThat(bulk.failures()).hasSize(1));

        assertThat(exchange.getMailbox(sound).receive(10, Duration.ZERO)).containsExactly(first, last);
    }

    @ParameterizedTest
    @ValueSource(strings = {"queue", "active"})
    void readerIsRefusedAndReadsAgainWhenTheKeyIsGone(String name) throws InterruptedException {
        Mailbox mailbox = exchange.getMailbox(broken);
        String key = spoil(name);

        assertThatExceptionOfType(ExchangeRefusedException.class)
                .isThrownBy(() -> mailbox.receive(1, SOON))
                .withMessageContaining("mailbox of " + broken)
                .withMessageContaining("WRONGTYPE")
                .withMessageContaining("delete it");

        redis.commands().del(key);
        exchange.registerAgent(AgentRegistration.of(WrongTypesTest.class).withId(broken));
        Message request = request(broken);
        exchange.send(request);
        assertThat(mailbox.receive(SOON)).isEqualTo(request);
    }

    @Test
    void containersOfOtherMailboxesDoNotNotice() {
        ConcurrentLinkedQueue<UUID> handled = new ConcurrentLinkedQueue<>();
        MailboxContainer container = new MailboxContainer(
                "sound",
                () -> exchange.getMailbox(sound),
                message -> handled.add(message.tag()),
                ContainerOptions.defaults());
        MailboxContainer unlucky = new MailboxContainer(
                "broken",
                () -> exchange.getMailbox(broken),
                message -> handled.add(message.tag()),
                ContainerOptions.defaults().withMaxBackOff(Duration.ofMillis(100)));
        container.start();
        unlucky.start();
        String key = spoil("queue");
        Message request = request(sound);
        exchange.send(request);

        await().atMost(SOON).until(() -> handled.contains(request.tag()));
        await().atMost(SOON).until(() -> unlucky.status().lastError().orElse("").contains("WRONGTYPE"));
        assertThat(container.status().lastError()).isEmpty();

        redis.commands().del(key);
        Message late = request(broken);
        exchange.send(late);
        await().atMost(SOON).until(() -> handled.contains(late.tag()));
        container.stop();
        unlucky.stop();
    }

    @ParameterizedTest
    @ValueSource(strings = {"agent", "active"})
    void discoveryFindsAllOthers(String name) {
        spoil(name);
        redis.commands().hset(prefix + "agent:stranger", "field", new byte[] {1});

        assertThat(exchange.discover(WrongTypesTest.class)).containsExactly(sound);
        assertThatCode(() -> exchange.discover(WrongTypesTest.class, true, SOON))
                .doesNotThrowAnyException();
    }

    @Test
    void statusOfAnotherTypeIsRefusedForGood() {
        spoil("active");

        assertThatExceptionOfType(ExchangeRefusedException.class)
                .isThrownBy(() -> exchange.status(broken))
                .withMessageContaining(broken.toString())
                .withMessageContaining("WRONGTYPE");
        assertThatExceptionOfType(ExchangeRefusedException.class).isThrownBy(() -> exchange.stats(broken));
        assertThatExceptionOfType(ExchangeRefusedException.class)
                .isThrownBy(() -> exchange.registerAgent(
                        AgentRegistration.of(WrongTypesTest.class).withId(broken)))
                .withMessageContaining("register " + broken);
    }

    @ParameterizedTest
    @ValueSource(strings = {"queue", "agent"})
    void terminationClearsTheWayForANewBeginning(String name) throws InterruptedException {
        spoil(name);

        exchange.terminate(broken);
        assertThat(exchange.status(broken)).isEqualTo(MailboxStatus.TERMINATED);
        exchange.registerAgent(AgentRegistration.of(WrongTypesTest.class).withId(broken));

        Message request = request(broken);
        exchange.send(request);
        assertThat(exchange.getMailbox(broken).receive(SOON)).isEqualTo(request);
    }
}
