package academy.exchange.redis;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import academy.exchange.BadEntityIdException;
import academy.exchange.MailboxTerminatedException;
import academy.exchange.Message;
import academy.exchange.MessageCodec;

import static academy.exchange.redis.RedisCalls.utf8;

/** Puts messages onto queues: encoded first, so that what cannot be written leaves no trace, then one script. */
final class RedisSender {

    private static final Logger log = LoggerFactory.getLogger(RedisSender.class);

    private final RedisCalls calls;
    private final RedisKeys keys;
    private final MessageCodec codec;
    private final byte[] retryWindow;

    RedisSender(RedisCalls calls, RedisKeys keys, MessageCodec codec, Duration retryWindow) {
        this.calls = calls;
        this.keys = keys;
        this.codec = codec;
        this.retryWindow = utf8(Long.toString(retryWindow.toMillis()));
    }

    /** Completes when the message lies in its mailbox, or with what the exchange throws, possibly wrapped. */
    CompletableFuture<@Nullable Void> send(Message message) {
        byte[] content = codec.encode(message);
        String operation = "send to " + message.dest();
        CompletableFuture<Long> sent = message.isRequest()
                ? calls.run(
                        operation, Scripts.SEND_REQUEST, requestKeys(message), content, retryWindow, header(message))
                : calls.run(operation, Scripts.SEND_RESPONSE, responseKeys(message), content, retryWindow);
        return sent.thenApply(outcome -> accept(message, outcome));
    }

    private @Nullable Void accept(Message message, long outcome) {
        if (outcome == Scripts.MISSING) {
            throw new BadEntityIdException(message.dest());
        }
        if (outcome == Scripts.TERMINATED) {
            throw new MailboxTerminatedException(message.dest());
        }
        if (outcome == Scripts.ANSWERED_BY_TERMINATION) {
            log.debug(
                    "The response of {} came after its mailbox ended, request {} is answered",
                    message.src(),
                    message.tag());
        } else if (outcome == Scripts.DUPLICATE) {
            log.debug("Message {} of {} was sent already", message.tag(), message.src());
        }
        return null;
    }

    private byte[] header(Message message) {
        return codec.encodeHeader(message.header());
    }

    private List<String> requestKeys(Message message) {
        return List.of(
                keys.active(message.dest()),
                keys.queue(message.dest()),
                keys.sent(message),
                keys.request(message.dest(), message.tag()),
                keys.outgoing(message.src()));
    }

    private List<String> responseKeys(Message message) {
        return List.of(
                keys.active(message.dest()),
                keys.queue(message.dest()),
                keys.sent(message),
                keys.request(message.src(), message.tag()),
                keys.completions(message.src()),
                keys.active(message.src()));
    }
}
