package academy.exchange.redis;

import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.RedisConnectionFailureException;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandInterruptedException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisException;

import academy.exchange.ExchangeException;
import academy.exchange.ExchangeRefusedException;
import academy.exchange.ExchangeUnavailableException;
import academy.exchange.ForeignText;

/** What a failed command means for whoever gave it. Spring and Lettuce tell these apart by text and cause only. */
enum RedisFailure {
    /** Redis did nothing and may do it later. */
    NOT_EXECUTED,
    /** Redis did nothing, since it has no memory left. */
    FULL,
    /** Redis may have done it: the command left, its reply did not come. */
    UNKNOWN,
    /** Redis did nothing and will not. */
    REFUSED;

    /**
     * States of a server that pass. Redis writes them at the start of an error; before version 7 an error inside a
     * script is wrapped, so that they stand somewhere inside.
     */
    private static final Pattern PASSING =
            Pattern.compile("(?:^|[\\s:(-])(?:LOADING|BUSY|TRYAGAIN|CLUSTERDOWN|MASTERDOWN"
                    + "|READONLY|NOREPLICAS|MISCONF|NOSCRIPT|UNBLOCKED|MOVED|ASK)\\s|max number of clients reached");

    private static final Pattern OUT_OF_MEMORY = Pattern.compile("(?:^|[\\s:(-])OOM\\s");

    /** What Redis before version 7 puts in front of what went wrong in a script. */
    private static final Pattern IN_SCRIPT =
            Pattern.compile("^ERR Error running script \\(call to \\w+\\): (?:@user_script: ?\\d+: )+-?");

    /** Before version 7 a script that meets a limit of its login does not say so in the first word. */
    private static final Pattern NO_PERMISSION =
            Pattern.compile("NOPERM |The user executing the script can't|ACL failure in script");

    private static final Pattern NEVER_SENT =
            Pattern.compile("Currently not connected|Commands are rejected|Request queue size exceeded"
                    + "|Unable to connect|Cannot determine a partition");

    /** Answers of a server that is no master any more, which it gives for ever to those who stay with it. */
    private static final Pattern DEMOTED = Pattern.compile("(?:^|[\\s:(-])(?:READONLY|MASTERDOWN)\\s");

    private static final Pattern MOVED = Pattern.compile("(?:^|[\\s:(-])(?:MOVED|CLUSTERDOWN|UNBLOCKED|READONLY)\\s");

    static RedisFailure of(Throwable failure) {
        RedisFailure found = null;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RedisCommandExecutionException) {
                return ofReply(String.valueOf(cause.getMessage()));
            }
            if (found == null) {
                found = ofConnection(cause);
            }
        }
        return found == null ? REFUSED : found;
    }

    private static RedisFailure ofReply(String error) {
        if (OUT_OF_MEMORY.matcher(error).find()) {
            return FULL;
        }
        return PASSING.matcher(error).find() ? NOT_EXECUTED : REFUSED;
    }

    private static @Nullable RedisFailure ofConnection(Throwable cause) {
        if (cause instanceof RedisCommandTimeoutException
                || cause instanceof RedisCommandInterruptedException
                || cause instanceof TimeoutException
                || cause instanceof CancellationException) {
            return UNKNOWN;
        }
        if (cause instanceof RedisConnectionException || cause instanceof RedisConnectionFailureException) {
            return NOT_EXECUTED;
        }
        if (cause instanceof RedisException) {
            return NEVER_SENT.matcher(String.valueOf(cause.getMessage())).find() ? NOT_EXECUTED : UNKNOWN;
        }
        return cause instanceof IOException ? UNKNOWN : null;
    }

    /** Whether the connection it failed on leads to the wrong server, or to one that is silent. */
    static boolean wantsNewConnection(Throwable failure) {
        return causes(failure).anyMatch(RedisFailure::isDemotedOrSilent);
    }

    /** Whether the servers of a cluster may have changed their parts: one said so, or was not to be reached. */
    static boolean wantsNewMap(Throwable failure) {
        return causes(failure).anyMatch(RedisFailure::isMovedOrAway);
    }

    private static boolean isMovedOrAway(Throwable cause) {
        return cause instanceof RedisCommandExecutionException
                ? MOVED.matcher(String.valueOf(cause.getMessage())).find()
                : cause instanceof RedisException;
    }

    private static boolean isDemotedOrSilent(Throwable cause) {
        return cause instanceof RedisCommandExecutionException
                ? DEMOTED.matcher(String.valueOf(cause.getMessage())).find()
                : cause instanceof RedisCommandTimeoutException;
    }

    /** Whether a connection was refused and closed before Lettuce asked for the reason, which is lost then. */
    static boolean isUnheard(Throwable failure) {
        return causes(failure)
                .anyMatch(cause -> cause instanceof IllegalStateException
                        && "RedisHandshakeHandler not registered".equals(cause.getMessage()));
    }

    /** Whether there was no connection; Lettuce also says so of one that it calls open before the login has come. */
    static boolean isDisconnected(Throwable failure) {
        return causes(failure).anyMatch(RedisFailure::isForWantOfAConnection);
    }

    /** Adds to a failure for want of a connection why none could be opened. */
    static void explain(Throwable failure, Throwable obstacle) {
        causes(failure)
                .filter(RedisFailure::isForWantOfAConnection)
                .findFirst()
                .ifPresent(cause -> cause.addSuppressed(obstacle));
    }

    private static boolean isForWantOfAConnection(Throwable cause) {
        return cause instanceof RedisException
                && String.valueOf(cause.getMessage()).startsWith("Currently not connected");
    }

    /** Whether it only failed since its thread was interrupted. */
    static boolean isInterrupt(Throwable failure) {
        return causes(failure)
                .anyMatch(cause ->
                        cause instanceof InterruptedException || cause instanceof RedisCommandInterruptedException);
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause);
    }

    /** What Redis or the network said, from the innermost cause, in one line. */
    static String reason(Throwable failure) {
        Throwable innermost = failure;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        if (isForWantOfAConnection(innermost) && innermost.getSuppressed().length > 0) {
            return "not connected: " + reason(innermost.getSuppressed()[0]);
        }
        String type =
                innermost instanceof RedisException ? "" : innermost.getClass().getSimpleName() + ": ";
        String said = IN_SCRIPT.matcher(String.valueOf(innermost.getMessage())).replaceFirst("");
        return type + ForeignText.line(said) + advice(said);
    }

    /** What to do about a refusal whose words alone do not tell. */
    private static String advice(String error) {
        if (error.contains("WRONGTYPE ")) {
            return "; somebody else wrote a key of this name: delete it, or set a key prefix that nobody else uses";
        }
        return NO_PERMISSION.matcher(error).find() ? "; grant the login this command and these keys" : "";
    }

    /** What a first connection that failed means. */
    static ExchangeException toConnect(String server, RuntimeException failure) {
        String text = "Could not connect to " + server + ": " + reason(failure);
        return of(failure) == REFUSED
                ? new ExchangeRefusedException(text, failure)
                : new ExchangeUnavailableException(text, failure);
    }
}
