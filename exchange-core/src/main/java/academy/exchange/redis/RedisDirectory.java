package academy.exchange.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.core.RedisTemplate;

import academy.exchange.AgentId;
import academy.exchange.AgentRegistration;
import academy.exchange.ClientId;
import academy.exchange.EntityId;
import academy.exchange.MailboxStatus;

import static academy.exchange.redis.RedisCalls.utf8;

/** Knows who is registered, under which types and in which state. */
final class RedisDirectory {

    private static final Logger log = LoggerFactory.getLogger(RedisDirectory.class);

    private final RedisCalls calls;
    private final RedisKeys keys;
    private final AgentIndex index;
    private final Duration gravestones;

    /**
     * @param gravestones how long what is left of an ended mailbox stays, zero for ever
     */
    RedisDirectory(RedisCalls calls, RedisKeys keys, AgentIndex index, Duration gravestones) {
        this.calls = calls;
        this.keys = keys;
        this.index = index;
        this.gravestones = gravestones;
    }

    AgentId register(AgentRegistration registration) {
        AgentId agent = registration.toId();
        byte[] types = utf8(TypeList.of(registration).text());
        List<String> all = new ArrayList<>(entityKeys(agent));
        if (keys.tagged()) {
            all.addAll(signsOfLife(agent));
            calls.write("register " + agent, Scripts.REGISTER_AGENT, all, types);
            noteInTheIndex(agent);
        } else {
            all.add(keys.agents());
            all.addAll(signsOfLife(agent));
            calls.write("register " + agent, Scripts.REGISTER_AGENT, all, types, utf8(keys.types()), uid(agent));
        }
        return agent;
    }

    ClientId register(ClientId client) {
        calls.write("register " + client, Scripts.REGISTER_CLIENT, registrationKeys(client));
        return client;
    }

    MailboxStatus status(EntityId id) {
        return calls.read("read the status of " + id, template -> status(value(template, keys.active(id))));
    }

    /** Where the index lies elsewhere. Without it, only whoever looks by it misses an agent, and for a minute at most. */
    private void noteInTheIndex(EntityId agent) {
        try {
            index.refresh(List.of(agent.uid()), true).join();
        } catch (RuntimeException failure) {
            log.info("The index does not know yet what became of {}", agent, failure);
        }
    }

    /** Flips the mailbox to terminated, and tells what {@link EndScripts#TERMINATE} returns. */
    long terminate(EntityId id) {
        List<String> all = new ArrayList<>(entityKeys(id));
        all.addAll(List.of(keys.readers(id), keys.taken(id), keys.attempts(id), keys.pausing(id), keys.untold(id)));
        List<byte[]> arguments = new ArrayList<>(List.of(utf8(Scripts.SENTINEL), utf8(keys.requests(id))));
        boolean indexed = id instanceof AgentId;
        if (indexed && !keys.tagged()) {
            all.add(keys.agents());
            arguments.addAll(List.of(utf8(keys.types()), uid(id)));
        }
        long outcome = calls.write("terminate " + id, EndScripts.TERMINATE, all, arguments.toArray(byte[][]::new));
        if (indexed && keys.tagged()) {
            noteInTheIndex(id);
        }
        return outcome;
    }

    private static byte[] uid(EntityId id) {
        return utf8(id.uid().toString());
    }

    /** Has what is left of an ended mailbox go by itself, if that is wanted; the last thing that its termination does. */
    CompletableFuture<Long> letGo(EntityId id) {
        if (gravestones.isZero()) {
            return CompletableFuture.completedFuture(0L);
        }
        List<String> left = new ArrayList<>(List.of(keys.active(id), keys.queue(id)));
        left.addAll(signsOfLife(id));
        return calls.run("let go of " + id, EndScripts.LET_GO, left, RedisLifetimes.argument(gravestones));
    }

    private static byte @Nullable [] value(RedisTemplate<String, byte[]> template, String key) {
        return template.opsForValue().get(key);
    }

    static boolean isActive(byte @Nullable [] status) {
        return status(status) == MailboxStatus.ACTIVE;
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
}
