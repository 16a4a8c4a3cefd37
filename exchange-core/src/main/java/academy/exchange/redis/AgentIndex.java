package academy.exchange.redis;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import static academy.exchange.redis.RedisCalls.utf8;

/** Keeps the index of agents by their types in line with what the agents' own keys say. Nothing here waits. */
final class AgentIndex {

    /** How many a script is given: a millisecond's work. */
    private static final int CHUNK = 250;

    private static final String NONE = "";

    private final RedisCalls calls;
    private final RedisKeys keys;
    private final Optional<ClusterIndex> cluster;

    AgentIndex(RedisCalls calls, RedisKeys keys) {
        this.calls = calls;
        this.keys = keys;
        this.cluster = keys.tagged() ? Optional.of(new ClusterIndex(calls, keys)) : Optional.empty();
    }

    /**
     * Looks after these agents.
     *
     * @param anew whether also those that are in the index already are put there
     */
    CompletableFuture<?> refresh(Collection<UUID> uids, boolean anew) {
        return refresh(List.copyOf(uids), NONE, anew);
    }

    /** Looks after agents that stand under this type and seem not to have it, or to have ended. */
    CompletableFuture<?> refresh(List<UUID> uids, String type) {
        return refresh(uids, type, false);
    }

    private CompletableFuture<?> refresh(List<UUID> uids, String type, boolean anew) {
        List<CompletableFuture<?>> chunks = new ArrayList<>();
        for (int start = 0; start < uids.size(); start += CHUNK) {
            List<UUID> chunk = uids.subList(start, Math.min(start + CHUNK, uids.size()));
            chunks.add(cluster.<CompletableFuture<?>>map(split -> split.refresh(chunk, type, anew))
                    .orElseGet(() -> run(chunk, type, anew)));
        }
        return CompletableFuture.allOf(chunks.toArray(CompletableFuture<?>[]::new));
    }

    private CompletableFuture<?> run(List<UUID> uids, String type, boolean anew) {
        List<byte[]> arguments = new ArrayList<>(List.of(
                utf8(keys.types()),
                utf8(keys.everyActive()),
                utf8(keys.everyTypeList()),
                utf8(type),
                utf8(anew ? "1" : "0")));
        uids.forEach(uid -> arguments.add(utf8(uid.toString())));
        return calls.runOnce(IndexScripts.REFRESH, new String[] {keys.agents()}, arguments.toArray(byte[][]::new));
    }
}
