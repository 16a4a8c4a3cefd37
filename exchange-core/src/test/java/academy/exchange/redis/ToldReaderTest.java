package academy.exchange.redis;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.KillArgs;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.ProtocolVersion;

import academy.exchange.AgentId;
import academy.exchange.BadEntityIdException;
import academy.exchange.ClientId;
import academy.exchange.Delivery;
import academy.exchange.DeliveryOptions;
import academy.exchange.Mailbox;
import academy.exchange.MailboxTerminatedException;
import academy.exchange.Message;
import academy.exchange.Request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** When a reader is told, and when it has to wait at Redis instead. */
@Timeout(60)
class ToldReaderTest {

    private static final DeliveryOptions AT_LEAST_ONCE =
            DeliveryOptions.atLeastOnce().withRecoveryTime(Duration.ofSeconds(1));

    private final Semaphore told = new Semaphore(0);
    private TestRedis redis;
    private RedisExchange exchange;
    private ClientId client;
    private AgentId agent;

    @BeforeEach
    void connect() {
        redis = TestRedis.own();
        exchange = redis.exchange().dedicatedReaders(0).build();
        client = exchange.registerClient();
        agent = exchange.registerAgent(ToldReaderTest.class);
    }

    @AfterEach
    void disconnect() {
        exchange.close();
        redis.close();
    }

    private Message request() {
        return Message.request(client, agent, new Request.Ping());
    }

    /** A reader whose loop found nothing, and was told so often that it waits to be told now. */
    private Mailbox idle(Mailbox mailbox) throws InterruptedException {
        boolean waits = false;
        while (!waits) {
            assertThat(mailbox.take(10, Duration.ZERO)).isEmpty();
            told.drainPermits();
            assertThat(mailbox.whenReady(told::release)).isTrue();
            waits = !told.tryAcquire(200, TimeUnit.MILLISECONDS);
        }
        return mailbox;
    }

    private void assertTold() throws InterruptedException {
        assertThat(told.tryAcquire(10, TimeUnit.SECONDS)).as("told").isTrue();
    }

    /** Connections on which Redis tracks. */
    private List<Long> watches() {
        return redis.commands()
                .clientList()
                .lines()
                .filter(line -> line.matches(".* flags=[a-zA-Z]*t.*"))
                .map(line -> Long.parseLong(line.replaceAll("^id=(\\d+) .*$", "$1")))
                .toList();
    }

    /** Lettuce warns of whoever closes a connection twice. */
    @Test
    void watchIsClosedOnce() throws InterruptedException {
        ListAppender<ILoggingEvent> warnings = new ListAppender<>();
        warnings.start();
        Logger driver = (Logger) LoggerFactory.getLogger(RedisChannelHandler.class);
        driver.addAppender(warnings);
        try (RedisExchange other = redis.exchange().dedicatedReaders(0).build()) {
            idle(other.getMailbox(agent)).heartbeat();
            assertThat(watches()).hasSize(1);
        }
        driver.detachAppender(warnings);

        assertThat(warnings.list).isEmpty();
    }

    @Test
    void messageIsToldOfOnce() throws InterruptedException {
        try (Mailbox mailbox = idle(exchange.getMailbox(agent))) {
            exchange.send(request());
            exchange.send(request());

            assertTold();
            assertThat(mailbox.take(10, Duration.ZERO)).isNotEmpty();
            assertThat(told.tryAcquire(100, TimeUnit.MILLISECONDS)).isFalse();
        }
    }

    @Test
    void messageThatIsThereAlreadyIsToldOfAtOnce() throws InterruptedException {
        try (Mailbox mailbox = idle(exchange.getMailbox(agent))) {
            exchange.send(request());
            assertTold();

            assertThat(mailbox.whenReady(told::release)).isTrue();
            assertTold();
        }
    }

    @Test
    void severalReadersOfOneMailboxAreAllTold() throws InterruptedException {
        Semaphore other = new Semaphore(0);
        try (Mailbox mailbox = idle(exchange.getMailbox(agent));
                Mailbox second = exchange.getMailbox(agent)) {
            second.whenReady(other::release);
            other.tryAcquire(1, TimeUnit.SECONDS);
            second.whenReady(other::release);
            exchange.send(request());

            assertTold();
            assertThat(other.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
            assertThat(mailbox.take(10, Duration.ZERO)).hasSize(1);
        }
    }

    @Test
    void endIsToldOf() throws InterruptedException {
        try (Mailbox mailbox = idle(exchange.getMailbox(agent))) {
            exchange.terminate(agent);

            assertTold();
            assertThatExceptionOfType(MailboxTerminatedException.class)
                    .isThrownBy(() -> mailbox.take(1, Duration.ZERO));
        }
    }

    @Test
    void lossOfAllDataIsToldOf() throws InterruptedException {
        try (Mailbox mailbox = idle(exchange.getMailbox(agent))) {
            redis.commands().flushall();

            assertTold();
            assertThatExceptionOfType(BadEntityIdException.class).isThrownBy(() -> mailbox.take(1, Duration.ZERO));
        }
    }

    @Test
    void lossOfTheMailboxAloneIsToldOf() throws InterruptedException {
        try (Mailbox mailbox = idle(exchange.getMailbox(agent))) {
            redis.commands().del(new RedisKeys("").active(agent));

            assertTold();
            assertThatExceptionOfType(BadEntityIdException.class).isThrownBy(() -> mailbox.take(1, Duration.ZERO));
        }
    }

    @Test
    void closeIsToldOf() throws InterruptedException {
        Mailbox mailbox = idle(exchange.getMailbox(agent));
        mailbox.close();

        assertTold();
        assertThat(mailbox.whenReady(told::release)).isTrue();
        assertTold();
    }

    @Test
    void closeOfTheExchangeIsToldOf() throws InterruptedException {
        Mailbox unused = idle(exchange.getMailbox(agent));
        exchange.close();

        assertTold();
    }

    @Test
    void messageThatIsTriedAgainLaterIsToldOfThen() throws InterruptedException {
        try (Mailbox mailbox = idle(exchange.getMailbox(agent, AT_LEAST_ONCE))) {
            exchange.send(request());
            assertTold();
            Delivery delivery = mailbox.take(1, Duration.ZERO).get(0);
            assertThat(mailbox.whenReady(told::release)).isTrue();
            long start = System.nanoTime();
            delivery.acknowledgement().retry(Duration.ofSeconds(1), "again");

            List<Delivery> again = List.of();
            while (again.isEmpty()) {
                assertTold();
                again = mailbox.take(1, Duration.ZERO);
                assertThat(mailbox.whenReady(told::release)).isTrue();
            }

            assertThat(again.get(0).message()).isEqualTo(delivery.message());
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(900), Duration.ofSeconds(4));
        }
    }

    @Test
    void whatADeadReaderHeldIsToldOf() throws InterruptedException {
        exchange.send(request());
        try (RedisExchange other = redis.exchange().dedicatedReaders(0).build()) {
            LeasedMailbox dying = (LeasedMailbox) other.getMailbox(agent, AT_LEAST_ONCE);
            assertThat(dying.take(1, Duration.ZERO)).hasSize(1);
            try (Mailbox mailbox = idle(exchange.getMailbox(agent, AT_LEAST_ONCE))) {
                dying.die();

                assertTold();
                assertThat(mailbox.take(1, Duration.ofSeconds(1))).hasSize(1);
            }
        }
    }

    @Test
    void whatADeadReaderHeldIsToldOfWhereMessagesAreDeliveredAtMostOnce() throws InterruptedException {
        exchange.send(request());
        try (RedisExchange other = redis.exchange().dedicatedReaders(0).build();
                Mailbox mailbox = exchange.getMailbox(agent)) {
            LeasedMailbox dying = (LeasedMailbox) other.getMailbox(agent, AT_LEAST_ONCE);
            assertThat(dying.take(1, Duration.ZERO)).hasSize(1);
            dying.die();

            List<Delivery> taken = mailbox.take(1, Duration.ZERO);
            while (taken.isEmpty()) {
                assertThat(mailbox.whenReady(told::release)).isTrue();
                assertTold();
                taken = mailbox.take(1, Duration.ZERO);
            }
            assertThat(taken).hasSize(1);
        }
    }

    @Test
    void readerThatIsToldWaitsAtRedisAllTheSameWhenAskedTo() throws InterruptedException {
        try (Mailbox mailbox = idle(exchange.getMailbox(agent))) {
            assertThat(mailbox.receive(1, Duration.ofMillis(100))).isEmpty();
            exchange.send(request());

            assertThat(mailbox.receive(1, Duration.ofSeconds(10))).hasSize(1);
        }
    }

    @Test
    void allAreToldWhenTheConnectionThatTellsIsLost() throws InterruptedException {
        try (Mailbox mailbox = idle(exchange.getMailbox(agent))) {
            long lost = watches().get(0);
            redis.commands().clientKill(KillArgs.Builder.id(lost));

            assertTold();
            assertThat(watches()).hasSize(1).doesNotContain(lost);
            idle(mailbox);
            exchange.send(request());
            assertTold();
        }
    }

    @Test
    void allAreToldWhenTheConnectionThatTellsIsSilent() throws IOException, InterruptedException {
        try (CuttingProxy proxy = new CuttingProxy(redis.port());
                RedisExchange hanging = RedisExchange.builder(
                                TestRedis.factory("127.0.0.1", proxy.port()), redis.codec())
                        .operationTimeout(Duration.ofSeconds(2))
                        .connectTimeout(Duration.ofSeconds(1))
                        .dedicatedReaders(0)
                        .build()) {
            idle(hanging.getMailbox(agent));
            proxy.hang();

            assertTold();
        }
    }

    @Test
    void firstFewHaveAConnectionOfTheirOwnAndGiveItsPlaceBack() {
        try (RedisExchange few = redis.exchange().dedicatedReaders(1).build()) {
            Mailbox first = few.getMailbox(agent);
            assertThat(first.whenReady(told::release)).isFalse();
            assertThat(few.getMailbox(agent).whenReady(told::release)).isTrue();
            first.close();

            assertThat(few.getMailbox(agent).whenReady(told::release)).isFalse();
            assertThat(few.getMailbox(agent).whenReady(told::release)).isTrue();
        }
    }

    @Test
    void loginThatMayNotTrackHasAConnectionForEach() {
        redis.commands()
                .aclSetuser(
                        "limited",
                        AclSetuserArgs.Builder.on()
                                .addPassword("secret")
                                .keyPattern("*")
                                .allCommands()
                                .removeCommand(CommandType.CLIENT));
        RedisStandaloneConfiguration server = new RedisStandaloneConfiguration(redis.host(), redis.port());
        server.setUsername("limited");
        server.setPassword("secret");

        assertWaitsAtRedis(new LettuceConnectionFactory(server));
    }

    @Test
    void oldProtocolHasAConnectionForEach() {
        ClientOptions options =
                ClientOptions.builder().protocolVersion(ProtocolVersion.RESP2).build();
        assertWaitsAtRedis(new LettuceConnectionFactory(
                new RedisStandaloneConfiguration(redis.host(), redis.port()),
                LettuceClientConfiguration.builder().clientOptions(options).build()));
    }

    private void assertWaitsAtRedis(LettuceConnectionFactory factory) {
        try (RedisExchange limited = RedisExchange.builder(factory, redis.codec())
                .dedicatedReaders(0)
                .build()) {
            Mailbox mailbox = limited.getMailbox(agent);
            assertThat(mailbox.whenReady(told::release)).isFalse();
            Message request = request();
            exchange.send(request);

            assertThat(mailbox.receive(Duration.ofSeconds(5)).tag()).isEqualTo(request.tag());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void idleReadersCostNoCommand() throws InterruptedException {
        for (int i = 0; i < 20; i++) {
            idle(exchange.getMailbox(agent));
        }
        redis.commands().configResetstat();

        assertThat(told.tryAcquire(3, TimeUnit.SECONDS)).isFalse();
        assertThat(redis.calls("evalsha") + redis.calls("exists") + redis.calls("blpop"))
                .isLessThan(5);
    }
}
