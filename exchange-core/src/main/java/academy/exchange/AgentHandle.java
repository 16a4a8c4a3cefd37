package academy.exchange;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/**
 * Stands for an agent that may live anywhere and turns method calls into requests and replies.
 *
 * <p><b>Failures.</b> A question ends with the answer or with one of these, thrown by the blocking methods and found in
 * the futures of the others, never wrapped there but as the cause of an {@code ExecutionException} as usual:
 * {@link ActionFailedException} when the action threw, {@link MailboxTerminatedException} when the agent ended before
 * it answered, {@link ExchangeTimeoutException} when no answer came in time, {@link BadEntityIdException} when nobody
 * registered the agent, {@link HandleClosedException} when this handle was closed meanwhile,
 * {@link ProtocolErrorException} for the other errors of the protocol, {@link PayloadException} when a value cannot be
 * expressed in JSON or not be converted to the type asked for, and what {@link Exchange#send(Message)} throws.
 *
 * <p><b>Threads.</b> Any thread may call any method. Futures are completed on a thread of the exchange: hand long work
 * to another.
 */
public interface AgentHandle extends AutoCloseable {

    /** The agent it stands for. */
    AgentId agentId();

    /**
     * Asks the agent to run an action, without waiting. The answer must come within the exchange's time limit for
     * questions (30 seconds unless configured).
     *
     * @param action the action's name
     * @param resultType what the answer shall become; {@code Void.class} if there is none
     * @param arguments the positional arguments
     */
    <T> CompletableFuture<T> action(String action, Class<T> resultType, @Nullable Object... arguments);

    /**
     * Asks the agent to run an action and waits for the answer.
     *
     * @param action the action's name
     * @param resultType what the answer shall become; {@code Void.class} if there is none
     * @param timeout how long to wait at most, to the millisecond; more than zero
     * @param arguments the positional arguments
     * @return the answer, null if the action returned null or nothing
     * @throws IllegalArgumentException if the time limit is zero or less
     * @throws InterruptedException if the thread is interrupted while it waits; the action may still run
     */
    <T> @Nullable T call(String action, Class<T> resultType, Duration timeout, @Nullable Object... arguments)
            throws InterruptedException;

    /**
     * The agent seen through an interface: calling a method asks for the action of that name. A method that returns a
     * {@code CompletableFuture} does not wait, every other waits up to the exchange's time limit for questions; when
     * interrupted it throws {@link ExchangeInterruptedException} and keeps the flag set. The methods of {@code Object}
     * are answered here.
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
