package academy.exchange.redis;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.lettuce.core.ScanArgs;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;

import academy.exchange.EntityId;

/**
 * Ends mailboxes, and tells those who wait for their answers. Who they are, the mailbox itself knows if this library
 * registered it; otherwise, and if Python peers may have left tickets of their own, they are looked for among all keys.
 */
final class RedisTermination {

    private static final ScanArgs SIZE = ScanArgs.Builder.limit(Pages.SIZE);
    private static final String NO_TAG = "complete";

    private final RedisCalls calls;
    private final RedisKeys keys;
    private final RedisDirectory directory;
    private final EndAnswers answers;
    private final TicketSweep sweep;

    RedisTermination(
            RedisCalls calls, RedisKeys keys, RedisDirectory directory, EndAnswers answers, TicketSweep sweep) {
        this.calls = calls;
        this.keys = keys;
        this.directory = directory;
        this.answers = answers;
        this.sweep = sweep;
    }

    void terminate(EntityId id) {
        long outcome = directory.terminate(id);
        if (outcome == Scripts.MISSING) {
            return;
        }
        if (is(outcome, EndScripts.SOME_OPEN)) {
            calls.ask("answer the open requests to " + id, commands -> answerKnown(commands, id));
        }
        boolean looksLater = keys.areShared() && is(outcome, EndScripts.ALL_KNOWN | EndScripts.AGAIN);
        if (looksLater) {
            sweep.later(id, () -> directory.letGo(id));
            return;
        }
        if (!is(outcome, EndScripts.ALL_KNOWN)) {
            calls.ask("look for open requests to " + id, commands -> sweep.now(commands, id));
        }
        RedisSender.await(directory.letGo(id));
    }

    private static boolean is(long outcome, long part) {
        return (outcome & part) != 0;
    }

    private CompletableFuture<List<Object>> answerKnown(
            RedisClusterAsyncCommands<String, byte[]> commands, EntityId id) {
        String tickets = keys.requests(id);
        return Pages.all(from -> commands.sscan(keys.ended(id), from, SIZE), page -> {
            List<String> requests = page.getValues().stream()
                    .map(tag -> new String(tag, StandardCharsets.US_ASCII))
                    .filter(tag -> !tag.equals(NO_TAG))
                    .map(tickets::concat)
                    .toList();
            return answers.give(commands, id, requests, EndAnswers.Among.ENDED);
        });
    }
}
