package academy.exchange.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import academy.exchange.AgentId;
import academy.exchange.BulkSendException;
import academy.exchange.ClientId;
import academy.exchange.Exchange;
import academy.exchange.ExchangeFullException;
import academy.exchange.Mailbox;
import academy.exchange.Message;
import academy.exchange.QueueLimitContract;
import academy.exchange.Request;
import academy.exchange.Response;
import academy.exchange.Serialization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** How many messages may wait in a mailbox, and how many bytes a reader takes at once. */
@Timeout(60)
class RedisQueueBoundsTest implements QueueLimitContract {

    private static final int LIMIT = 5;

    private final TestRedis redis = TestRedis.shared();
    private final String prefix = "test-" + UUID.randomUUID() + ":";
    private final RedisKeys keys = new RedisKeys(prefix);
    private final RedisExchange limited =
            redis.exchange().keyPrefix(prefix).queueLimit(LIMIT).build();
    private final RedisExchange unlimited = redis.exchange().keyPrefix(prefix).build();
    private final ClientId client = limited.registerClient();
    private final AgentId agent = limited.registerAgent(RedisQueueBoundsTest.class);

    private @Nullable RedisExchange ofContract;

    @AfterEach
    void disconnect() {
        if (ofContract != null) {
            ofContract.close();
        }
        limited.close();
        unlimited.close();
        redis.deleteKeys(prefix);
    }

    @Override
    public Exchange exchangeWithQueueLimit(int limit) {
        ofContract = redis.exchange()
                .keyPrefix(prefix + "contract:")
                .queueLimit(limit)
                .build();
        return ofContract;
    }

    private Message request() {
        return Message.request(client, agent, new Request.Ping());
    }

    private Message bulky(int bytes) {
        String argument = "[\"" + "x".repeat(bytes) + "\"]";
        return Message.request(
                client, agent, new Request.Action("keep", Serialization.JSON, argument, "{}", null, null));
    }

    private List<Message> fill() {
        List<Message> requests = Stream.generate(this::request).limit(LIMIT).toList();
        limited.sendAll(requests);
        return requests;
    }

    private long queued() {
        return redis.commands().llen(keys.queue(agent));
    }

    @Test
    void requestToAFullMailboxIsRefusedWithItsNameAndLimitAndLeavesNothing() throws InterruptedException {
        fill();
        Message refused = request();

        assertThatExceptionOfType(ExchangeFullException.class)
                .isThrownBy(() -> limited.send(refused))
                .withMessageContaining(agent.toString())
                .withMessageContaining("limit is 5");

        assertThat(redis.commands().exists(keys.sent(refused), keys.request(agent, refused.tag())))
                .isZero();
        assertThat(limited.stats(agent).incoming()).isEqualTo(LIMIT);
        assertThat(limited.stats(client).outgoing()).isEqualTo(LIMIT);
        limited.getMailbox(agent).receive(1, Duration.ZERO);
        limited.send(refused);
        assertThat(queued()).isEqualTo(LIMIT);
    }

    @Test
    void requestThatIsThereAlreadyIsNotRefused() {
        List<Message> requests = fill();

        limited.sendAll(requests);

        assertThat(queued()).isEqualTo(LIMIT);
    }

    @Test
    void responsesGoThrough() {
        Message question = Message.request(agent, client, new Request.Ping());
        limited.send(question);
        fill();

        limited.send(question.reply(new Response.Success()));

        assertThat(queued()).isEqualTo(LIMIT + 1);
    }

    @Test
    void bulkIsRefusedOneByOne() {
        List<Message> requests = Stream.generate(this::request).limit(LIMIT + 2).toList();

        assertThatExceptionOfType(BulkSendException.class)
                .isThrownBy(() -> limited.sendAll(requests))
                .satisfies(bulk -> assertThat(bulk.failures())
                        .extracting(BulkSendException.Failure::index)
                        .containsExactly(LIMIT, LIMIT + 1));
    }

    @Test
    void othersMaySendMore() {
        fill();

        unlimited.send(request());

        assertThat(queued()).isEqualTo(LIMIT + 1);
    }

    @Test
    void limitHoldsForManySendersAtOnceAndWhatWasAcceptedIsThere() {
        AtomicInteger accepted = new AtomicInteger();
        List<CompletableFuture<?>> senders = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            senders.add(limited.sendAsync(request()).handle((nothing, failure) -> {
                if (failure == null) {
                    accepted.incrementAndGet();
                } else {
                    assertThat(failure).isInstanceOf(ExchangeFullException.class);
                }
                return null;
            }));
        }
        senders.forEach(CompletableFuture::join);

        assertThat(accepted).hasValue(LIMIT);
        assertThat(queued()).isEqualTo(LIMIT);
    }

    @Test
    void limitLessThanZeroIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> redis.exchange().queueLimit(-1))
                .withMessageContaining("queue limit");
    }

    @Test
    void readerTakesNoMoreBytesThanItShouldHold() throws InterruptedException {
        int each = 900_000;
        List<Message> sent = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            sent.add(bulky(each));
        }
        unlimited.sendAll(sent);
        Mailbox mailbox = unlimited.getMailbox(agent);

        List<Message> taken = new ArrayList<>(mailbox.receive(100, Duration.ZERO));

        assertThat(taken).hasSize(QueueScripts.MOST_BYTES / each + 1);
        assertThat(queued()).isEqualTo(20 - taken.size());
        while (taken.size() < sent.size()) {
            taken.addAll(mailbox.receive(100, Duration.ofSeconds(5)));
        }
        assertThat(taken).isEqualTo(sent);
    }

    @Test
    void messageThatIsLargerThanAReaderShouldHoldIsTakenAlone() throws InterruptedException {
        byte[] huge = new byte[QueueScripts.MOST_BYTES + 1];
        redis.commands().rpush(keys.queue(agent), huge);
        Message next = request();
        unlimited.send(next);
        Mailbox mailbox = unlimited.getMailbox(agent);

        assertThat(mailbox.receive(Duration.ofSeconds(5))).isEqualTo(next);

        assertThat(mailbox.deadLetters(10)).hasSize(1);
    }
}
