package academy.exchange.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import academy.exchange.BadEntityIdException;
import academy.exchange.BulkSendException;
import academy.exchange.ExchangeException;
import academy.exchange.MailboxTerminatedException;
import academy.exchange.Message;
import academy.exchange.MessageCodec;
import academy.exchange.Response;

import static academy.exchange.redis.RedisCalls.utf8;

/** Puts messages onto queues: encoded first, so that what cannot be written leaves no trace, then one script. */
final class RedisSender {

    private static final Logger log = LoggerFactory.getLogger(RedisSender.class);

    /** How many messages of a bulk are on their way at once: enough to fill the connection, few enough to hold. */
    private static final int BULK_WINDOW = 1000;

    private final RedisCalls calls;
    private final RedisKeys keys;
    private final MessageCodec codec;
    private final byte[] retryWindow;
    private final Optional<ClusterSender> cluster;
    private final ReplicaWait replicas;

    RedisSender(RedisCalls calls, RedisKeys keys, MessageCodec codec, Duration retryWindow, ReplicaWait replicas) {
        this.replicas = replicas;
        this.calls = calls;
        this.keys = keys;
        this.codec = codec;
        this.retryWindow = utf8(Long.toString(retryWindow.toMillis()));
        this.cluster = keys.tagged() ? Optional.of(new ClusterSender(calls, keys, this.retryWindow)) : Optional.empty();
    }

    /** Completes when the message lies in its mailbox, or with what the exchange throws, never wrapped. */
    CompletableFuture<@Nullable Void> send(Message message) {
        CompletableFuture<@Nullable Void> result = new CompletableFuture<>();
        try {
            var unused = start(message).whenComplete((outcome, failure) -> {
                if (failure == null) {
                    result.complete(null);
                } else {
                    result.completeExceptionally(RedisCalls.unwrapped(failure));
                }
            });
        } catch (ExchangeException e) {
            result.completeExceptionally(e);
        }
        return result;
    }

    /** Sends each message or says why not, some of them at a time. */
    void sendAll(Collection<Message> messages) {
        List<Message> all = List.copyOf(messages);
        List<BulkSendException.Failure> failures = new ArrayList<>();
        for (int start = 0; start < all.size(); start += BULK_WINDOW) {
            sendWindow(all, start, Math.min(start + BULK_WINDOW, all.size()), failures);
        }
        if (!failures.isEmpty()) {
            throw new BulkSendException(all.size(), failures);
        }
    }

    private void sendWindow(List<Message> all, int start, int end, List<BulkSendException.Failure> failures) {
        List<CompletableFuture<@Nullable Void>> sent =
                all.subList(start, end).stream().map(this::send).toList();
        for (int i = 0; i < sent.size(); i++) {
            try {
                await(sent.get(i));
            } catch (ExchangeException e) {
                failures.add(new BulkSendException.Failure(start + i, all.get(start + i), e));
            }
        }
    }

    /**
     * Waits without regard to interrupts, which keep their flag: the time limit for operations ends it, and a send that
     * was given up half-way would leave its caller not knowing.
     */
    static void await(CompletableFuture<@Nullable Void> sent) {
        try {
            sent.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof ExchangeException failure) {
                throw failure;
            }
            throw e;
        }
    }

    private CompletableFuture<@Nullable Void> start(Message message) {
        byte[] content = codec.encode(message);
        String operation = "send to " + message.dest();
        CompletableFuture<Long> sent = replicas.after(
                operation,
                () -> message.isRequest()
                        ? request(operation, message, content)
                        : response(operation, message, content));
        return sent.thenApply(outcome -> accept(message, outcome));
    }

    private CompletableFuture<Long> request(String operation, Message message, byte[] content) {
        byte[] header = codec.encodeHeader(message.header());
        return cluster.map(split -> split.request(operation, message, content, header))
                .orElseGet(() -> calls.run(
                        operation,
                        Scripts.SEND_REQUEST,
                        requestKeys(message),
                        content,
                        retryWindow,
                        tag(message),
                        header));
    }

    private CompletableFuture<Long> response(String operation, Message message, byte[] content) {
        byte[] meaning = utf8(meaning(message));
        return cluster.map(split -> split.response(operation, message, content, meaning))
                .orElseGet(() -> calls.run(
                        operation,
                        Scripts.SEND_RESPONSE,
                        responseKeys(message),
                        content,
                        retryWindow,
                        tag(message),
                        meaning));
    }

    private static byte[] tag(Message message) {
        return utf8(message.tag().toString());
    }

    /** What an answer says that matters to the script. */
    private static String meaning(Message response) {
        if (!(response.body() instanceof Response.ProtocolError error)) {
            return "";
        }
        return switch (error.code()) {
            case MAILBOX_TERMINATED -> response.src().equals(error.mailbox()) ? "terminated" : "";
            case ACTION_CANCELLED -> "cancelled";
            default -> "";
        };
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
                    "The response of {} came after its mailbox ended, whose termination answers request {}",
                    message.src(),
                    message.tag());
        } else if (outcome == Scripts.DUPLICATE) {
            log.debug("Message {} of {} was sent already", message.tag(), message.src());
        }
        return null;
    }

    private List<String> requestKeys(Message message) {
        return List.of(
                keys.active(message.dest()),
                keys.queue(message.dest()),
                keys.sent(message),
                keys.request(message.dest(), message.tag()),
                keys.open(message.dest()),
                keys.outgoing(message.src()));
    }

    private List<String> responseKeys(Message message) {
        return List.of(
                keys.active(message.dest()),
                keys.queue(message.dest()),
                keys.sent(message),
                keys.request(message.src(), message.tag()),
                keys.open(message.src()),
                keys.completions(message.src()),
                keys.active(message.src()),
                keys.queue(message.src()),
                keys.withdrawn(message.src()),
                keys.ended(message.src()));
    }
}
