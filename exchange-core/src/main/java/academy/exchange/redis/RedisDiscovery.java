package academy.exchange.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.lettuce.core.KeyValue;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;

import academy.exchange.AgentId;

import static academy.exchange.redis.RedisCalls.utf8;

/** Finds active agents by their types: among all keys, or by the index. Either way their own keys decide. */
final class RedisDiscovery {

    private static final ScanArgs SIZE = ScanArgs.Builder.limit(Pages.SIZE);

    private final RedisCalls calls;
    private final RedisKeys keys;
    private final AgentIndex index;
    private final Optional<IndexKeeper> keeper;

    /**
     * @param keeper keeps the index; none to do without
     */
    RedisDiscovery(RedisCalls calls, RedisKeys keys, AgentIndex index, Optional<IndexKeeper> keeper) {
        this.calls = calls;
        this.keys = keys;
        this.index = index;
        this.keeper = keeper;
    }

    /** The active agents with this type, in the order of their uids. */
    List<AgentId> discover(String type, boolean anywhere) {
        List<UUID> found = calls.ask("discover " + type, commands -> {
            Search search = new Search(commands, type, anywhere);
            return keeper.map(search::byIndex).orElseGet(search::amongAllKeys);
        });
        // The order of uids is not that of their texts, and a cursor may pass one twice.
        TreeMap<String, UUID> sorted = new TreeMap<>();
        found.forEach(uid -> sorted.put(uid.toString(), uid));
        return sorted.values().stream().map(AgentId::of).toList();
    }

    /** One look for agents, all of it on one connection or map of a cluster: a cursor means nothing to another server. */
    private final class Search {

        private final RedisClusterAsyncCommands<String, byte[]> commands;
        private final String type;
        private final byte[] name;
        private final boolean anywhere;

        /**
         * @param anywhere whether the type may stand anywhere in the list of an agent's types
         */
        private Search(RedisClusterAsyncCommands<String, byte[]> commands, String type, boolean anywhere) {
            this.commands = commands;
            this.type = type;
            this.name = utf8(type);
            this.anywhere = anywhere;
        }

        /** Only the statuses of those with the type are read, and of them many at once. */
        private CompletableFuture<List<UUID>> amongAllKeys() {
            ScanArgs agents = ScanArgs.Builder.matches(keys.everyAgent()).limit(Pages.SIZE);
            return Pages.all(from -> commands.scan(from, agents), page -> withType(page.getKeys()))
                    .thenCompose(this::active);
        }

        private CompletionStage<List<UUID>> withType(List<String> agentKeys) {
            if (agentKeys.isEmpty()) {
                return CompletableFuture.completedFuture(List.of());
            }
            return commands.mget(agentKeys.toArray(String[]::new)).thenApply(lists -> {
                List<UUID> matching = new ArrayList<>();
                for (KeyValue<String, byte[]> list : lists) {
                    UUID uid = list.hasValue() && TypeList.has(list.getValue(), name, anywhere)
                            ? keys.uidOf(list.getKey())
                            : null;
                    if (uid != null) {
                        matching.add(uid);
                    }
                }
                return matching;
            });
        }

        private CompletableFuture<List<UUID>> active(List<UUID> uids) {
            CompletableFuture<List<UUID>> found = CompletableFuture.completedFuture(new ArrayList<>());
            for (int start = 0; start < uids.size(); start += Pages.SIZE) {
                List<UUID> page = uids.subList(start, Math.min(start + Pages.SIZE, uids.size()));
                String[] statuses = page.stream().map(keys::active).toArray(String[]::new);
                found = found.thenCombine(commands.mget(statuses), (before, values) -> {
                    for (int i = 0; i < page.size(); i++) {
                        if (RedisDirectory.isActive(values.get(i).getValueOrElse(null))) {
                            before.add(page.get(i));
                        }
                    }
                    return before;
                });
            }
            return found;
        }

        /** The members are asked for together with the mark, and are worth nothing without it. */
        private CompletableFuture<List<UUID>> byIndex(IndexKeeper present) {
            CompletableFuture<Long> marks = commands.exists(keys.indexed()).toCompletableFuture();
            CompletableFuture<List<UUID>> members = Pages.all(
                    from -> commands.sscan(keys.types() + type, from, SIZE), page -> verified(page.getValues()));
            return marks.thenCompose(mark -> {
                if (mark == 1) {
                    present.start();
                    return members;
                }
                members.cancel(false);
                // Afterwards, so that it holds nobody up.
                return amongAllKeys().whenComplete((found, failure) -> {
                    present.start();
                    present.round();
                });
            });
        }

        private CompletionStage<List<UUID>> verified(List<byte[]> members) {
            List<UUID> uids = new ArrayList<>();
            List<String> both = new ArrayList<>();
            for (byte[] member : members) {
                UUID uid = keys.uidOf(new String(member, StandardCharsets.US_ASCII));
                if (uid != null) {
                    uids.add(uid);
                    both.add(keys.active(uid));
                    both.add(keys.agent(uid));
                }
            }
            return uids.isEmpty()
                    ? CompletableFuture.completedFuture(List.of())
                    : commands.mget(both.toArray(String[]::new)).thenApply(values -> verified(uids, values));
        }

        private List<UUID> verified(List<UUID> uids, List<KeyValue<String, byte[]>> values) {
            List<UUID> found = new ArrayList<>();
            List<UUID> stale = new ArrayList<>();
            for (int i = 0; i < uids.size(); i++) {
                KeyValue<String, byte[]> list = values.get(2 * i + 1);
                boolean active = RedisDirectory.isActive(values.get(2 * i).getValueOrElse(null)) && list.hasValue();
                if (!active || !TypeList.has(list.getValue(), name, true)) {
                    stale.add(uids.get(i));
                } else if (TypeList.has(list.getValue(), name, anywhere)) {
                    found.add(uids.get(i));
                }
            }
            // Whoever comes next finds fewer; if this fails, somebody else does it.
            var unused = index.refresh(stale, type);
            return found;
        }
    }
}
