package academy.exchange.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

import academy.exchange.AgentId;
import academy.exchange.ClientId;
import academy.exchange.Delivery;
import academy.exchange.DeliveryOptions;
import academy.exchange.Mailbox;
import academy.exchange.Message;
import academy.exchange.Request;

/** One agent whose mailbox is read at least once, and one client that asks it with numbers. */
@Timeout(60)
abstract class LeasedReading {

    static final Duration SOON = Duration.ofSeconds(10);

    final TestRedis redis = redis();
    final String prefix = "lease-" + UUID.randomUUID() + ":";
    final RedisKeys keys = new RedisKeys(prefix);
    RedisExchange exchange;
    RedisExchange second;
    ClientId client;
    AgentId agent;

    TestRedis redis() {
        return TestRedis.shared();
    }

    DeliveryOptions options() {
        return DeliveryOptions.atLeastOnce()
                .withRecoveryTime(Duration.ofSeconds(1))
                .withMaxAttempts(3);
    }

    @BeforeEach
    void begin() {
        exchange = redis.exchange().keyPrefix(prefix).build();
        second = redis.exchange().keyPrefix(prefix).build();
        client = exchange.registerClient();
        agent = exchange.registerAgent(LeasedReading.class);
    }

    @AfterEach
    void end() {
        exchange.close();
        second.close();
        redis.deleteKeys(prefix);
    }

    LeasedMailbox reader(RedisExchange of) {
        return (LeasedMailbox) of.getMailbox(agent, options());
    }

    Message question(int number) {
        return Message.request(client, agent, exchange.codec().encodeAction("count", List.of(number), Map.of()));
    }

    List<Message> ask(int first, int last) {
        List<Message> asked = new ArrayList<>();
        for (int i = first; i <= last; i++) {
            Message question = question(i);
            exchange.send(question);
            asked.add(question);
        }
        return asked;
    }

    int number(Message message) {
        Object number = exchange.codec()
                .decodeArguments((Request.Action) message.body())
                .get(0, Integer.class);
        return (int) Objects.requireNonNull(number);
    }

    List<Integer> numbers(List<Delivery> deliveries) {
        return deliveries.stream().map(Delivery::message).map(this::number).toList();
    }

    /** Takes until there are so many or time is over. */
    List<Delivery> take(Mailbox mailbox, int count) throws InterruptedException {
        List<Delivery> taken = new ArrayList<>();
        long deadline = System.nanoTime() + SOON.toNanos();
        while (taken.size() < count && System.nanoTime() < deadline) {
            taken.addAll(mailbox.take(count - taken.size(), Duration.ofMillis(200)));
        }
        return taken;
    }

    static void acknowledge(List<Delivery> deliveries) {
        deliveries.forEach(delivery -> delivery.acknowledgement().acknowledge());
    }

    /** As if the readers had been silent for so long. */
    void endLeases() {
        redis.commands().zrange(keys.readers(agent), 0, -1).forEach(name -> redis.commands()
                .zadd(keys.readers(agent), 1, name));
    }

    /** What is held of the mailbox by whatever reader. */
    long held() {
        return redis.commands().keys(keys.taken(agent) + "*").stream()
                .mapToLong(redis.commands()::hlen)
                .sum();
    }

    long queued() {
        return redis.commands().llen(keys.queue(agent));
    }
}
