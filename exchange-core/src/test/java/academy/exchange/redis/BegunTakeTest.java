package academy.exchange.redis;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.lettuce.core.KillArgs;

import academy.exchange.AgentId;
import academy.exchange.ClientId;
import academy.exchange.Delivery;
import academy.exchange.DeliveryOptions;
import academy.exchange.EntityId;
import academy.exchange.Mailbox;
import academy.exchange.MailboxClosedException;
import academy.exchange.MailboxTerminatedException;
import academy.exchange.Message;
import academy.exchange.Request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** What a take brings that was begun before, whatever happens in between. */
@Timeout(120)
class BegunTakeTest {

    private static final Duration SOON = Duration.ofSeconds(45);

    /** Every two seconds, while the end of a lease is eight seconds away. */
    private static final DeliveryOptions RENEWS_OFTEN =
            DeliveryOptions.atLeastOnce().withRecoveryTime(Duration.ofSeconds(12));

    private TestRedis redis;
    private RedisExchange exchange;
    private ClientId client;
    private AgentId agent;
    private AgentId other;

    @BeforeEach
    void connect() throws InterruptedException {
        redis = TestRedis.own();
        exchange = redis.exchange().dedicatedReaders(0).build();
        client = exchange.registerClient();
        agent = exchange.registerAgent(BegunTakeTest.class);
        other = exchange.registerAgent(BegunTakeTest.class);
        try (Mailbox first = exchange.getMailbox(other)) {
            // From now on Redis knows the script.
            assertThat(taken(first, 1)).isEmpty();
        }
    }

    @AfterEach
    void disconnect() {
        exchange.close();
        redis.close();
    }

    private List<Message> sent(int count) {
        List<Message> messages = Stream.generate(() -> Message.request(client, agent, new Request.Ping()))
                .limit(count)
                .toList();
        exchange.sendAll(messages);
        return messages;
    }

    /** A reader that is told of messages. */
    private Mailbox told(EntityId id) {
        Mailbox mailbox = exchange.getMailbox(id);
        assertThat(mailbox.whenReady(() -> {})).isTrue();
        return mailbox;
    }

    private static List<Message> taken(Mailbox mailbox, int max) throws InterruptedException {
        return mailbox.take(max, Duration.ZERO).stream().map(Delivery::message).toList();
    }

    /** Has what was begun go out, as another reader that takes does. */
    private void send() throws InterruptedException {
        try (Mailbox beside = told(other)) {
            assertThat(beside.beginTake(1)).isTrue();
            assertThat(taken(beside, 1)).isEmpty();
        }
    }

    @Test
    void begunTakesGoOutWithTheFirstThatIsWaitedFor() throws InterruptedException {
        List<Message> messages = sent(3);
        try (Mailbox mailbox = told(agent)) {
            assertThat(mailbox.beginTake(10)).isTrue();
            assertThat(exchange.stats(agent).queued()).isEqualTo(3);
            send();

            assertThat(exchange.stats(agent).queued()).isZero();
            assertThat(taken(mailbox, 10)).isEqualTo(messages);
            assertThat(taken(mailbox, 10)).isEmpty();
        }
    }

    @Test
    void begunTakeBringsNoMoreThanWasSaid() throws InterruptedException {
        List<Message> messages = sent(3);
        try (Mailbox mailbox = told(agent)) {
            assertThat(mailbox.beginTake(2)).isTrue();
            assertThat(mailbox.beginTake(5)).isFalse();

            assertThat(taken(mailbox, 10)).isEqualTo(messages.subList(0, 2));
            assertThat(taken(mailbox, 10)).isEqualTo(messages.subList(2, 3));
        }
    }

    @Test
    void readerThatTakesLessThanItBeganToTakeIsToldOfTheRest() throws InterruptedException {
        List<Message> messages = sent(3);
        Semaphore told = new Semaphore(0);
        try (Mailbox mailbox = told(agent)) {
            assertThat(mailbox.beginTake(10)).isTrue();

            assertThat(taken(mailbox, 1)).isEqualTo(messages.subList(0, 1));
            assertThat(mailbox.whenReady(told::release)).isTrue();
            assertThat(told.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
            assertThat(taken(mailbox, 10)).isEqualTo(messages.subList(1, 3));
        }
    }

    @Test
    void closedReaderPutsBackWhatItBeganToTake() throws InterruptedException {
        List<Message> messages = sent(3);
        Mailbox mailbox = told(agent);
        assertThat(mailbox.beginTake(2)).isTrue();
        send();
        mailbox.close();

        assertThatExceptionOfType(MailboxClosedException.class).isThrownBy(() -> taken(mailbox, 2));
        assertThat(mailbox.beginTake(2)).isFalse();
        try (Mailbox next = exchange.getMailbox(agent)) {
            assertThat(taken(next, 10)).isEqualTo(messages);
        }
    }

    @Test
    void readerThatIsClosedBeforeItsTakeGoesOutLeavesAllInOrder() throws InterruptedException {
        List<Message> messages = sent(3);
        Mailbox mailbox = told(agent);
        assertThat(mailbox.beginTake(2)).isTrue();
        mailbox.close();
        send();

        try (Mailbox next = exchange.getMailbox(agent)) {
            assertThat(taken(next, 10)).isEqualTo(messages);
        }
    }

    @Test
    void interruptedTakeLosesNothing() throws InterruptedException {
        List<Message> messages = sent(2);
        try (Mailbox mailbox = told(agent)) {
            assertThat(mailbox.beginTake(10)).isTrue();
            send();
            Thread.currentThread().interrupt();

            assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> taken(mailbox, 10));
            assertThat(taken(mailbox, 10)).isEqualTo(messages);
        }
    }

    @Test
    void endIsNoticedByTheTakeThatWasBegun() {
        try (Mailbox mailbox = told(agent)) {
            exchange.terminate(agent);
            assertThat(mailbox.beginTake(1)).isTrue();

            assertThatExceptionOfType(MailboxTerminatedException.class).isThrownBy(() -> taken(mailbox, 1));
        }
    }

    @Test
    void begunTakeWhoseScriptIsUnknownIsMadeNevertheless() throws InterruptedException {
        List<Message> messages = sent(2);
        try (Mailbox mailbox = told(agent)) {
            assertThat(mailbox.beginTake(10)).isTrue();
            redis.commands().scriptFlush();

            assertThat(taken(mailbox, 10)).isEqualTo(messages);
        }
    }

    @Test
    void leasedTakeThatWasBegunBringsWhatItFoundThen() throws InterruptedException {
        try (Mailbox mailbox = leased()) {
            List<Message> messages = sent(3);
            assertThat(mailbox.beginTake(2)).isTrue();
            assertThat(mailbox.beginTake(2)).isFalse();
            send();
            assertThat(exchange.stats(agent).queued()).isEqualTo(1);

            assertThat(taken(mailbox, 10)).isEqualTo(messages.subList(0, 2));
            assertThat(taken(mailbox, 10)).isEqualTo(messages.subList(2, 3));
        }
    }

    @Test
    void leasedReaderThatIsClosedGivesBackWhatItBeganToTake() throws InterruptedException {
        Mailbox mailbox = leased();
        List<Message> messages = sent(3);
        assertThat(mailbox.beginTake(2)).isTrue();
        send();
        mailbox.close();

        try (Mailbox next = exchange.getMailbox(agent, DeliveryOptions.atLeastOnce())) {
            assertThat(taken(next, 10)).isEqualTo(messages);
        }
    }

    @Test
    void leasedReaderThatIsClosedBeforeItsTakeGoesOutTakesNothing() throws InterruptedException {
        Mailbox mailbox = leased();
        List<Message> messages = sent(3);
        assertThat(mailbox.beginTake(2)).isTrue();
        mailbox.close();
        send();

        try (Mailbox next = exchange.getMailbox(agent, DeliveryOptions.atLeastOnce())) {
            assertThat(taken(next, 10)).isEqualTo(messages);
        }
    }

    @Test
    void leasedReaderThatReadsNoMoreRenewsTheLeaseOfWhatIsHandledThoughItBeganToTake() throws InterruptedException {
        Duration patience = Duration.ofSeconds(6);
        try (RedisExchange impatient = redis.exchange()
                        .dedicatedReaders(0)
                        .operationTimeout(patience)
                        .build();
                Mailbox mailbox = impatient.getMailbox(agent, RENEWS_OFTEN)) {
            assertThat(mailbox.whenReady(() -> {})).isTrue();
            List<Message> messages = sent(2);
            assertThat(taken(mailbox, 1)).isEqualTo(messages.subList(0, 1));
            assertThat(mailbox.beginTake(1)).isTrue();
            mailbox.stopReading();

            double end = endOfLease();
            await().atMost(SOON).until(() -> endOfLease() > end + patience.toMillis());
        }
    }

    private double endOfLease() {
        return redis.commands()
                .zrangeWithScores(new RedisKeys("").readers(agent), 0, -1)
                .get(0)
                .getScore();
    }

    /** With a lease already. */
    private Mailbox leased() throws InterruptedException {
        Mailbox mailbox = exchange.getMailbox(agent, DeliveryOptions.atLeastOnce());
        assertThat(mailbox.whenReady(() -> {})).isTrue();
        assertThat(taken(mailbox, 10)).isEmpty();
        return mailbox;
    }

    @Test
    void readerThatWaitsAtRedisBeginsNothing() throws InterruptedException {
        List<Message> messages = sent(1);
        try (Mailbox mailbox = exchange.getMailbox(agent)) {
            assertThat(mailbox.beginTake(1)).isFalse();

            assertThat(taken(mailbox, 1)).isEqualTo(messages);
        }
    }

    @Test
    void keysThatAreArmedTogetherAreToldOfEach() throws Exception {
        Semaphore told = new Semaphore(0);
        List<Mailbox> mailboxes = idle(told);

        mailboxes.forEach(mailbox -> exchange.send(Message.request(client, mailbox.mailboxId(), new Request.Ping())));
        assertThat(told.tryAcquire(200, 30, TimeUnit.SECONDS)).isTrue();
        mailboxes.stream().limit(100).forEach(BegunTakeTest::empty);
        mailboxes.forEach(mailbox -> mailbox.whenReady(told::release));
        assertThat(told.tryAcquire(100, 30, TimeUnit.SECONDS)).isTrue();
        assertThat(told.tryAcquire(300, TimeUnit.MILLISECONDS)).isFalse();
    }

    @Test
    void readerThatFailsWhenItIsToldKeepsNoOtherFromBeingTold() {
        Semaphore told = new Semaphore(0);
        List<Mailbox> mailboxes = idle(told);
        for (int i = 0; i < mailboxes.size(); i++) {
            mailboxes.get(i).whenReady(i % 2 == 0 ? BegunTakeTest::fail : told::release);
        }

        redis.commands()
                .clientList()
                .lines()
                .filter(line -> line.matches(".* flags=[a-zA-Z]*t.*"))
                .forEach(line -> redis.commands()
                        .clientKill(KillArgs.Builder.id(Long.parseLong(line.replaceAll("^id=(\\d+) .*$", "$1")))));
        await().atMost(SOON).until(() -> told.availablePermits() == 100);
    }

    /** Readers that wait to be told. */
    private List<Mailbox> idle(Semaphore told) {
        List<Mailbox> mailboxes = Stream.generate(
                        () -> exchange.getMailbox(exchange.registerAgent(BegunTakeTest.class)))
                .limit(200)
                .toList();
        mailboxes.forEach(mailbox -> mailbox.whenReady(() -> {}));
        await().atMost(SOON).until(() -> {
            told.drainPermits();
            mailboxes.forEach(mailbox -> mailbox.whenReady(told::release));
            return !told.tryAcquire(300, TimeUnit.MILLISECONDS);
        });
        return mailboxes;
    }

    private static void fail() {
        throw new IllegalStateException("on purpose");
    }

    private static void empty(Mailbox mailbox) {
        try {
            assertThat(taken(mailbox, 10)).hasSize(1);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
