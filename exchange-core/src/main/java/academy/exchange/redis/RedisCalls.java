package academy.exchange.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.core.script.RedisScript;

import io.lettuce.core.RedisCommandInterruptedException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;

import academy.exchange.ExchangeClosedException;
import academy.exchange.ExchangeException;
import academy.exchange.ExchangeInterruptedException;

/**
 * Gives commands to Redis, again and again until they are done, refused or out of time. Here, and nowhere else, what
 * Lettuce and Spring throw becomes what the exchange throws.
 */
final class RedisCalls {

    private final RedisConnections connections;
    private final Duration limit;
    private final Gathering gathering;

    /**
     * The scripts that Redis has run. The text of others goes along: a call whose script turns out to be unknown is made
     * twice, and those that were sent behind it would overtake it.
     */
    private final Set<String> known = ConcurrentHashMap.newKeySet();

    /** One thread for all: when Redis goes away, thousands of calls are to be tried again at the same time. */
    private final Pacemaker retries = new Pacemaker("academy-exchange-retries");

    private volatile boolean closed;

    /**
     * @param limit how long an operation may be tried again
     */
    RedisCalls(RedisConnections connections, Duration limit) {
        this.connections = connections;
        this.limit = limit;
        this.gathering = new Gathering(connections.topology());
    }

    /** Reads something and waits for it. */
    <T> T read(String operation, Function<RedisTemplate<String, byte[]>, T> action) {
        return call(operation, Attempts.reading(operation, limit), action);
    }

    /** Reads something, with a single try. */
    <T> T readOnce(String operation, Function<RedisTemplate<String, byte[]>, T> action) {
        return call(operation, Attempts.reading(operation, Duration.ZERO), action);
    }

    /** Changes something, in a way that can be done again without harm, and waits for it. */
    <T> T write(String operation, Function<RedisTemplate<String, byte[]>, T> action) {
        return call(operation, Attempts.writing(operation, limit), action);
    }

    /** Runs a script that changes nothing and waits for what it returns. */
    <T extends @Nullable Object> T read(
            String operation, RedisScript<T> script, List<String> keys, byte[]... arguments) {
        return call(operation, Attempts.reading(operation, limit), template -> result(script, keys, arguments));
    }

    /** Runs a script that can be run again without harm and waits for what it returns. */
    <T extends @Nullable Object> T write(
            String operation, RedisScript<T> script, List<String> keys, byte[]... arguments) {
        return call(operation, Attempts.writing(operation, limit), template -> result(script, keys, arguments));
    }

    /** Like the other {@link #write(String, RedisScript, List, byte[][]) write}, with a single try. */
    <T extends @Nullable Object> T writeOnce(
            String operation, RedisScript<T> script, List<String> keys, byte[]... arguments) {
        return call(operation, Attempts.writing(operation, Duration.ZERO), template -> result(script, keys, arguments));
    }

    private <T extends @Nullable Object> T result(RedisScript<T> script, List<String> keys, byte[][] arguments) {
        return await(evaluate(script, output(script), keys.toArray(String[]::new), arguments));
    }

    private static ScriptOutputType output(RedisScript<?> script) {
        Class<?> result = script.getResultType();
        if (result == Long.class) {
            return ScriptOutputType.INTEGER;
        }
        return result == byte[].class ? ScriptOutputType.VALUE : ScriptOutputType.MULTI;
    }

    /** Asks something that takes several commands, of which only the last is waited for. */
    <T> T ask(String operation, Function<RedisClusterAsyncCommands<String, byte[]>, CompletableFuture<T>> question) {
        return call(operation, Attempts.reading(operation, limit), template -> await(question.apply(commands())));
    }

    /** For several commands without waiting, none of them tried again. */
    RedisClusterAsyncCommands<String, byte[]> commands() {
        requireOpen("give a command");
        return connections.commands();
    }

    /** Every command has an end, so that this has one, too. */
    private static <T> T await(CompletableFuture<T> answer) {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw unwrapped(e) instanceof RuntimeException failure ? failure : new RedisException(e);
        } catch (InterruptedException e) {
            answer.cancel(false);
            Thread.currentThread().interrupt();
            throw new RedisCommandInterruptedException(e);
        }
    }

    /** Runs a script without waiting, again when it was not executed or nobody knows whether it was. */
    CompletableFuture<Long> run(String operation, RedisScript<Long> script, List<String> keys, byte[]... arguments) {
        return run(operation, limit, script, ScriptOutputType.INTEGER, keys, arguments);
    }

    /** Like {@link #run}, for a script that returns a list; a number alone is its only item. */
    CompletableFuture<List<Object>> runForList(
            String operation, RedisScript<?> script, List<String> keys, byte[]... arguments) {
        return run(operation, limit, script, ScriptOutputType.MULTI, keys, arguments);
    }

    /** Like {@link #run}, with a single try. */
    CompletableFuture<Long> runOnce(
            String operation, RedisScript<Long> script, List<String> keys, byte[]... arguments) {
        return run(operation, Duration.ZERO, script, ScriptOutputType.INTEGER, keys, arguments);
    }

    /** Like {@link #run}, for a script that returns a text or nothing. */
    CompletableFuture<byte @Nullable []> fetch(
            String operation, RedisScript<byte[]> script, List<String> keys, byte[]... arguments) {
        return run(operation, limit, script, ScriptOutputType.VALUE, keys, arguments);
    }

    private <T extends @Nullable Object> CompletableFuture<T> run(
            String operation,
            Duration timeLimit,
            RedisScript<?> script,
            ScriptOutputType type,
            List<String> keys,
            byte[]... arguments) {
        String[] keyArray = keys.toArray(String[]::new);
        return attempt(
                operation, Attempts.writing(operation, timeLimit), () -> evaluate(script, type, keyArray, arguments));
    }

    /** Runs a script without waiting, with a single try. Its reply is a list; a number alone is the only item. */
    CompletableFuture<List<Object>> runOnce(RedisScript<?> script, String[] keys, byte[]... arguments) {
        if (closed) {
            return CompletableFuture.failedFuture(new ExchangeClosedException("run a script"));
        }
        try {
            return evaluate(script, ScriptOutputType.MULTI, keys, arguments);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Where scripts are gathered that run once, with those of others. */
    Gathering gathering() {
        return gathering;
    }

    /** Does something after so long, on a thread that must not be blocked; soon when this was closed meanwhile. */
    void later(Duration pause, Runnable action) {
        retries.after(pause, action);
    }

    /** Every later call, and the next try of each present one, fails with {@link ExchangeClosedException}. */
    void close() {
        closed = true;
        retries.close();
    }

    boolean isClosed() {
        return closed;
    }

    void requireOpen(String operation) {
        if (closed) {
            throw new ExchangeClosedException(operation);
        }
    }

    private <T> T call(String operation, Attempts attempts, Function<RedisTemplate<String, byte[]>, T> action) {
        while (true) {
            requireOpen(operation);
            try {
                return action.apply(connections.template());
            } catch (ExchangeException e) {
                throw e;
            } catch (RuntimeException e) {
                requireOpen(operation);
                connections.failed(e);
                pause(operation, attempts.pauseAfter(e));
            }
        }
    }

    private <T extends @Nullable Object> CompletableFuture<T> attempt(
            String operation, Attempts attempts, Supplier<CompletionStage<T>> action) {
        if (closed) {
            return CompletableFuture.failedFuture(new ExchangeClosedException(operation));
        }
        CompletableFuture<T> tried;
        try {
            tried = action.get().toCompletableFuture();
        } catch (RuntimeException e) {
            tried = CompletableFuture.failedFuture(e);
        }
        return tried.exceptionallyCompose(failure -> again(operation, attempts, action, unwrapped(failure)));
    }

    private <T extends @Nullable Object> CompletionStage<T> again(
            String operation, Attempts attempts, Supplier<CompletionStage<T>> action, Throwable failure) {
        if (closed) {
            return CompletableFuture.failedFuture(new ExchangeClosedException(operation));
        }
        connections.failed(failure);
        Duration pause;
        try {
            pause = attempts.pauseAfter(failure);
        } catch (ExchangeException end) {
            return CompletableFuture.failedFuture(end);
        }
        CompletableFuture<Duration> paused = new CompletableFuture<>();
        later(pause, () -> paused.complete(pause));
        return paused.thenCompose(over -> attempt(operation, attempts, action));
    }

    private <T extends @Nullable Object> CompletableFuture<T> evaluate(
            RedisScript<?> script, ScriptOutputType type, String[] keys, byte[][] arguments) {
        RedisClusterAsyncCommands<String, byte[]> commands = connections.commands();
        String name = script.getSha1();
        if (!known.contains(name)) {
            return commands.<T>eval(script.getScriptAsString(), type, keys, arguments)
                    .toCompletableFuture()
                    .whenComplete((result, failure) -> noteKnown(name, failure == null));
        }
        return commands.<T>evalsha(name, type, keys, arguments)
                .toCompletableFuture()
                .exceptionallyCompose(failure -> {
                    if (!(unwrapped(failure) instanceof RedisNoScriptException)) {
                        return CompletableFuture.failedFuture(failure);
                    }
                    noteKnown(name, false);
                    return commands.eval(script.getScriptAsString(), type, keys, arguments);
                });
    }

    private void noteKnown(String script, boolean isKnown) {
        if (isKnown) {
            known.add(script);
        } else {
            known.remove(script);
        }
    }

    private static void pause(String operation, Duration pause) {
        try {
            TimeUnit.NANOSECONDS.sleep(pause.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ExchangeInterruptedException(operation, e);
        }
    }

    static Throwable unwrapped(Throwable failure) {
        Throwable cause = failure.getCause();
        boolean wrapped = failure instanceof CompletionException || failure instanceof ExecutionException;
        return wrapped && cause != null ? cause : failure;
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
