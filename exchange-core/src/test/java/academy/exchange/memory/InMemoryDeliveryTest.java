package academy.exchange.memory;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import academy.exchange.Acknowledgement;
import academy.exchange.AgentId;
import academy.exchange.ClientId;
import academy.exchange.DeadLetter;
import academy.exchange.Delivery;
import academy.exchange.DeliveryOptions;
import academy.exchange.ErrorCode;
import academy.exchange.Mailbox;
import academy.exchange.Message;
import academy.exchange.Request;
import academy.exchange.Response;
import academy.exchange.Serialization;
import academy.exchange.codec.JsonMessageCodec;

import static org.assertj.core.api.Assertions.assertThat;

/** What the contract leaves open of delivery at least once: times by the clock, and how much is kept. */
@Timeout(60)
class InMemoryDeliveryTest {

    private static final Duration ANSWERS_KEPT = Duration.ofMinutes(10);

    private final SettableClock clock = new SettableClock(Instant.parse("2026-01-02T03:04:05Z"));
    private final InMemoryExchange exchange = InMemoryExchange.builder(
                    JsonMessageCodec.builder().maxMessageSize(4 * 1024 * 1024).build())
            .clock(clock)
            .retryWindow(Duration.ofSeconds(1))
            .deadLetterLimit(2)
            .queueLimit(3)
            .build();
    private final ClientId client = exchange.registerClient();
    private final AgentId agent = exchange.registerAgent(Object.class);

    @AfterEach
    void close() {
        exchange.close();
    }

    @Test
    void pauseIsToldByTheClock() throws InterruptedException {
        Message sent = send("go");
        Mailbox mailbox = open();
        take(mailbox).retry(Duration.ofHours(1), "not yet");

        clock.advance(Duration.ofHours(1).minusMillis(1));
        assertThat(mailbox.take(1, Duration.ofMillis(20))).isEmpty();

        clock.advance(Duration.ofMillis(1));
        assertThat(mailbox.receive(1, Duration.ZERO)).containsExactly(sent);
    }

    @Test
    void pausesEndInTheOrderOfTheirTimes() throws InterruptedException {
        List<Message> sent = List.of(send("one"), send("two"), send("three"));
        Mailbox mailbox = open();
        take(mailbox).retry(Duration.ofSeconds(3), "not yet");
        take(mailbox).retry(Duration.ofSeconds(2), "not yet");
        take(mailbox).retry(Duration.ofSeconds(3), "not yet");

        clock.advance(Duration.ofSeconds(3));

        assertThat(mailbox.receive(10, Duration.ZERO)).containsExactly(sent.get(1), sent.get(0), sent.get(2));
    }

    @Test
    void answeredRequestIsKnownForTenMinutes() throws InterruptedException {
        Message request = send("go");
        Mailbox mailbox = open();
        take(mailbox);
        exchange.send(success(request));
        mailbox.close();

        clock.advance(ANSWERS_KEPT);
        exchange.send(request.reply(new Response.ProtocolError(ErrorCode.ACTION_CANCELLED, null)));
        assertThat(answers()).containsExactly(success(request));
        assertThat(open().take(1, Duration.ZERO)).isEmpty();
    }

    @Test
    void answerIsForgottenAfterTenMinutes() throws InterruptedException {
        Message request = send("go");
        Mailbox mailbox = open();
        take(mailbox);
        exchange.send(success(request));
        mailbox.close();

        clock.advance(ANSWERS_KEPT.plusMillis(1));

        assertThat(open().receive(1, Duration.ZERO)).containsExactly(request);
    }

    @Test
    void rejectedMessageIsKeptWholeUpToOneMebibyte() throws InterruptedException {
        Message whole = send("x".repeat(1_000_000));
        Message large = send("x".repeat(2_000_000));
        Mailbox mailbox = open();
        take(mailbox).reject("it makes no sense");
        take(mailbox).reject("it is too long");

        assertThat(mailbox.deadLetters(10))
                .extracting(letter -> letter.content().length())
                .containsExactly(1024 * 1024, exchange.codec().encode(whole).length);
        assertThat(mailbox.redrive(10)).isOne();
        assertThat(mailbox.receive(10, Duration.ZERO)).containsExactly(whole).doesNotContain(large);
    }

    @Test
    void oldestDeadLettersGiveWay() throws InterruptedException {
        List.of("one", "two", "three").forEach(this::send);
        Mailbox mailbox = open();
        for (String reason : List.of("first", "second", "third")) {
            take(mailbox).reject(reason);
        }

        assertThat(mailbox.deadLetters(10)).extracting(DeadLetter::reason).containsExactly("third", "second");
        assertThat(mailbox.redrive(10)).isEqualTo(2);
    }

    @Test
    void whatComesBackIsNotRefusedByAFullMailbox() throws InterruptedException {
        Message rejected = send("zero");
        List<Message> taken = List.of(send("one"), send("two"));
        Mailbox mailbox = open();
        take(mailbox).reject("it makes no sense");
        take(mailbox);
        take(mailbox).retry(Duration.ZERO, "not yet");
        List<Message> waiting = List.of(send("three"), send("four"), send("five"));

        mailbox.close();
        Mailbox again = open();
        assertThat(again.redrive(1)).isOne();

        assertThat(again.receive(10, Duration.ZERO))
                .containsExactlyInAnyOrder(
                        taken.get(0), taken.get(1), waiting.get(0), waiting.get(1), waiting.get(2), rejected)
                .endsWith(waiting.get(0), waiting.get(1), waiting.get(2), rejected);
    }

    private Mailbox open() {
        return exchange.getMailbox(agent, DeliveryOptions.atLeastOnce());
    }

    private Message send(String action) {
        Message request = Message.request(
                client, agent, new Request.Action("go", Serialization.JSON, "[\"" + action + "\"]", "{}", null, null));
        exchange.send(request);
        return request;
    }

    private static Message success(Message request) {
        return request.reply(new Response.Success());
    }

    private static Acknowledgement take(Mailbox mailbox) throws InterruptedException {
        List<Delivery> taken = mailbox.take(1, Duration.ZERO);
        assertThat(taken).hasSize(1);
        return taken.get(0).acknowledgement();
    }

    private List<Message> answers() throws InterruptedException {
        return exchange.getMailbox(client).receive(10, Duration.ZERO);
    }
}
