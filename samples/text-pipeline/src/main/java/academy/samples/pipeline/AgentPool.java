package academy.samples.pipeline;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import academy.exchange.AgentHandle;
import academy.exchange.AgentId;
import academy.exchange.AgentUnavailableException;
import academy.exchange.BadEntityIdException;
import academy.exchange.DeliveryUnknownException;
import academy.exchange.ErrorCode;
import academy.exchange.Exchange;
import academy.exchange.ExchangeException;
import academy.exchange.ExchangeTimeoutException;
import academy.exchange.ExchangeUnavailableException;
import academy.exchange.MailboxTerminatedException;
import academy.exchange.ProtocolErrorException;

/**
 * The agents of one type that are running now, in whatever processes. They are asked in turn, and if one is gone before
 * it has answered, another is asked in its place, or the one that comes when its process is started again.
 *
 * <p>An agent that is gone may have done the work and only not have said so, so a question that is asked again may be
 * worked on twice. That is safe because every action here is idempotent: it changes nothing and gives the same answer to
 * the same text. Actions that book or count something need more than this class.
 *
 * <p>May be used by any thread.
 */
final class AgentPool {

    /**
     * How long a discovery is relied upon: agents that are started join after this time. A discovery reads all of Redis,
     * so it must be rare.
     */
    private static final Duration FRESH = Duration.ofSeconds(5);

    /** Short to people, long to Redis, which is asked for agents after each. */
    private static final Duration PAUSE = Duration.ofMillis(500);

    private static final Discovery NONE = new Discovery(List.of(), 0);

    private final Exchange exchange;
    private final Class<?> type;
    private final Duration aliveWithin;
    private final PipelineProperties.Patience patience;
    private final Closing closing;
    private final AtomicInteger turn = new AtomicInteger();
    private volatile Discovery last = NONE;

    private record Discovery(List<AgentId> agents, long time) {

        boolean isUsable() {
            return !agents.isEmpty() && System.nanoTime() - time < FRESH.toNanos();
        }
    }

    AgentPool(
            Exchange exchange,
            Class<?> type,
            PipelineProperties properties,
            PipelineProperties.Patience patience,
            Closing closing) {
        this.exchange = exchange;
        this.type = type;
        this.aliveWithin = properties.aliveWithin();
        this.patience = patience;
        this.closing = closing;
    }

    /**
     * Asks the next agent, and another one if that is gone or silent, as long as patience lasts; then fails as the last
     * of them did.
     *
     * @param handles makes the handle to ask with
     * @throws NoAgentException if none was there
     * @throws ExchangeException if the one that was asked last did not answer, or answered with an error
     */
    String ask(Function<AgentId, AgentHandle> handles, String action, String text) throws InterruptedException {
        long end = System.nanoTime() + patience.total().toNanos();
        while (true) {
            try {
                return askNext(handles, action, text, end);
            } catch (NoAgentException | ExchangeException failed) {
                if (!mayPass(failed) || closing.await(PAUSE) || left(end).isNegative()) {
                    throw failed;
                }
            }
        }
    }

    /**
     * Does nothing if an agent is there to be asked.
     *
     * @throws NoAgentException if there is none
     */
    void requireAny() {
        if (agents().isEmpty()) {
            throw new NoAgentException(type);
        }
    }

    private String askNext(Function<AgentId, AgentHandle> handles, String action, String text, long end)
            throws InterruptedException {
        AgentId agent = next();
        try {
            return Objects.requireNonNull(handles.apply(agent).call(action, String.class, limit(end), text));
        } catch (ExchangeException failed) {
            last = NONE;
            throw failed;
        }
    }

    private AgentId next() {
        List<AgentId> agents = agents();
        if (agents.isEmpty()) {
            throw new NoAgentException(type);
        }
        return agents.get(Math.floorMod(turn.getAndIncrement(), agents.size()));
    }

    private List<AgentId> agents() {
        Discovery usable = last;
        if (!usable.isUsable()) {
            usable = new Discovery(exchange.discover(type, true, aliveWithin), System.nanoTime());
            last = usable;
        }
        return usable.agents();
    }

    /** The answer's share of the time, never quite nothing. */
    private Duration limit(long end) {
        Duration left = left(end).plusMillis(1);
        return left.compareTo(patience.answer()) < 0 ? left : patience.answer();
    }

    private static Duration left(long end) {
        return Duration.ofNanos(end - System.nanoTime());
    }

    /** Whether the failure is of the agent or of the way to it, rather than of the question. */
    private static boolean mayPass(RuntimeException failed) {
        return failed instanceof NoAgentException
                || failed instanceof MailboxTerminatedException
                || failed instanceof BadEntityIdException
                || failed instanceof AgentUnavailableException
                || failed instanceof ExchangeTimeoutException
                || failed instanceof ExchangeUnavailableException
                || failed instanceof DeliveryUnknownException
                || (failed instanceof ProtocolErrorException error && error.code() == ErrorCode.ACTION_CANCELLED);
    }
}
