package academy.exchange.memory;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import academy.exchange.AgentId;
import academy.exchange.ClientId;
import academy.exchange.DeadLetter;
import academy.exchange.EntityId;
import academy.exchange.Exchange;
import academy.exchange.ExchangeContract;
import academy.exchange.InertHandles;
import academy.exchange.Mailbox;
import academy.exchange.MailboxTerminatedException;
import academy.exchange.Message;
import academy.exchange.QueueLimitContract;
import academy.exchange.Request;
import academy.exchange.codec.JsonMessageCodec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

class InMemoryExchangeTest extends ExchangeContract implements QueueLimitContract {

    private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

    private final JsonMessageCodec codec = JsonMessageCodec.create();
    private final InertHandles handles = new InertHandles();
    private final InMemoryExchange exchange =
            InMemoryExchange.builder(codec).handles(owner -> handles).build();

    @AfterEach
    void close() {
        exchange.close();
    }

    @Override
    public Exchange exchange() {
        return exchange;
    }

    @Override
    public Exchange secondExchange() {
        return exchange;
    }

    @Override
    public void putRaw(EntityId mailbox, byte[] content) {
        exchange.putRaw(mailbox, content);
    }

    @Override
    public Exchange exchangeWithQueueLimit(int limit) {
        return InMemoryExchange.builder(codec).queueLimit(limit).build();
    }

    @Test
    void retryIsForgottenAfterItsWindow() throws InterruptedException {
        SettableClock clock = new SettableClock(START);
        try (InMemoryExchange timed = InMemoryExchange.builder(codec)
                .clock(clock)
                .retryWindow(Duration.ofSeconds(30))
                .build()) {
            ClientId client = timed.registerClient();
            Mailbox mailbox = timed.getMailbox(client);
            Message message = Message.request(client, client, new Request.Ping());

            timed.send(message);
            clock.now = START.plusSeconds(29);
            timed.send(message);
            assertThat(mailbox.receive(10, Duration.ZERO)).hasSize(1);

            clock.now = START.plusSeconds(30);
            timed.send(message);
            assertThat(mailbox.receive(10, Duration.ZERO)).hasSize(1);
        }
    }

    @Test
    void deadLettersAreDatedByTheClockAndTheOldestGiveWay() throws InterruptedException {
        try (InMemoryExchange small = InMemoryExchange.builder(codec)
                .clock(new SettableClock(START))
                .deadLetterLimit(2)
                .build()) {
            ClientId client = small.registerClient();
            for (String text : List.of("one", "two", "three")) {
                small.putRaw(client, text.getBytes(StandardCharsets.UTF_8));
            }
            Mailbox mailbox = small.getMailbox(client);
            assertThat(mailbox.receive(10, Duration.ZERO)).isEmpty();

            assertThat(mailbox.deadLetters(10)).extracting(DeadLetter::content).containsExactly("three", "two");
            assertThat(mailbox.deadLetters(10)).extracting(DeadLetter::time).containsOnly(START);
        }
    }

    @Test
    void deadLetterKeepsTheFirst64KiB() throws InterruptedException {
        ClientId client = exchange.registerClient();
        exchange.putRaw(client, "x".repeat(100_000).getBytes(StandardCharsets.UTF_8));
        Mailbox mailbox = exchange.getMailbox(client);
        assertThat(mailbox.receive(1, Duration.ZERO)).isEmpty();

        assertThat(mailbox.deadLetters(1)).singleElement().satisfies(letter -> assertThat(letter.content())
                .hasSize(65_536));
    }

    @Test
    void heartbeatsAreToldByTheClock() {
        SettableClock clock = new SettableClock(START);
        try (InMemoryExchange timed =
                InMemoryExchange.builder(codec).clock(clock).build()) {
            AgentId agent = timed.registerAgent(InertHandles.class);
            timed.getMailbox(agent).heartbeat();

            clock.now = START.plusSeconds(90);
            assertThat(timed.heartbeatAge(agent)).hasValue(Duration.ofSeconds(90));
            assertThat(timed.discover(InertHandles.class, true, Duration.ofSeconds(90)))
                    .containsExactly(agent);
            assertThat(timed.discover(InertHandles.class, true, Duration.ofSeconds(89)))
                    .isEmpty();

            clock.now = START.minusSeconds(1);
            assertThat(timed.heartbeatAge(agent)).hasValue(Duration.ZERO);
        }
    }

    @Test
    void withdrawalIsForgottenAfterTheWindowForRetries() throws InterruptedException {
        SettableClock clock = new SettableClock(START);
        try (InMemoryExchange timed = InMemoryExchange.builder(codec)
                .clock(clock)
                .retryWindow(Duration.ofSeconds(30))
                .build()) {
            AgentId agent = timed.registerAgent(InertHandles.class);
            Message request = Message.request(agent, agent, new Request.Ping());
            timed.send(request);
            timed.withdraw(agent, request.tag());
            Mailbox mailbox = timed.getMailbox(agent);

            clock.now = START.plusSeconds(30);
            assertThat(mailbox.receiveUrgent(Set.of()).withdrawn()).containsExactly(request.tag());
            clock.now = START.plusSeconds(31);
            assertThat(mailbox.receiveUrgent(Set.of()).withdrawn()).isEmpty();
        }
    }

    @Test
    void timeIsThatOfTheClock() {
        SettableClock clock = new SettableClock(START);
        try (InMemoryExchange timed =
                InMemoryExchange.builder(codec).clock(clock).build()) {
            assertThat(timed.now()).isEqualTo(START);
            clock.now = START.minusSeconds(5);
            assertThat(timed.now()).isEqualTo(START.minusSeconds(5));
        }
    }

    @Test
    void waitingReaderLearnsOfATerminationEvenIfTheMailboxIsOpenAgain() throws Exception {
        ClientId client = exchange.registerClient();
        Mailbox mailbox = exchange.getMailbox(client);
        FutureTask<Message> receive = new FutureTask<>(mailbox::receive);
        Thread reader = new Thread(receive, "reader");
        reader.start();
        await().until(() -> reader.getState() == Thread.State.TIMED_WAITING);

        exchange.terminate(client);
        exchange.registerClient(client);

        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> receive.get(10, TimeUnit.SECONDS))
                .withCauseInstanceOf(MailboxTerminatedException.class);
    }

    @Test
    void closingClosesTheHandlesThatWereMade() {
        exchange.close();
        assertThat(handles.isClosed()).isFalse();

        InMemoryExchange other =
                InMemoryExchange.builder(codec).handles(owner -> handles).build();
        other.getHandle(AgentId.random());
        other.close();
        assertThat(handles.isClosed()).isTrue();
    }

    @Test
    void settingsThatMakeNoSenseAreRefused() {
        InMemoryExchange.Builder builder = InMemoryExchange.builder(codec);

        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> builder.retryWindow(Duration.ZERO));
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> builder.deadLetterLimit(0));
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> builder.queueLimit(-1));
    }
}
