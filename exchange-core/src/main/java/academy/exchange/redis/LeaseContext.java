package academy.exchange.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import academy.exchange.DeliveryOptions;
import academy.exchange.EntityId;
import academy.exchange.ForeignText;
import academy.exchange.Header;
import academy.exchange.MalformedMessageException;
import academy.exchange.Message;
import academy.exchange.RemoteFailure;

import static academy.exchange.redis.RedisCalls.utf8;

/** What the leases of one reader have in common, whatever their names. */
final class LeaseContext {

    private static final Logger log = LoggerFactory.getLogger(LeaseContext.class);

    /** Longer than any sensible pause before a retry. */
    private static final Duration ATTEMPTS_REMEMBERED = Duration.ofDays(7);

    private final RedisExchange exchange;
    private final EntityId mailbox;
    private final LeaseKeys keys;
    private final DeliveryOptions options;

    LeaseContext(RedisExchange exchange, EntityId mailbox, RedisKeys keys, DeliveryOptions options) {
        this.exchange = exchange;
        this.mailbox = mailbox;
        this.keys = new LeaseKeys(keys, mailbox);
        this.options = options;
    }

    EntityId mailbox() {
        return mailbox;
    }

    RedisCalls calls() {
        return exchange.calls();
    }

    ReplicaWait replicas() {
        return exchange.replicas();
    }

    LeasedRequests requests() {
        return exchange.leasedRequests();
    }

    List<String> keys(String reader) {
        return keys.of(reader);
    }

    String taken(String reader) {
        return keys.taken(reader);
    }

    String numbers(String reader) {
        return keys.numbers(reader);
    }

    int maxAttempts() {
        return options.maxAttempts();
    }

    Duration leaseTime() {
        return options.recoveryTime().multipliedBy(2).dividedBy(3);
    }

    Duration renewalInterval() {
        return options.recoveryTime().dividedBy(6);
    }

    /** These arguments, and those with which a script may make dead letters. */
    byte[][] withLetters(byte[]... arguments) {
        byte[][] all = Arrays.copyOf(arguments, arguments.length + 4);
        all[arguments.length] = exchange.deadLetters().now();
        all[arguments.length + 1] = exchange.deadLetters().limit();
        all[arguments.length + 2] = utf8(Integer.toString(options.maxAttempts()));
        all[arguments.length + 3] = utf8(Long.toString(ATTEMPTS_REMEMBERED.toMillis()));
        return all;
    }

    /** The reply of a script that gave back what dead readers held: senders of what it made dead letters are told. */
    void recovered(List<Object> reply) {
        for (Object item : (List<?>) reply.get(1)) {
            buried((byte[]) item);
        }
        List<?> untold = (List<?>) reply.get(2);
        for (int i = 0; i < untold.size(); i += 2) {
            String reason = new String((byte[]) untold.get(i + 1), StandardCharsets.UTF_8);
            exchange.tickets()
                    .decode(mailbox, (byte[]) untold.get(i))
                    .ifPresent(request -> tell(request, ForeignText.line(reason)));
        }
    }

    private void buried(byte[] item) {
        try {
            buried(exchange.codec().decode(item), "its readers died while they handled it");
        } catch (MalformedMessageException e) {
            log.warn(
                    "Put aside a message to {} that nobody survived and that cannot be read: {}",
                    mailbox,
                    e.getMessage());
        }
    }

    /** A message became a dead letter; if it is a request that is not answered, its sender is told. Does not wait. */
    void buried(Message message, String reason) {
        String why = ForeignText.line(reason);
        log.warn("Put aside message {} to {}, which is not tried again: {}", message.tag(), mailbox, why);
        if (message.isRequest()) {
            tell(message.header(), why);
        }
    }

    private void tell(Header request, String why) {
        RemoteFailure failure = RemoteFailure.of(
                "RejectedException", "The request was put aside by " + mailbox + " and is not tried again: " + why);
        var unused = exchange.sender()
                .sendAsTheOnlyAnswer(
                        new Message(request.reply(), exchange.codec().encodeFailure(failure)))
                .exceptionally(unsent -> {
                    log.debug("{} could not be told that its request was put aside", request.src(), unsent);
                    return null;
                });
    }
}
