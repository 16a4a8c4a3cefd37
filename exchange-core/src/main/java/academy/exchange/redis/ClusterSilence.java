package academy.exchange.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import academy.exchange.AgentId;

import static academy.exchange.redis.RedisCalls.utf8;

/**
 * Finds the agents of a cluster that nobody serves any more: those whose lease has ended at the server that holds the
 * leases, and each one's mailbox at its own. Nothing here waits.
 */
final class ClusterSilence {

    private static final List<Object> NOTHING_KNOWN = List.of(0L, 0L);

    private final RedisCalls calls;
    private final RedisKeys keys;
    private final String[] living;

    ClusterSilence(RedisCalls calls, RedisKeys keys) {
        this.calls = calls;
        this.keys = keys;
        this.living = new String[] {keys.living()};
    }

    /** Completes with what {@link LivingScripts#SILENT} would have returned. */
    CompletableFuture<List<Object>> look(long passOver, int most) {
        return calls.runOnce(LivingScripts.ENDED, living, utf8(Long.toString(passOver)), utf8(Integer.toString(most)))
                .thenCompose(ended -> holdings(ended).thenApply(holdings -> silent(passOver, most, ended, holdings)));
    }

    private CompletableFuture<List<List<Object>>> holdings(List<Object> ended) {
        List<CompletableFuture<List<Object>>> each = new ArrayList<>();
        for (int i = 1; i < ended.size(); i += 2) {
            AgentId agent = AgentId.of(uid(ended, i));
            String[] mailbox = {keys.active(agent), keys.queue(agent), keys.open(agent)};
            // One whose server is down hides no others.
            each.add(calls.runOnce(LivingScripts.HOLDS, mailbox).exceptionally(failure -> NOTHING_KNOWN));
        }
        return CompletableFuture.allOf(each.toArray(CompletableFuture<?>[]::new))
                .thenApply(all -> each.stream().map(CompletableFuture::join).toList());
    }

    private List<Object> silent(long passOver, int most, List<Object> ended, List<List<Object>> holdings) {
        List<Object> silent = new ArrayList<>();
        int struck = 0;
        for (int i = 0; i < holdings.size(); i++) {
            List<Object> held = holdings.get(i);
            Object uid = ended.get(2 * i + 1);
            Object ends = ended.get(2 * i + 2);
            if (held.size() == 1) {
                struck++;
                strike((byte[]) uid, (Long) ends);
            } else if ((Long) held.get(0) > 0 || (Long) held.get(1) > 0) {
                silent.addAll(List.of(uid, ends, held.get(0), held.get(1)));
            }
        }
        long next = holdings.size() == most ? passOver + most - struck : -1;
        silent.addAll(0, List.of(ended.get(0), next));
        return silent;
    }

    /** If this fails, the next look does it. */
    private void strike(byte[] uid, long ends) {
        var unused = calls.runOnce(LivingScripts.STRIKE, living, uid, utf8(Long.toString(ends)));
    }

    private static String uid(List<Object> ended, int index) {
        return new String((byte[]) ended.get(index), StandardCharsets.UTF_8);
    }
}
