package academy.exchange.redis;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntSupplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.lettuce.core.ScanArgs;
import io.lettuce.core.SetArgs;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;

/**
 * Looks through all agents again and again, so that the index has those, too, that were registered without it, and loses
 * those that ended so. Of all exchanges one does it at a time. A mark says that this was done of late; without it, nobody
 * goes by the index. Nothing here waits.
 */
final class IndexKeeper {

    private static final Logger log = LoggerFactory.getLogger(IndexKeeper.class);

    /** Of the time that a round takes, a fifth is spent on pages: others want something of Redis, too. */
    private static final int REST = 4;

    private static final int HASTE = 0;

    private final RedisCalls calls;
    private final RedisKeys keys;
    private final AgentIndex index;
    private final Pacemaker pacemaker;
    private final Duration interval;
    private final AtomicBoolean started = new AtomicBoolean();
    private final AtomicBoolean underWay = new AtomicBoolean();
    private volatile boolean failing;

    /**
     * @param interval how long there may be between two rounds
     */
    IndexKeeper(RedisCalls calls, RedisKeys keys, AgentIndex index, Pacemaker pacemaker, Duration interval) {
        this.calls = calls;
        this.keys = keys;
        this.index = index;
        this.pacemaker = pacemaker;
        this.interval = interval;
    }

    /** Has rounds done from now on, the first one at once. */
    void start() {
        if (started.compareAndSet(false, true)) {
            var unused = pacemaker.every(interval, "look through all agents", this::round);
        }
    }

    /** Does a round now, unless one is under way or somebody has begun one within an interval. */
    void round() {
        if (underWay.compareAndSet(false, true)) {
            CompletableFuture<?> round;
            try {
                round = begin(calls.commands());
            } catch (RuntimeException failure) {
                round = CompletableFuture.failedFuture(failure);
            }
            var unused = round.whenComplete((done, failure) -> {
                underWay.set(false);
                note(failure);
            });
        }
    }

    private CompletableFuture<?> begin(RedisClusterAsyncCommands<String, byte[]> commands) {
        // Somewhat shorter than an interval, so that whoever had it has it again if nobody else wants it.
        SetArgs lease = SetArgs.Builder.nx().px(interval.multipliedBy(9).dividedBy(10));
        return commands.set(keys.indexing(), new byte[0], lease)
                .toCompletableFuture()
                .thenCompose(mine -> mine == null
                        ? CompletableFuture.completedFuture("")
                        : commands.exists(keys.indexed()).thenCompose(marks -> look(commands, marks == 0)));
    }

    /**
     * At all agents.
     *
     * @param anew whether there is no index that anybody goes by
     */
    private CompletableFuture<String> look(RedisClusterAsyncCommands<String, byte[]> commands, boolean anew) {
        IntSupplier rest = () -> anew ? HASTE : REST;
        ScanArgs agents = ScanArgs.Builder.matches(keys.everyAgent()).limit(Pages.SIZE);
        return Pages.all(
                        from -> commands.scan(from, agents),
                        page -> {
                            List<UUID> uids = page.getKeys().stream()
                                    .map(keys::uidOf)
                                    .filter(Objects::nonNull)
                                    .toList();
                            return index.refresh(uids, anew).thenApply(done -> uids);
                        },
                        rest)
                .thenCompose(living -> clear(commands, new HashSet<>(living), rest))
                .thenCompose(done -> commands.set(
                        keys.indexed(),
                        new byte[0],
                        SetArgs.Builder.px(interval.multipliedBy(5).dividedBy(2))));
    }

    /** What the index notes of agents that have no key any more, since they were not ended by its scripts. */
    private CompletableFuture<?> clear(
            RedisClusterAsyncCommands<String, byte[]> commands, Set<UUID> living, IntSupplier rest) {
        ScanArgs size = ScanArgs.Builder.limit(Pages.SIZE);
        return Pages.all(
                from -> commands.hscan(keys.agents(), from, size),
                page -> {
                    List<UUID> gone = page.getMap().keySet().stream()
                            .map(keys::uidOf)
                            .filter(uid -> uid != null && !living.contains(uid))
                            .toList();
                    return index.refresh(gone, false).thenApply(done -> List.<UUID>of());
                },
                rest);
    }

    /** Once for each outage. Without the mark, agents are looked for as if there were no index. */
    private void note(@Nullable Throwable failure) {
        if (failure != null && !failing && !calls.isClosed()) {
            log.warn(
                    "Could not look through all agents for their index, tries again within {}: {}",
                    interval,
                    RedisFailure.reason(RedisCalls.unwrapped(failure)));
        }
        failing = failure != null;
    }
}
