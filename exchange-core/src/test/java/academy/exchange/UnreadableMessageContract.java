package academy.exchange;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What foreign peers may put on a queue, and that it harms nobody but themselves. */
interface UnreadableMessageContract extends ExchangeFixture {

    @Test
    default void messageOfAForeignPeerIsRead() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        RawMessage raw = RawMessage.ping(client, agent);

        putRaw(agent, raw.bytes());

        Message message = exchange().getMailbox(agent).receive(Traffic.ARRIVAL);
        assertThat(message.tag()).isEqualTo(raw.tag());
        assertThat(message.src()).isEqualTo(client);
        assertThat(message.body()).isEqualTo(new Request.Ping());
    }

    @ParameterizedTest
    @EnumSource
    default void readerSurvives(Garbage garbage) throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        Mailbox mailbox = exchange().getMailbox(agent);
        Message good = Traffic.ping(client, agent);
        Instant before = Instant.now().minusSeconds(60);

        putRaw(agent, garbage.bytes());
        exchange().send(good);

        assertThat(mailbox.receive(Traffic.ARRIVAL)).isEqualTo(good);
        assertThat(mailbox.deadLetters(10)).singleElement().satisfies(letter -> {
            assertThat(letter.reason()).isNotBlank().doesNotContain("\n");
            assertThat(letter.time()).isBetween(before, Instant.now().plusSeconds(60));
            assertThat(letter.content()).isEqualTo(garbage.text());
        });
    }

    @Test
    default void messageOverTheLimitIsPutAsideInPart() throws InterruptedException {
        ClientId client = exchange().registerClient();
        Mailbox mailbox = exchange().getMailbox(client);
        Message good = Traffic.ping(client, client);
        String large = "{\"kind\":\"ping-request\",\"extra\":\"" + "x".repeat(2 * 1024 * 1024) + "\"}";

        putRaw(client, RawMessage.ping(client, client).withBody(large).bytes());
        exchange().send(good);

        assertThat(Traffic.drain(mailbox)).contains(good).allMatch(each -> each.equals(good) || !each.isRequest());
        assertThat(mailbox.deadLetters(10)).singleElement().satisfies(letter -> assertThat(letter.content())
                .startsWith("{\"header\"")
                .hasSizeLessThan(large.length()));
    }

    @Test
    default void pollingSkipsWhatIsUnreadable() throws InterruptedException {
        ClientId client = exchange().registerClient();
        Mailbox mailbox = exchange().getMailbox(client);
        Message good = Traffic.ping(client, client);
        putRaw(client, Garbage.TEXT.bytes());
        putRaw(client, Garbage.PICKLE.bytes());
        exchange().send(good);
        putRaw(client, Garbage.TEXT.bytes());

        assertThat(mailbox.receive(Duration.ZERO)).isEqualTo(good);
        assertThatExceptionOfType(ExchangeTimeoutException.class).isThrownBy(() -> mailbox.receive(Duration.ZERO));
        assertThat(mailbox.deadLetters(10)).hasSize(3);
    }

    @Test
    default void batchLeavesOutWhatIsUnreadable() throws InterruptedException {
        ClientId client = exchange().registerClient();
        Mailbox mailbox = exchange().getMailbox(client);
        Message first = Traffic.action(client, client, "first");
        Message second = Traffic.action(client, client, "second");
        exchange().send(first);
        putRaw(client, Garbage.TRUNCATED.bytes());
        exchange().send(second);

        assertThat(Traffic.drain(mailbox)).containsExactly(first, second);
        assertThat(mailbox.deadLetters(10)).hasSize(1);
    }

    @Test
    default void waitingReaderGoesOnWaitingAfterAnUnreadableMessage() throws Exception {
        ClientId client = exchange().registerClient();
        WaitingReader reader = WaitingReader.of(exchange().getMailbox(client));
        Message good = Traffic.ping(client, client);

        putRaw(client, Garbage.TEXT.bytes());
        exchange().send(good);

        assertThat(reader.message()).isEqualTo(good);
    }

    @Test
    default void deadLettersComeNewestFirstAndAsManyAsAskedFor() throws InterruptedException {
        ClientId client = exchange().registerClient();
        Mailbox mailbox = exchange().getMailbox(client);
        for (String text : List.of("one", "two", "three")) {
            putRaw(client, text.getBytes(UTF_8));
        }
        assertThat(Traffic.drain(mailbox)).isEmpty();

        assertThat(mailbox.deadLetters(2)).extracting(DeadLetter::content).containsExactly("three", "two");
        assertThat(mailbox.deadLetters(10)).hasSize(3);
        assertThat(exchange().getMailbox(client).deadLetters(10)).hasSize(3);
    }

    @Test
    default void senderOfAnUnknownKindOfRequestLearnsThatItFailed() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        RawMessage raw = RawMessage.ping(client, agent).withBody("{\"kind\":\"dance-request\"}");

        Message answer = answerTo(raw);

        assertThat(answer.body()).isInstanceOf(Response.ActionError.class);
    }

    @Test
    default void senderOfAForeignVersionLearnsThatItIsIncompatible() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);

        Message answer = answerTo(RawMessage.ping(client, agent).withVersion("2"));

        assertThat(answer.body()).isEqualTo(new Response.ProtocolError(ErrorCode.INCOMPATIBLE_PROTOCOL, agent));
    }

    /** Puts a bad request on the queue, reads there, and returns the one answer that its sender finds. */
    private Message answerTo(RawMessage raw) throws InterruptedException {
        Mailbox mailbox = exchange().getMailbox(raw.dest());
        putRaw(raw.dest(), raw.bytes());
        assertThat(Traffic.drain(mailbox)).isEmpty();
        assertThat(mailbox.deadLetters(10)).hasSize(1);

        // The answer is on its way, and may take several steps.
        Mailbox sender = exchange().getMailbox(raw.src());
        List<Message> answers = new ArrayList<>(sender.receive(10, Duration.ofSeconds(5)));
        answers.addAll(Traffic.drain(sender));
        assertThat(answers).singleElement().satisfies(answer -> {
            assertThat(answer.tag()).isEqualTo(raw.tag());
            assertThat(answer.src()).isEqualTo(raw.dest());
            assertThat(answer.header().isCompatible()).isTrue();
        });
        return answers.get(0);
    }

    @Test
    default void badRequestOfAnUnknownSenderHarmsNobody() throws InterruptedException {
        ClientId unknown = ClientId.random();
        AgentId agent = exchange().registerAgent(Object.class);
        Mailbox mailbox = exchange().getMailbox(agent);
        Message good = Traffic.ping(agent, agent);

        putRaw(agent, RawMessage.ping(unknown, agent).withVersion("2").bytes());
        exchange().send(good);

        assertThat(mailbox.receive(Traffic.ARRIVAL)).isEqualTo(good);
        assertThat(mailbox.deadLetters(10)).hasSize(1);
        assertThat(exchange().status(unknown)).isEqualTo(MailboxStatus.MISSING);
    }

    @Test
    default void unreadableResponseIsHandedOutAsAnError() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        Mailbox mailbox = exchange().getMailbox(client);
        RawMessage raw = RawMessage.success(agent, client).withBody("{\"kind\":\"dance-response\"}");

        putRaw(client, raw.bytes());

        Message received = mailbox.receive(Traffic.ARRIVAL);
        assertThat(received.tag()).isEqualTo(raw.tag());
        assertThat(received.src()).isEqualTo(agent);
        assertThat(received.body()).isInstanceOfAny(Response.ActionError.class, Response.ProtocolError.class);
        assertThat(mailbox.deadLetters(10)).hasSize(1);
        assertThat(Traffic.drain(exchange().getMailbox(agent))).isEmpty();
    }

    @Test
    default void responseOfAForeignVersionIsHandedOutAsIncompatible() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);

        putRaw(client, RawMessage.success(agent, client).withVersion("2").bytes());

        assertThat(exchange().getMailbox(client).receive(Traffic.ARRIVAL).body())
                .isInstanceOfSatisfying(Response.ProtocolError.class, error -> assertThat(error.code())
                        .isEqualTo(ErrorCode.INCOMPATIBLE_PROTOCOL));
    }

    @Test
    default void messageInTheWrongMailboxIsPutAsideUnanswered() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        AgentId other = exchange().registerAgent(Object.class);
        Mailbox mailbox = exchange().getMailbox(agent);

        putRaw(agent, RawMessage.ping(client, other).bytes());
        putRaw(agent, RawMessage.ping(client, other).withVersion("2").bytes());
        putRaw(agent, RawMessage.success(client, other).bytes());
        putRaw(agent, RawMessage.success(client, other).withVersion("2").bytes());

        assertThat(Traffic.drain(mailbox)).isEmpty();
        assertThat(mailbox.deadLetters(10)).hasSize(4);
        assertThat(Traffic.drain(exchange().getMailbox(client))).isEmpty();
        assertThat(Traffic.drain(exchange().getMailbox(other))).isEmpty();
    }

    /** Things no reader can read. */
    enum Garbage {
        /** No bytes at all. */
        NOTHING(""),
        /** Text of no format. */
        TEXT("hello\nworld"),
        /** What peers of the first releases sent: a whole message as a pickle. */
        PICKLE("\u0080\u0004\u0095\u0000\u0001K."),
        /** The beginning of a message. */
        TRUNCATED("{\"header\":{\"src\":{\"uid\":\"11111111-1111"),
        /** JSON, but no message. */
        OTHER_JSON("[1, 2, 3]"),
        /** A message without a header. */
        NO_HEADER("{\"body\":{\"kind\":\"ping-request\"}}"),
        /** What would exhaust the stack of a careless reader. */
        DEEP("{\"header\":" + "[".repeat(1_000) + "]".repeat(1_000) + ",\"body\":{}}"),
        /** A field, unknown at that, which would exhaust the stack. */
        DEEP_BODY("{\"body\":{\"kind\":\"ping-request\",\"extra\":" + "[".repeat(1_000) + "]".repeat(1_000) + "}}");

        private final String bytesAsLatin1;

        Garbage(String bytesAsLatin1) {
            this.bytesAsLatin1 = bytesAsLatin1;
        }

        byte[] bytes() {
            return bytesAsLatin1.getBytes(ISO_8859_1);
        }

        String text() {
            return new String(bytes(), UTF_8);
        }
    }
}
