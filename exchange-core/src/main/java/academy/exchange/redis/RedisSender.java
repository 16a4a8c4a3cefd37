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
import academy.exchange.ExchangeFullException;
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

    /** What an answer says that is given for an agent which nobody serves. */
    static final String UNAVAILABLE = "unavailable";

    private static final String TERMINATED = "terminated";

    private final RedisCalls calls;
    private final RedisKeys keys;
    private final MessageCodec codec;
    private final SendOptions options;
    private final LeasedRequests leased;
    private final Optional<ClusterSender> cluster;
    private final ReplicaWait replicas;
    private final BulkSender bulk;

    /** How an answer goes out. */
    private enum Answer {
        /** Once. */
        ONCE,
        /** Once, and remembered as the only one. */
        KEPT,
        /** As it was kept. */
        AGAIN
    }

    /**
     * @param leased the requests that are held under a lease
     */
    RedisSender(
            RedisCalls calls,
            RedisKeys keys,
            MessageCodec codec,
            SendOptions options,
            LeasedRequests leased,
            ReplicaWait replicas) {
        this.calls = calls;
        this.keys = keys;
        this.codec = codec;
        this.options = options;
        this.leased = leased;
        this.replicas = replicas;
        this.bulk = new BulkSender(this, calls, keys, codec, options, replicas);
        this.cluster = keys.tagged() ? Optional.of(new ClusterSender(calls, keys, options)) : Optional.empty();
    }

    /** Completes when the message lies in its mailbox, or with what the exchange throws, never wrapped. */
    CompletableFuture<@Nullable Void> send(Message message) {
        return send(message, Answer.ONCE);
    }

    /** Sends an answer after which no other goes out for a while, though nobody holds the request any more. */
    CompletableFuture<@Nullable Void> sendAsTheOnlyAnswer(Message response) {
        return send(response, Answer.KEPT);
    }

    /** Sends an answer that was kept, in case that it got lost. */
    CompletableFuture<@Nullable Void> sendAgain(Message response) {
        return send(response, Answer.AGAIN);
    }

    /** Answers an open request for an agent of a cluster that nobody serves; completes with one if this call has. */
    CompletableFuture<Long> tellOnCluster(Message response) {
        AnswerTerms terms = new AnswerTerms(UNAVAILABLE, keys.taken(response.src()), "", Duration.ZERO, false);
        return cluster.orElseThrow().response(response, codec.encode(response), terms);
    }

    private CompletableFuture<@Nullable Void> send(Message message, Answer answer) {
        CompletableFuture<@Nullable Void> result = new CompletableFuture<>();
        try {
            var unused = start(message, answer).whenComplete((outcome, failure) -> {
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
        List<CompletableFuture<@Nullable Void>> sent = bulk.send(all.subList(start, end));
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
    static void await(CompletableFuture<?> sent) {
        try {
            sent.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof ExchangeException failure) {
                throw failure;
            }
            throw e;
        }
    }

    private CompletableFuture<@Nullable Void> start(Message message, Answer answer) {
        byte[] content = codec.encode(message);
        CompletableFuture<Long> sent = replicas.after(
                operation(message),
                () -> message.isRequest() ? sendRequest(message, content) : sendResponse(message, content, answer));
        return sent.thenApply(outcome -> accept(message, outcome));
    }

    private CompletableFuture<Long> sendRequest(Message message, byte[] content) {
        byte[] header = codec.encodeHeader(message, content);
        byte[][] arguments = {
            content,
            options.retryWindowArgument(),
            tag(message),
            header,
            options.queueLimitArgument(),
            options.requestLifetimeArgument()
        };
        return cluster.map(split -> split.request(message, arguments))
                .orElseGet(() -> calls.run(operation(message), Scripts.SEND_REQUEST, requestKeys(message), arguments));
    }

    private CompletableFuture<Long> sendResponse(Message message, byte[] content, Answer answer) {
        AnswerTerms terms = terms(message, answer);
        return cluster.map(split -> split.response(message, content, terms))
                .orElseGet(() -> calls.run(
                        operation(message),
                        Scripts.SEND_RESPONSE,
                        responseKeys(message, terms),
                        content,
                        options.retryWindowArgument(),
                        tag(message),
                        utf8(terms.meaning()),
                        utf8(terms.number()),
                        terms.retentionArgument(),
                        terms.againArgument()));
    }

    private AnswerTerms terms(Message message, Answer answer) {
        String meaning = meaning(message);
        // A termination answers what nobody holds any more.
        Optional<LeasedRequests.Place> place = answer == Answer.ONCE && !meaning.equals(TERMINATED)
                ? leased.find(message.src(), message.tag())
                : Optional.empty();
        return new AnswerTerms(
                meaning,
                place.map(LeasedRequests.Place::taken).orElseGet(() -> keys.taken(message.src())),
                place.map(held -> Long.toString(held.number())).orElse(""),
                place.isPresent() || answer == Answer.KEPT ? options.replyRetention() : Duration.ZERO,
                answer == Answer.AGAIN);
    }

    static String operation(Message message) {
        return "send to " + message.dest();
    }

    static byte[] tag(Message message) {
        return utf8(message.tag().toString());
    }

    /** What an answer says that matters to the script. */
    private static String meaning(Message response) {
        if (!(response.body() instanceof Response.ProtocolError error)) {
            return "";
        }
        return switch (error.code()) {
            case MAILBOX_TERMINATED -> response.src().equals(error.mailbox()) ? TERMINATED : "";
            case ACTION_CANCELLED -> "cancelled";
            default -> "";
        };
    }

    /** What the outcome of its script means for a message. */
    @Nullable
    Void accept(Message message, long outcome) {
        if (outcome == Scripts.MISSING) {
            throw new BadEntityIdException(message.dest());
        }
        if (outcome == Scripts.TERMINATED) {
            throw new MailboxTerminatedException(message.dest());
        }
        if (outcome == Scripts.FULL) {
            throw new ExchangeFullException(
                    "The mailbox of " + message.dest() + " is full: its limit is " + options.queueLimit()
                            + " waiting messages; send again when some have been taken, or raise the queue limit",
                    null);
        }
        if (outcome == Scripts.ANSWERED_BY_TERMINATION) {
            log.debug(
                    "The response of {} came after its mailbox ended, whose termination answers request {}",
                    message.src(),
                    message.tag());
        } else if (outcome == Scripts.HELD_BY_OTHERS) {
            log.info(
                    "The response of {} to request {} is dropped: it was taken for dead meanwhile, and others answer",
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

    private List<String> responseKeys(Message message, AnswerTerms terms) {
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
                keys.ended(message.src()),
                terms.taken(),
                keys.reply(message.src(), message.tag()));
    }
}
