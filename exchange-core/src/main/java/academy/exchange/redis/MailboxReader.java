package academy.exchange.redis;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.core.script.RedisScript;

import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.protocol.AsyncCommand;

/**
 * What one reader of a mailbox asks of Redis. It waits for messages on a connection of its own, which is opened when it
 * first does. Its scripts run there, too; or, once it is told of messages instead of waiting for them, on the connection that
 * all commands share, where an error of one leaves the others alone.
 *
 * <p>For one thread at a time, but for {@link #unblock} and {@link #share}, which any thread may call.
 */
final class MailboxReader implements AutoCloseable {

    private final BlockingReader own;
    private final RedisCalls calls;
    private final Topology topology;
    private final Duration replyMargin;
    private volatile boolean isShared;
    private @Nullable Begun begun;

    /** A call of a script with these keys that nobody has waited for yet. */
    private static final class Begun {

        private final RedisScript<?> script;
        private final String[] keys;
        private final CompletableFuture<List<Object>> reply;

        Begun(RedisScript<?> script, String[] keys, CompletableFuture<List<Object>> reply) {
            this.script = script;
            this.keys = keys;
            this.reply = reply;
        }

        boolean isCall(RedisScript<?> sameScript, String[] sameKeys) {
            return script == sameScript && keys == sameKeys;
        }
    }

    /**
     * @param replyMargin how long a reply may take before it counts as lost
     */
    MailboxReader(RedisCalls calls, Topology topology, Duration replyMargin) {
        this.own = new BlockingReader(topology, replyMargin);
        this.calls = calls;
        this.topology = topology;
        this.replyMargin = replyMargin;
    }

    /** From now on scripts run on the connection that all commands share. */
    void share() {
        isShared = true;
    }

    /**
     * Has a script run without waiting for its reply, together with those that other readers begin, if scripts run on the
     * connection that all share. The next {@link #evaluate} of the same with the same array of keys gets that reply, and has
     * to come: it may carry messages.
     *
     * @return whether it was begun
     */
    boolean begin(RedisScript<?> script, String[] keys, byte[]... arguments) {
        if (!isShared || begun != null || calls.isClosed()) {
            return false;
        }
        AsyncCommand<String, byte[], List<Object>> call = Gathering.call(script, keys, arguments);
        // Made before it may go out: nothing is to fail after that.
        Begun next = new Begun(script, keys, call);
        calls.gathering().add(call);
        begun = next;
        return true;
    }

    /** Whether something was begun and not waited for. */
    boolean hasBegun() {
        return begun != null;
    }

    /** Nobody wants the reply to what was begun. */
    void forgetBegun() {
        begun = null;
    }

    /** Whether scripts run on the connection that all share. */
    boolean isShared() {
        return isShared;
    }

    /**
     * Runs a script and waits for its reply, whoever interrupts: it may carry messages.
     *
     * @return its list of items; a number it returns instead is the only item
     */
    List<Object> evaluate(RedisScript<?> script, String[] keys, byte[]... arguments) {
        Begun before = begun;
        if (before != null && before.isCall(script, keys)) {
            begun = null;
            calls.gathering().send();
            try {
                return await(before.reply);
            } catch (RedisNoScriptException unknownScript) {
                // It did nothing. Below it is sent in full.
            }
        }
        return isShared ? await(calls.runOnce(script, keys, arguments)) : own.evaluate(script, keys, arguments);
    }

    private List<Object> await(CompletableFuture<List<Object>> reply) {
        try {
            return Reply.await(reply, replyMargin);
        } catch (ExecutionException e) {
            throw failed(RedisCalls.unwrapped(e));
        } catch (CancellationException closed) {
            throw failed(closed);
        } catch (TimeoutException e) {
            throw failed(new RedisCommandTimeoutException("Redis did not reply in time"));
        }
    }

    private RuntimeException failed(Throwable failure) {
        topology.failed(failure);
        return failure instanceof RuntimeException unchecked ? unchecked : new RedisException(failure);
    }

    /** As {@link BlockingReader#pop}. */
    byte @Nullable [] pop(String key, Duration timeout) {
        return own.pop(key, timeout);
    }

    /** As {@link BlockingReader#peek}. */
    boolean peek(String key, Duration timeout) {
        return own.peek(key, timeout);
    }

    /** The longest time to wait for messages. */
    Duration longestPop() {
        return own.longestPop();
    }

    /** After this time a script has been answered, or never will be. */
    Duration longestReply() {
        return replyMargin;
    }

    /** Ends the waiting for messages at once, if it can. */
    void unblock() {
        own.unblock();
    }

    /** Drops the connection of its own; the next wait opens another. */
    @Override
    public void close() {
        own.close();
    }
}
