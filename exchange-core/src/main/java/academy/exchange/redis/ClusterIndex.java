package academy.exchange.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.stream.Stream;

import io.lettuce.core.KeyValue;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;

import static academy.exchange.redis.RedisCalls.utf8;

/**
 * The index of agents on a cluster, where its parts and the agents' own keys lie on different servers. Whoever takes an agent
 * out of a set looks at it afterwards, and puts it back if it was registered meanwhile; whoever registers one puts it in
 * afterwards. So whichever of them comes last, an active agent is in. What the index notes of an agent, by which others find
 * that nothing is to be done, comes after the sets.
 */
final class ClusterIndex {

    private final RedisCalls calls;
    private final RedisKeys keys;

    ClusterIndex(RedisCalls calls, RedisKeys keys) {
        this.calls = calls;
        this.keys = keys;
    }

    /** Does what {@link IndexScripts#REFRESH} does. */
    CompletableFuture<?> refresh(List<UUID> uids, String type, boolean anew) {
        RedisClusterAsyncCommands<String, byte[]> commands = calls.commands();
        String[] fields = uids.stream().map(UUID::toString).toArray(String[]::new);
        return types(commands, uids)
                .thenCompose(now -> commands.hmget(keys.agents(), fields).thenCompose(before -> {
                    List<CompletableFuture<?>> changes = new ArrayList<>();
                    for (int i = 0; i < uids.size(); i++) {
                        Change change = new Change(commands, uids.get(i), text(before.get(i)), now.get(i));
                        changes.add(change.make(type, anew));
                    }
                    return CompletableFuture.allOf(changes.toArray(CompletableFuture<?>[]::new));
                }));
    }

    /** The type names of those that are active. */
    private CompletableFuture<List<Optional<String>>> types(
            RedisClusterAsyncCommands<String, byte[]> commands, List<UUID> uids) {
        String[] both = uids.stream()
                .flatMap(uid -> Stream.of(keys.active(uid), keys.agent(uid)))
                .toArray(String[]::new);
        return commands.mget(both)
                .thenApply(values -> {
                    List<Optional<String>> types = new ArrayList<>();
                    for (int i = 0; i < values.size(); i += 2) {
                        Optional<String> list = text(values.get(i + 1));
                        types.add(
                                RedisDirectory.isActive(values.get(i).getValueOrElse(null)) ? list : Optional.empty());
                    }
                    return types;
                })
                .toCompletableFuture();
    }

    private static Optional<String> text(KeyValue<String, byte[]> value) {
        return value.optional().map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    private static List<String> names(Optional<String> types) {
        return types.map(text -> Arrays.stream(text.split(","))
                        .filter(name -> !name.isEmpty())
                        .toList())
                .orElse(List.of());
    }

    /** From what the index notes of one agent to what it should. */
    private final class Change {

        private final RedisClusterAsyncCommands<String, byte[]> commands;
        private final UUID uid;
        private final byte[] member;
        private final Optional<String> before;
        private final Optional<String> now;

        private Change(
                RedisClusterAsyncCommands<String, byte[]> commands,
                UUID uid,
                Optional<String> before,
                Optional<String> now) {
            this.commands = commands;
            this.uid = uid;
            this.member = utf8(uid.toString());
            this.before = before;
            this.now = now;
        }

        private CompletableFuture<?> make(String type, boolean anew) {
            List<String> wanted = names(now);
            List<String> unwanted = new ArrayList<>(before.equals(now) ? List.of() : names(before));
            if (!type.isEmpty()) {
                unwanted.add(type);
            }
            unwanted.removeAll(wanted);
            CompletableFuture<?> added = before.equals(now) && !anew ? done() : add(now);
            return unwanted.isEmpty() ? added : added.thenCompose(done -> remove(unwanted));
        }

        private CompletableFuture<?> add(Optional<String> types) {
            return types.<CompletableFuture<?>>map(text -> each(names(types), commands::sadd)
                            .thenCompose(done -> commands.hset(keys.agents(), uid.toString(), utf8(text))))
                    .orElseGet(ClusterIndex::done);
        }

        private CompletableFuture<?> remove(List<String> unwanted) {
            return each(unwanted, commands::srem)
                    .<Long>thenCompose(done -> now.isPresent()
                            ? CompletableFuture.completedFuture(0L)
                            : commands.hdel(keys.agents(), uid.toString()))
                    .thenCompose(done -> types(commands, List.of(uid)))
                    .thenCompose(types -> add(types.get(0)));
        }

        private CompletableFuture<?> each(
                List<String> types, BiFunction<String, byte[], CompletionStage<Long>> command) {
            return CompletableFuture.allOf(types.stream()
                    .map(type -> command.apply(keys.types() + type, member).toCompletableFuture())
                    .toArray(CompletableFuture<?>[]::new));
        }
    }

    private static CompletableFuture<?> done() {
        return CompletableFuture.completedFuture(0L);
    }
}
