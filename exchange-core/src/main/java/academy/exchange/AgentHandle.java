package academy.exchange;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/**
 * Stands for an agent that may live anywhere and turns method calls into requests and replies.
 *
 * <p><b>Failures.</b> A question ends with the answer or with one of these, thrown by the blocking methods and found in
 * the futures of the others, never wrapped there but as the cause of an {@code ExecutionException} as usual:
 * {@link ActionFailedException} when the action threw, or the exception it threw if handles may make it again,
 * {@link MailboxTerminatedException} when the agent ended before it answered, {@link AgentUnavailableException} when the
 * agent's process died and no other took its place in time, {@link ExchangeTimeoutException} when no answer came in time, {@link BadEntityIdException} when nobody registered the agent, {@link HandleClosedException} when
 * this handle was closed meanwhile,
 * {@link ProtocolErrorException} for the other errors of the protocol, {@link PayloadException} when a value cannot be
 * expressed in JSON or not be converted to the type asked for, and what {@link Exchange#send(Message)} throws.
 *
 * <p><b>Cancel.</b> An action whose answer nobody waits for any more, because the time limit is over, the thread was
 * interrupted or the future was completed or cancelled by the caller, is cancelled: the agent is told not to work on it.
 *
 * <p><b>As a value.</b> A handle, or what {@link #as} made of it, that is given as an argument or returned by an action is
 * written as the id of its agent: read it as {@link AgentId} or {@link EntityId}.
 *
 * <p><b>Threads.</b> Any thread may call any method. Futures are completed on a thread of the exchange: hand long work
 * to another.
 */
public interface AgentHandle extends AutoCloseable {

    /** What {@link #as} makes implements this beside the interface it was made for. */
    interface View {

        /** The agent that is seen. */
        AgentId viewedAgent();
    }

    /** The agent it stands for. */
    AgentId agentId();

    /**
     * Asks the agent to run an action, without waiting. The answer must come within the time limit of
     * {@link #withTimeout}.
     *
     * @param action the action's name
     * @param resultType what the answer shall become; {@code Void.class} if there is none
     * @param arguments the positional arguments
     */
    <T> CompletableFuture<T> action(String action, Class<T> resultType, @Nullable Object... arguments);

    /**
     * Asks the agent to run an action, without waiting, as {@link #action(String, Class, Object...)}, with arguments by
     * name and an answer of any type.
     *
     * @param action the action's name
     * @param resultType what the answer shall become
     * @param positional the positional arguments, which may be null
     * @param named the arguments by name, which may be null
     */
    <T> CompletableFuture<T> action(String action, ResultType<T> resultType, List<?> positional, Map<String, ?> named);

    /**
     * Asks the agent to run an action and waits for the answer.
     *
     * @param action the action's name
     * @param resultType what the answer shall become; {@code Void.class} if there is none
     * @param timeout how long to wait at most, to the millisecond; more than zero
     * @param arguments the positional arguments
     * @return the answer, null if the action returned null or nothing
     * @throws IllegalArgumentException if the time limit is zero or less
     * @throws InterruptedException if the thread is interrupted while it waits; the agent is told to cancel the action
     */
    <T> @Nullable T call(String action, Class<T> resultType, Duration timeout, @Nullable Object... arguments)
            throws InterruptedException;

    /**
     * Asks the agent to run an action and waits for the answer, as {@link #call(String, Class, Duration, Object...)},
     * with arguments by name and an answer of any type.
     *
     * @param action the action's name
     * @param resultType what the answer shall become
     * @param timeout how long to wait at most, to the millisecond; more than zero
     * @param positional the positional arguments, which may be null
     * @param named the arguments by name, which may be null
     * @return the answer, null if the action returned null or nothing
     * @throws IllegalArgumentException if the time limit is zero or less
     * @throws InterruptedException if the thread is interrupted while it waits; the agent is told to cancel the action
     */
    <T> @Nullable T call(
            String action, ResultType<T> resultType, Duration timeout, List<?> positional, Map<String, ?> named)
            throws InterruptedException;

    /**
     * The agent seen through an interface: calling a method asks for the action of that name. A method that returns a
     * {@code CompletableFuture} does not wait, every other waits up to the time limit of {@link #withTimeout}; when
     * interrupted it throws {@link ExchangeInterruptedException} and keeps the flag set. The methods of {@code Object}
     * are answered here: two views are equal if they show the same agent through the same interface, asked in the same
     * name. What it makes is a {@link View}, too.
     *
     * @throws IllegalArgumentException if the type is not an interface
     */
    <T> T as(Class<T> type);

    /**
     * A handle to the same agent that asks in the name of this one, as an agent does that asks others: its requests bear
     * that agent's id, and whoever answers may ask it back. The answers come to this process all the same, past that
     * agent's mailbox; those of Python agents come by way of it. An agent may ask itself. Closed by itself, whatever
     * becomes of this handle.
     *
     * @param asker a registered agent that is served in this process
     */
    AgentHandle askingAs(AgentId asker);

    /**
     * This handle with another time limit for whatever is asked through it without naming one: futures, the requests to
     * stop, and the methods of interfaces. 30 seconds unless configured. Closing either closes both. What {@link #askingAs} makes of it keeps the limit.
     *
     * @param timeout how long answers may take, to the millisecond; more than zero
     * @throws IllegalArgumentException if the time limit is zero or less
     */
    AgentHandle withTimeout(Duration timeout);

    /**
     * Asks the agent whether it is there and waits for the answer.
     *
     * @param timeout how long to wait at most, to the millisecond; more than zero
     * @return how long the answer took
     * @throws IllegalArgumentException if the time limit is zero or less
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    Duration ping(Duration timeout) throws InterruptedException;

    /**
     * How long ago the agent gave its last sign of life, as {@link Exchange#heartbeatAge} tells. The agent itself is not
     * asked; {@link #ping} does that.
     *
     * @return empty if it never gave any
     * @throws BadEntityIdException if nobody registered the agent
     * @throws HandleClosedException if this handle was closed
     */
    Optional<Duration> heartbeatAge();

    /**
     * What the exchange knows of the agent's mailbox, as {@link Exchange#status} tells. The agent itself is not asked.
     *
     * @throws HandleClosedException if this handle was closed
     */
    MailboxStatus status();

    /**
     * What was counted of the agent's mailbox, as {@link Exchange#stats} tells. The agent itself is not asked.
     *
     * @throws BadEntityIdException if nobody registered the agent
     * @throws HandleClosedException if this handle was closed
     */
    MailboxStats stats();

    /** Asks the agent to stop, leaving it to the agent whether its mailbox is terminated. */
    CompletableFuture<@Nullable Void> shutdown();

    /** Asks the agent to stop. */
    CompletableFuture<@Nullable Void> shutdown(boolean terminate);

    /**
     * Ends this handle: questions still open fail with {@link HandleClosedException}, and so does every later one. The
     * agent is not touched. Closing again does nothing.
     */
    @Override
    void close();
}
