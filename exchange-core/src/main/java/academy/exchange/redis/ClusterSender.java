package academy.exchange.redis;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;
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
    private final byte[] retryWindow;
    private final SendOrder order = new SendOrder();

    ClusterSender(RedisCalls calls, RedisKeys keys, byte[] retryWindow) {
        this.calls = calls;
        this.keys = keys;
        this.retryWindow = retryWindow;
    }

    /** Completes with what {@link Scripts#SEND_REQUEST} would have returned. */
    CompletableFuture<Long> request(String operation, Message message, byte[] content, byte[] header) {
        EntityId dest = message.dest();
        List<String> scriptKeys = List.of(
                keys.active(dest),
                keys.queue(dest),
                keys.sent(message),
                keys.request(dest, message.tag()),
                keys.open(dest));
        return order.send(
                        dest,
                        turn -> calls.run(
                                operation,
                                ClusterScripts.SEND_REQUEST,
                                scriptKeys,
                                content,
                                retryWindow,
                                tag(message),
                                header))
                .thenCompose(outcome -> counted(message, outcome));
    }

    /** Completes with what {@link Scripts#SEND_RESPONSE} would have returned. */
    CompletableFuture<Long> response(String operation, Message message, byte[] content, byte[] meaning) {
        EntityId own = message.src();
        List<String> scriptKeys = List.of(
                keys.active(own), keys.request(own, message.tag()), keys.reply(own, message.tag()), keys.ended(own));
        CompletableFuture<byte @Nullable []> claim =
                calls.fetch(operation, ClusterScripts.CLAIM, scriptKeys, content, tag(message), meaning);
        return order.sendWhen(claim, message.dest(), decided -> answer(operation, message, content, meaning, decided));
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

    private CompletableFuture<Long> answer(
            String operation, Message message, byte[] content, byte[] meaning, byte @Nullable [] decided) {
        if (decided == null) {
            return CompletableFuture.completedFuture(Scripts.ANSWERED_BY_TERMINATION);
        }
        return decided.length == 0
                ? push(operation, message, content).thenCompose(outcome -> completed(message, meaning, outcome))
                : push(operation, message, decided)
                        .thenCompose(outcome -> completed(message, new byte[0], outcome))
                        .thenApply(outcome -> outcome == Scripts.DELIVERED ? Scripts.DUPLICATE : outcome);
    }

    private CompletableFuture<Long> push(String operation, Message message, byte[] content) {
        EntityId dest = message.dest();
        return calls.run(
                operation,
                ClusterScripts.PUSH,
                List.of(keys.active(dest), keys.queue(dest), keys.sent(message)),
                content,
                retryWindow);
    }

    private CompletionStage<Long> completed(Message message, byte[] meaning, long outcome) {
        EntityId own = message.src();
        List<String> scriptKeys = List.of(
                keys.active(own),
                keys.queue(own),
                keys.request(own, message.tag()),
                keys.reply(own, message.tag()),
                keys.open(own),
                keys.completions(own),
                keys.withdrawn(own));
        return calls.run(
                        "complete request " + message.tag() + " to " + own,
                        ClusterScripts.COMPLETE,
                        scriptKeys,
                        tag(message),
                        meaning,
                        utf8(Long.toString(outcome)))
                .handle((done, failure) -> {
                    if (failure != null) {
                        log.warn("Request {} to {} was answered and stays open", message.tag(), own, failure);
                    }
                    return outcome;
                });
    }

    private static byte[] tag(Message message) {
        return utf8(message.tag().toString());
    }
}
