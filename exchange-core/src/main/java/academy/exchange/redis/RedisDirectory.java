package academy.exchange.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.core.script.RedisScript;

import academy.exchange.AgentId;
import academy.exchange.AgentRegistration;
import academy.exchange.ClientId;
import academy.exchange.EntityId;
import academy.exchange.MailboxStatus;

import static academy.exchange.redis.RedisCalls.utf8;

/** Knows who is registered, under which types and in which state. */
final class RedisDirectory {

    private final RedisCalls calls;
    private final RedisKeys keys;
    private final Duration gravestones;

    /**
     * @param gravestones how long what is left of an ended mailbox stays, zero for ever
     */
    RedisDirectory(RedisCalls calls, RedisKeys keys, Duration gravestones) {
        this.calls = calls;
        this.keys = keys;
        this.gravestones = gravestones;
    }

    AgentId register(AgentRegistration registration) {
        AgentId agent = registration.toId();
        byte[] types = utf8(TypeList.of(registration).text());
        execute("register " + agent, Scripts.REGISTER_AGENT, registrationKeys(agent), types);
        return agent;
    }

    ClientId register(ClientId client) {
        execute("register " + client, Scripts.REGISTER_CLIENT, registrationKeys(client));
        return client;
    }

    MailboxStatus status(EntityId id) {
        return calls.read("read the status of " + id, template -> status(value(template, keys.active(id))));
    }

    /** Flips the mailbox to terminated; false if there is none. */
    boolean terminate(EntityId id) {
        List<String> all = new ArrayList<>(entityKeys(id));
        all.addAll(List.of(keys.readers(id), keys.taken(id), keys.attempts(id), keys.pausing(id), keys.untold(id)));
        return execute("terminate " + id, Scripts.TERMINATE, all, utf8(Scripts.SENTINEL)) != Scripts.MISSING;
    }

    /** Has what is left of an ended mailbox go by itself, if that is wanted; the last thing that its termination does. */
    void letGo(EntityId id) {
        if (!gravestones.isZero()) {
            List<String> left = new ArrayList<>(List.of(keys.active(id), keys.queue(id)));
            left.addAll(signsOfLife(id));
            execute("let go of " + id, Scripts.LET_GO, left, RedisLifetimes.argument(gravestones));
        }
    }

    /** The active agents with this type, in the order of their uids. */
    List<AgentId> discover(String type, boolean anywhere) {
        Set<UUID> found = calls.read("discover " + type, template -> {
            Set<UUID> active = new TreeSet<>(Comparator.comparing(UUID::toString));
            KeyPages.scan(
                    template,
                    keys.everyAgent(),
                    (page, types) -> active.addAll(active(template, matching(page, types, type, anywhere))));
            return active;
        });
        return found.stream().map(AgentId::of).toList();
    }

    private List<UUID> matching(List<String> agentKeys, List<byte @Nullable []> types, String type, boolean anywhere) {
        List<UUID> matching = new ArrayList<>();
        for (int i = 0; i < agentKeys.size(); i++) {
            byte[] joined = types.get(i);
            UUID uid = keys.uidOf(agentKeys.get(i));
            if (joined != null && uid != null && TypeList.read(text(joined)).has(type, anywhere)) {
                matching.add(uid);
            }
        }
        return matching;
    }

    private List<UUID> active(RedisTemplate<String, byte[]> template, List<UUID> uids) {
        List<byte @Nullable []> states =
                KeyPages.values(template, uids.stream().map(keys::active).toList());
        List<UUID> active = new ArrayList<>();
        for (int i = 0; i < uids.size(); i++) {
            if (status(states.get(i)) == MailboxStatus.ACTIVE) {
                active.add(uids.get(i));
            }
        }
        return active;
    }

    private static byte @Nullable [] value(RedisTemplate<String, byte[]> template, String key) {
        return template.opsForValue().get(key);
    }

    private static MailboxStatus status(byte @Nullable [] value) {
        if (value == null) {
            return MailboxStatus.MISSING;
        }
        String text = text(value);
        return text.equals("INACTIVE") || text.equals("TERMINATED") ? MailboxStatus.TERMINATED : MailboxStatus.ACTIVE;
    }

    private static String text(byte[] value) {
        return new String(value, StandardCharsets.UTF_8);
    }

    private List<String> entityKeys(EntityId id) {
        return List.of(
                keys.active(id), keys.queue(id), keys.agent(id), keys.open(id), keys.withdrawn(id), keys.ended(id));
    }

    private List<String> registrationKeys(EntityId id) {
        List<String> all = new ArrayList<>(entityKeys(id));
        all.addAll(signsOfLife(id));
        return all;
    }

    /** What tells of a mailbox even when it has ended. */
    private List<String> signsOfLife(EntityId id) {
        return List.of(keys.heartbeat(id), keys.completions(id), keys.outgoing(id));
    }

    private long execute(String operation, RedisScript<Long> script, List<String> scriptKeys, byte[]... arguments) {
        return calls.write(operation, template -> template.execute(script, scriptKeys, (Object[]) arguments));
    }
}
