package academy.exchange.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.core.RedisTemplate;

import academy.exchange.AgentId;
import academy.exchange.BadEntityIdException;
import academy.exchange.EntityId;

/** Signs of life. They are written and judged by the clock of Redis alone, which all hosts share. */
final class RedisHeartbeats {

    private static final int PAGE = 1000;

    /** In microseconds, some 30,000 years: what lies beyond is no time that anybody noted. */
    private static final double FARTHEST = 1e18;

    private final RedisCalls calls;
    private final RedisKeys keys;

    RedisHeartbeats(RedisCalls calls, RedisKeys keys) {
        this.calls = calls;
        this.keys = keys;
    }

    /**
     * Notes that the owner of a mailbox is alive, with a single try.
     *
     * @throws BadEntityIdException if nobody registered this id
     */
    void beat(EntityId id) {
        long done = calls.writeOnce("note a heartbeat of " + id, Scripts.BEAT, statusAndHeartbeat(id));
        if (done == Scripts.MISSING) {
            throw new BadEntityIdException(id);
        }
    }

    /**
     * How old the last sign of life is; empty if there is none.
     *
     * @throws BadEntityIdException if nobody registered this id
     */
    Optional<Duration> age(EntityId id) {
        List<?> read = calls.read("read the heartbeat of " + id, Scripts.HEARTBEAT_AND_TIME, statusAndHeartbeat(id));
        if (read.get(0) == null) {
            throw new BadEntityIdException(id);
        }
        long seconds = Long.parseLong(text(read.get(2)));
        long micros = Long.parseLong(text(read.get(3)));
        return age(read.get(1), TimeUnit.SECONDS.toMicros(seconds) + micros);
    }

    /** Those of these agents whose last sign of life is no older than this, in the same order. */
    List<AgentId> living(List<AgentId> agents, Duration maxAge) {
        return agents.isEmpty()
                ? agents
                : calls.read("read the heartbeats of " + agents.size() + " agents", template -> {
                    ServerTimes times = new ServerTimes(template);
                    List<AgentId> living = new ArrayList<>();
                    for (int start = 0; start < agents.size(); start += PAGE) {
                        List<AgentId> page = agents.subList(start, Math.min(start + PAGE, agents.size()));
                        addLiving(template, page, times, maxAge, living);
                    }
                    return living;
                });
    }

    private void addLiving(
            RedisTemplate<String, byte[]> template,
            List<AgentId> page,
            ServerTimes times,
            Duration maxAge,
            List<AgentId> living) {
        List<String> beatKeys = page.stream().map(keys::heartbeat).toList();
        List<byte @Nullable []> beats = KeyPages.values(template, beatKeys);
        for (int i = 0; i < page.size(); i++) {
            long now = times.micros(beatKeys.get(i));
            if (age(beats.get(i), now).filter(age -> age.compareTo(maxAge) <= 0).isPresent()) {
                living.add(page.get(i));
            }
        }
    }

    private List<String> statusAndHeartbeat(EntityId id) {
        return List.of(keys.active(id), keys.heartbeat(id));
    }

    /** Zero rather than less, since the clock of Redis may be set back; empty for what is no time at all. */
    static Optional<Duration> age(@Nullable Object beat, long now) {
        if (beat == null) {
            return Optional.empty();
        }
        try {
            double micros = Double.parseDouble(text(beat)) * 1e6;
            return Math.abs(micros) < FARTHEST
                    ? Optional.of(Duration.of(Math.max(0, now - Math.round(micros)), ChronoUnit.MICROS))
                    : Optional.empty();
        } catch (NumberFormatException notWrittenByAPeer) {
            return Optional.empty();
        }
    }

    private static String text(Object value) {
        return new String((byte[]) value, StandardCharsets.UTF_8);
    }
}
