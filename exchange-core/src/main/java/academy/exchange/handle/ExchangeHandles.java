package academy.exchange.handle;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import academy.exchange.ActionFailedException;
import academy.exchange.AgentHandle;
import academy.exchange.AgentId;
import academy.exchange.ClientId;
import academy.exchange.EntityId;
import academy.exchange.Exchange;
import academy.exchange.ExchangeClosedException;
import academy.exchange.ExchangeException;
import academy.exchange.ExchangeObserver.Step;
import academy.exchange.ExchangeTimeoutException;
import academy.exchange.HandleClosedException;
import academy.exchange.HandleFactory;
import academy.exchange.Header;
import academy.exchange.MailboxStats;
import academy.exchange.MailboxStatus;
import academy.exchange.Message;
import academy.exchange.MessageCodec;
import academy.exchange.Request;
import academy.exchange.Response;

/**
 * The handles of one exchange. One client, which is registered at the first question, gets the answers to all of them;
 * a thread reads its mailbox and brings each answer to whoever asked. If the client is terminated by others, open
 * questions fail with {@link academy.exchange.MailboxTerminatedException} and the next question registers another.
 *
 * <p><b>In whose name.</b> Questions bear the client's id, or that of the agent in whose name a handle
 * {@linkplain AgentHandle#askingAs asks}. The attribute {@link Header#REPLY_TO} then tells where the answer shall go.
 * Every question has the client's uid for a label, so that whoever serves the agent's mailbox can send on an answer of a
 * peer that does not know the attribute.
 *
 * <p><b>How long.</b> Actions asked for while a {@link CallChain} is bound to the thread inherit it: their time limit is
 * cut to what is left of it, and if that is nothing, they fail without being sent.
 *
 * <p><b>Threads.</b> Every method may be called by any thread. Futures are completed on daemon threads kept for that,
 * as many as are needed at once: what is attached to a future may block without holding up other answers. All threads
 * are daemons.
 */
public final class ExchangeHandles implements HandleFactory {

    /** How many answers are awaited at once unless it is said. */
    private static final int MAX_PENDING = 100_000;

    private static final Logger log = LoggerFactory.getLogger(ExchangeHandles.class);

    private final Exchange exchange;
    private final Duration timeout;
    private final RebuiltExceptions rebuilt;
    private final PendingReplies pending;
    private final AnswerThreads threads = new AnswerThreads("exchange-answers");
    private final Object lock = new Object();
    private @Nullable ReplyClient client;
    private volatile boolean closed;

    /**
     * The handles of this exchange. Makes no call to the store.
     *
     * @param timeout how long to wait for answers where the caller does not say; more than zero
     * @throws IllegalArgumentException if the time limit is zero or less
     */
    public ExchangeHandles(Exchange exchange, Duration timeout) {
        this(exchange, timeout, Set.of());
    }

    /**
     * The handles of this exchange, which make exceptions of these classes again when an action threw them. An unchecked
     * one is then thrown in place of {@link ActionFailedException}, which becomes its cause, or is suppressed by it if it
     * takes no cause. A checked one becomes the cause of that, except that a method of an interface seen through
     * {@link AgentHandle#as} throws it itself if it declares to. Of classes that are not listed nothing is ever loaded or
     * made: then it is {@link ActionFailedException} alone. Makes no call to the store.
     *
     * @param timeout how long to wait for answers where the caller does not say; more than zero
     * @param allowedExceptions full class names, as {@link Class#getName()} tells them
     * @throws IllegalArgumentException if the time limit is zero or less, or if a class is not found, is no exception, or
     *     cannot be made of a message or of nothing; it is named
     */
    public ExchangeHandles(Exchange exchange, Duration timeout, Collection<String> allowedExceptions) {
        this(exchange, timeout, allowedExceptions, MAX_PENDING);
    }

    /**
     * The handles of this exchange, as {@link #ExchangeHandles(Exchange, Duration, Collection)}, with a bound for the
     * memory that open questions take. Makes no call to the store.
     *
     * @param timeout how long to wait for answers where the caller does not say; more than zero
     * @param allowedExceptions full class names, as {@link Class#getName()} tells them
     * @param maxPending how many answers may be awaited at once, 100,000 with the other constructors; a further question
     *     is not sent but fails at once with {@link academy.exchange.ExchangeFullException}
     * @throws IllegalArgumentException if the time limit is zero or less, if fewer than one answer may be awaited, or if
     *     a class is not found, is no exception, or cannot be made of a message or of nothing; it is named
     */
    public ExchangeHandles(Exchange exchange, Duration timeout, Collection<String> allowedExceptions, int maxPending) {
        if (maxPending < 1) {
            throw new IllegalArgumentException("At least one answer must be awaited at once, not " + maxPending);
        }
        this.exchange = exchange;
        this.timeout = requirePositive(timeout);
        this.rebuilt = RebuiltExceptions.of(allowedExceptions);
        this.pending = new PendingReplies("exchange-handles", maxPending);
    }

    /**
     * Checks class names before there is an exchange.
     *
     * @throws IllegalArgumentException as {@link #ExchangeHandles(Exchange, Duration, Collection)} throws it
     */
    public static void checkAllowedExceptions(Collection<String> allowedExceptions) {
        RebuiltExceptions.of(allowedExceptions);
    }

    /**
     * {@inheritDoc}
     *
     * @throws ExchangeClosedException after {@link #close()}
     */
    @Override
    public AgentHandle getHandle(AgentId agent) {
        requireOpen();
        return new RemoteAgentHandle(this, agent, null, timeout);
    }

    /**
     * Fails every open question with {@link ExchangeClosedException} and terminates the client, waiting for the store
     * 2 seconds at most; what takes longer goes on in the background. Closing again does nothing.
     */
    @Override
    public void close() {
        ReplyClient last;
        synchronized (lock) {
            closed = true;
            last = client;
            client = null;
        }
        pending.failAll(reply -> true, ExchangeHandles::closedWhileWaiting);
        if (last != null) {
            last.close();
        }
        pending.close();
        threads.close();
    }

    MessageCodec codec() {
        return exchange.codec();
    }

    @Nullable
    Object read(AgentId agent, Question question, Response response) {
        return question.read(agent, response, exchange.codec(), rebuilt);
    }

    MailboxStatus status(AgentId agent) {
        return exchange.status(agent);
    }

    MailboxStats stats(AgentId agent) {
        return exchange.stats(agent);
    }

    Optional<Duration> heartbeatAge(AgentId agent) {
        return exchange.heartbeatAge(agent);
    }

    /**
     * Sends the question. Whatever goes wrong from here on ends the pending reply.
     *
     * @throws ExchangeClosedException if these handles are closed
     * @throws academy.exchange.ExchangeFullException if as many answers are awaited as may be
     * @throws academy.exchange.ExchangeTimeoutException if the chain of questions that led here has no time left
     */
    PendingReply ask(RemoteAgentHandle handle, Question question, Duration allowed) {
        ReplyClient answers = client();
        AgentId agent = handle.agentId();
        TimeLimit limit =
                question.isAction() ? TimeLimit.within(handle.chain(), allowed, exchange.now()) : TimeLimit.of(allowed);
        Message request = request(handle, question, limit, answers.id());
        Step asking = exchange.observer().asking(request, handle.chain().work());
        ObservedQuestion observed = new ObservedQuestion(asking, agent, question, exchange.codec(), rebuilt);
        PendingReply reply = new PendingReply(request.withAttributes(asking.attributes()), handle, observed);
        try {
            limit.requireSomeLeft(agent, question.text());
            pending.add(reply, limit.duration(), () -> timeOut(reply, () -> limit.exceeded(handle, question.text())));
        } catch (ExchangeException notAsked) {
            observed.failed(() -> notAsked);
            throw notAsked;
        }
        answers.whenOpen(() -> send(reply));
        failIfClosedMeanwhile(reply, answers, handle);
        return reply;
    }

    /** Runs this, on a thread where it may block, when the question has ended. */
    void whenDone(PendingReply reply, Runnable action) {
        reply.whenDone(threads, action);
    }

    /** Stops waiting for an answer, and asks the agent not to work on it any longer. */
    void cancel(PendingReply reply) {
        if (pending.drop(reply)) {
            tellAgent(reply);
        }
    }

    /** Fails the open questions of this handle. */
    void failAll(RemoteAgentHandle handle) {
        pending.failAll(
                reply -> reply.handle().isClosedWith(handle), () -> new HandleClosedException(handle.agentId()));
    }

    int pendingCount() {
        return pending.count();
    }

    long unclaimedCount() {
        return pending.unclaimed();
    }

    static Duration requirePositive(Duration limit) {
        if (limit.isNegative() || limit.isZero()) {
            throw new IllegalArgumentException("The time limit is " + limit + "; it must be more than zero");
        }
        return limit;
    }

    private static Message request(RemoteAgentHandle handle, Question question, TimeLimit limit, ClientId client) {
        Map<String, String> attributes = new HashMap<>(limit.chain().attributes());
        EntityId src = client;
        if (handle.asker() != null) {
            src = handle.asker();
            attributes.put(Header.REPLY_TO, client.uid().toString());
        }
        return Message.request(src, handle.agentId(), client.uid(), attributes, question.body());
    }

    private static Map<String, String> replyTo(Message request) {
        String client = request.header().attributes().get(Header.REPLY_TO);
        return client == null ? Map.of() : Map.of(Header.REPLY_TO, client);
    }

    private ReplyClient client() {
        synchronized (lock) {
            requireOpen();
            ReplyClient current = client;
            if (current == null || current.ending() != null) {
                current = new ReplyClient(exchange, pending, threads);
                client = current;
            }
            return current;
        }
    }

    private void timeOut(PendingReply reply, Supplier<ExchangeTimeoutException> failure) {
        if (pending.fail(reply, failure)) {
            tellAgent(reply);
        }
    }

    /** Asks the agent not to work any longer on what nobody waits for. */
    private void tellAgent(PendingReply reply) {
        Message request = reply.request();
        if (reply.isSent() && request.body() instanceof Request.Action) {
            Request.Cancel body = new Request.Cancel(request.tag());
            Message cancel = Message.request(
                    request.src(), request.dest(), request.header().label(), replyTo(request), body);
            CompletableFuture<?> unused = send(cancel).whenComplete((nothing, failure) -> noteCancel(request, failure));
        }
    }

    private void send(PendingReply reply) {
        if (reply.isDone()) {
            return;
        }
        reply.markSent();
        CompletableFuture<?> unused = send(reply.request()).whenComplete((nothing, failure) -> {
            if (failure != null) {
                pending.failWith(reply, failure);
            }
        });
    }

    private CompletableFuture<?> send(Message message) {
        try {
            return exchange.sendAsync(message);
        } catch (RuntimeException failure) {
            return CompletableFuture.failedFuture(failure);
        }
    }

    /** Who closes fails what is pending then: what became pending a moment later is failed here. */
    private void failIfClosedMeanwhile(PendingReply reply, ReplyClient asker, RemoteAgentHandle handle) {
        if (closed) {
            pending.fail(reply, ExchangeHandles::closedWhileWaiting);
        }
        if (handle.isClosed()) {
            pending.fail(reply, () -> new HandleClosedException(handle.agentId()));
        }
        var ending = asker.ending();
        if (ending != null) {
            pending.fail(reply, ending);
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new ExchangeClosedException("asking an agent");
        }
    }

    private static ExchangeClosedException closedWhileWaiting() {
        return new ExchangeClosedException("waiting for an answer");
    }

    private static void noteCancel(Message request, @Nullable Throwable failure) {
        if (failure != null) {
            log.debug("Could not cancel action request {}", request.tag(), failure);
        }
    }
}
