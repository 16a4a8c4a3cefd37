package academy.exchange.redis;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import academy.exchange.EntityId;
import academy.exchange.Message;

import static academy.exchange.redis.RedisCalls.utf8;

/**
 * Puts messages onto queues of a cluster, where no script may touch two mailboxes. An answer takes three steps: one at the
 * responder's that decides what is answered, one at the asker's, and one at the responder's that completes it. Whoever
 * fails between them leaves an open request whose answer is decided; the next one to answer it gives that answer.
 */
final class ClusterSender {

    private static final Logger log = LoggerFactory.getLogger(ClusterSender.class);

    private final RedisCalls calls;
    private final RedisKeys keys;
    private final SendOptions options;
    private final SendOrder order = new SendOrder();

    ClusterSender(RedisCalls calls, RedisKeys keys, SendOptions options) {
        this.calls = calls;
        this.keys = keys;
        this.options = options;
    }

    /** Completes with what {@link Scripts#SEND_REQUEST} returns, given these arguments. */
    CompletableFuture<Long> request(Message message, byte[]... arguments) {
        EntityId dest = message.dest();
        List<String> scriptKeys = List.of(
                keys.active(dest),
                keys.queue(dest),
                keys.sent(message),
                keys.request(dest, message.tag()),
                keys.open(dest));
        return order.send(
                        dest,
                        turn -> calls.run(RedisSender.operation(message), Scripts.SEND_REQUEST, scriptKeys, arguments))
                .thenCompose(outcome -> counted(message, outcome));
    }

    /** Completes with what {@link Scripts#SEND_RESPONSE} would have returned. */
    CompletableFuture<Long> response(Message message, byte[] content, AnswerTerms terms) {
        EntityId own = message.src();
        List<String> scriptKeys = List.of(
                keys.active(own),
                keys.request(own, message.tag()),
                keys.reply(own, message.tag()),
                keys.ended(own),
                terms.taken());
        CompletableFuture<byte[]> claim = calls.fetch(
                        RedisSender.operation(message),
                        ClusterScripts.CLAIM,
                        scriptKeys,
                        content,
                        RedisSender.tag(message),
                        utf8(terms.meaning()),
                        utf8(terms.number()),
                        terms.retentionArgument(),
                        terms.againArgument())
                .thenApply(Objects::requireNonNull);
        return order.sendWhen(claim, message.dest(), decided -> answer(message, content, terms, decided));
    }

    /** A counter is worth one try: the message is sent. */
    private CompletionStage<Long> counted(Message message, long outcome) {
        return outcome != Scripts.DELIVERED
                ? CompletableFuture.completedFuture(outcome)
                : calls.runOnce(
                                "count a request of " + message.src(),
                                ClusterScripts.COUNT,
                                List.of(keys.outgoing(message.src())))
                        .handle((count, failure) -> outcome);
    }

    private CompletableFuture<Long> answer(Message message, byte[] content, AnswerTerms terms, byte[] decided) {
        AnswerTerms before = terms.decidedBefore(options.replyRetention());
        return switch (decided.length) {
            case 0 ->
                push(message, content)
                        .thenCompose(outcome -> completed(message, terms.again() ? before : terms, outcome));
            case 1 -> CompletableFuture.completedFuture((long) (decided[0] - '0'));
            default ->
                push(message, decided)
                        .thenCompose(outcome -> completed(message, before, outcome))
                        .thenApply(outcome -> outcome == Scripts.DELIVERED ? Scripts.DUPLICATE : outcome);
        };
    }

    private CompletableFuture<Long> push(Message message, byte[] content) {
        EntityId dest = message.dest();
        return calls.run(
                RedisSender.operation(message),
                ClusterScripts.PUSH,
                List.of(keys.active(dest), keys.queue(dest), keys.sent(message)),
                content,
                options.retryWindowArgument());
    }

    private CompletionStage<Long> completed(Message message, AnswerTerms terms, long outcome) {
        EntityId own = message.src();
        List<String> scriptKeys = List.of(
                keys.active(own),
                keys.queue(own),
                keys.request(own, message.tag()),
                keys.reply(own, message.tag()),
                keys.open(own),
                keys.completions(own),
                keys.withdrawn(own),
                keys.ended(own));
        return calls.run(
                        "complete request " + message.tag() + " to " + own,
                        ClusterScripts.COMPLETE,
                        scriptKeys,
                        RedisSender.tag(message),
                        utf8(terms.meaning()),
                        utf8(Long.toString(outcome)),
                        terms.retentionArgument(),
                        utf8(terms.keepsNoText() ? "1" : "0"))
                .handle((done, failure) -> {
                    if (failure != null) {
                        log.warn("Request {} to {} was answered and stays open", message.tag(), own, failure);
                    }
                    return outcome;
                });
    }
}
