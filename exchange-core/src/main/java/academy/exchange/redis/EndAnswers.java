package academy.exchange.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.lettuce.core.KeyValue;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;

import academy.exchange.EntityId;
import academy.exchange.ErrorCode;
import academy.exchange.Header;
import academy.exchange.Message;
import academy.exchange.MessageCodec;
import academy.exchange.Response;

import static academy.exchange.redis.RedisCalls.utf8;

/** Tells those who wait for an answer of a mailbox that it has ended, many in one command. Nothing here waits. */
final class EndAnswers {

    private static final Logger log = LoggerFactory.getLogger(EndAnswers.class);

    /** How many a script is given: a millisecond's work. */
    private static final int CHUNK = 100;

    private final RedisCalls calls;
    private final RedisKeys keys;
    private final MessageCodec codec;
    private final RedisTickets tickets;
    private final RedisSender sender;
    private final ReplicaWait replicas;

    EndAnswers(
            RedisCalls calls,
            RedisKeys keys,
            MessageCodec codec,
            RedisTickets tickets,
            RedisSender sender,
            ReplicaWait replicas) {
        this.calls = calls;
        this.keys = keys;
        this.codec = codec;
        this.tickets = tickets;
        this.sender = sender;
        this.replicas = replicas;
    }

    /** Where the tags of requests were found. */
    enum Among {
        /** Among those that were open when the mailbox ended. */
        ENDED,
        /** Among all keys. */
        ALL
    }

    /** Reads these tickets of requests to a mailbox and answers them; completes when that is done. */
    CompletionStage<List<Object>> give(
            RedisClusterAsyncCommands<String, byte[]> commands, EntityId id, List<String> requests, Among among) {
        if (requests.isEmpty()) {
            return CompletableFuture.completedFuture(List.of());
        }
        // Reading and writing JSON is no work for the driver's thread.
        return commands.mget(requests.toArray(String[]::new))
                .thenComposeAsync(headers -> answer(id, headers, among))
                .thenApply(done -> List.of());
    }

    private CompletableFuture<?> answer(EntityId id, List<KeyValue<String, byte[]>> found, Among among) {
        List<CompletableFuture<?>> sent = new ArrayList<>();
        for (int start = 0; start < found.size(); start += CHUNK) {
            List<Message> answers = found.subList(start, Math.min(start + CHUNK, found.size())).stream()
                    .filter(KeyValue::hasValue)
                    .map(header -> tickets.decode(id, header.getValue()))
                    .flatMap(Optional::stream)
                    .map(EndAnswers::answer)
                    .toList();
            if (keys.tagged()) {
                answers.forEach(answer -> sent.add(noted(answer.src(), sender.send(answer))));
            } else if (!answers.isEmpty()) {
                sent.add(noted(id, together(id, answers, among)));
            }
        }
        return CompletableFuture.allOf(sent.toArray(CompletableFuture<?>[]::new));
    }

    private static Message answer(Header request) {
        return new Message(request.reply(), new Response.ProtocolError(ErrorCode.MAILBOX_TERMINATED, request.dest()));
    }

    private CompletableFuture<?> together(EntityId id, List<Message> answers, Among among) {
        List<byte[]> arguments = new ArrayList<>(List.of(
                utf8(keys.everyActive()),
                utf8(keys.everyQueue()),
                utf8(keys.requests(id)),
                utf8(keys.replies(id)),
                utf8(among == Among.ENDED ? "1" : "0")));
        for (Message answer : answers) {
            arguments.add(utf8(answer.dest().uid().toString()));
            arguments.add(RedisSender.tag(answer));
            arguments.add(codec.encode(answer));
        }
        List<String> scriptKeys = List.of(keys.active(id), keys.open(id), keys.completions(id), keys.ended(id));
        String operation = "tell callers of the end of " + id;
        return replicas.after(
                        operation,
                        () -> calls.run(
                                operation, EndScripts.TELL_OF_THE_END, scriptKeys, arguments.toArray(byte[][]::new)))
                .thenAccept(failed -> {
                    if (failed > 0) {
                        log.debug("{} callers could not be told that {} was terminated: WRONGTYPE", failed, id);
                    }
                });
    }

    /** One that cannot be told keeps nobody else from being told. */
    private static CompletableFuture<?> noted(EntityId id, CompletableFuture<?> sent) {
        return sent.handle((done, failure) -> {
            if (failure != null) {
                log.debug("Callers could not be told that {} was terminated", id, failure);
            }
            return done;
        });
    }
}
