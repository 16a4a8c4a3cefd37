package academy.exchange.agent;

import java.nio.channels.ClosedByInterruptException;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import academy.exchange.Delivery;
import academy.exchange.ErrorCode;
import academy.exchange.Exchange;
import academy.exchange.ExchangeInterruptedException;
import academy.exchange.ExchangeObserver.Outcome;
import academy.exchange.Message;
import academy.exchange.RemoteFailure;
import academy.exchange.Request;
import academy.exchange.Response;
import academy.exchange.Urgency;
import academy.exchange.handle.CallChain;
import academy.exchange.mailbox.MessageHandler;

/**
 * Answers the requests of one agent: the protocol's own by itself, those for actions with what the receiver returns or
 * throws. Whatever happens there, each request gets exactly one response.
 */
final class RequestDispatcher implements MessageHandler {

    private static final Logger log = LoggerFactory.getLogger(RequestDispatcher.class);

    private final Exchange exchange;
    private final ObservedAgent observed;
    private final Receiver receiver;
    private final ActionCancels cancels;
    private final RunningActions actions;
    private final Replies replies;
    private final CallLimits limits;
    private final Supplier<OwnHandles> handles;
    private final Consumer<Request.Shutdown> shutdown;

    /**
     * @param observed what an observer is told of the agent
     * @param cancels ends actions before their time
     * @param maxHops how many questions may have led to a request
     * @param handles the handles of the run at hand
     * @param shutdown called when a shutdown request has been answered
     * @throws IllegalStateException if the receiver has a method that cannot be called
     */
    RequestDispatcher(
            Exchange exchange,
            ObservedAgent observed,
            Receiver receiver,
            ActionCancels cancels,
            int maxHops,
            Supplier<OwnHandles> handles,
            Consumer<Request.Shutdown> shutdown) {
        this.exchange = exchange;
        this.observed = observed;
        this.receiver = receiver;
        this.cancels = cancels;
        this.actions = cancels.actions();
        this.replies = new Replies(exchange, receiver.label());
        this.limits = new CallLimits(exchange, maxHops);
        this.handles = handles;
        this.shutdown = shutdown;
        receiver.check(exchange.codec());
    }

    /** What the receiver does not listen to itself; it is handled like any other message, only sooner. */
    @Override
    public Set<Urgency> urgent() {
        return receiver.urgent();
    }

    @Override
    public void withdrawn(Set<UUID> tags) {
        cancels.withdrawn(tags);
    }

    @Override
    public boolean handleUrgent(Message message) throws Exception {
        return handleUrgent(Delivery.settled(message));
    }

    /** A response that the receiver would hear goes there, in its turn, only if no handle waits for it. */
    @Override
    public boolean handleUrgent(Delivery delivery) throws Exception {
        Message message = delivery.message();
        if (!message.isRequest() && receiver.hears(message)) {
            return replies.deliver(delivery);
        }
        boolean unused = handle(delivery);
        return true;
    }

    @Override
    public void handle(Message message) throws Exception {
        boolean unused = handle(Delivery.settled(message));
    }

    /**
     * Answers a request, or shows a response to the receiver.
     *
     * @return false if it is up to the receiver to settle it, or if it goes back since the agent stops
     * @throws Exception what a listening method threw that nobody waits for, or why an answer could not be sent that can
     *     be made again
     */
    @Override
    public boolean handle(Delivery delivery) throws Exception {
        Message message = delivery.message();
        if (!(message.body() instanceof Request request)) {
            return notice(delivery);
        }
        if (request instanceof Request.Action action) {
            return run(delivery, action);
        }
        if (message.header().isCompatible()) {
            return serve(delivery, request);
        }
        replies.answer(delivery, incompatible(message));
        return true;
    }

    private boolean notice(Delivery delivery) throws Exception {
        Message response = delivery.message();
        if (show(delivery)) {
            return !receiver.settles(response);
        }
        if (!replies.forward(delivery)) {
            log.debug(
                    "{} ignores response {} from {}",
                    label(response),
                    response.tag(),
                    response.src().uid());
        }
        return true;
    }

    /** Lets the receiver hear it, if it wants to; says whether it did. */
    private boolean show(Delivery delivery) throws Exception {
        if (!receiver.hears(delivery.message())) {
            return false;
        }
        try (ObservedCall hearing = observed.begin(delivery.message())) {
            try {
                return receiver.notice(delivery);
            } catch (Exception | Error thrown) {
                hearing.failed(Outcome.ERROR, thrown);
                throw thrown;
            }
        }
    }

    private boolean serve(Delivery delivery, Request request) throws Exception {
        boolean done = true;
        try {
            done = !show(delivery) || !receiver.settles(delivery.message());
        } finally {
            answer(delivery, request);
            if (done) {
                // Even if the receiver failed: what is answered is not delivered again.
                delivery.acknowledgement().acknowledge();
            }
            // Only now: once the container has stopped, the mailbox may be gone and with it the answer.
            if (request instanceof Request.Shutdown wish) {
                shutdown.accept(wish);
            }
        }
        return done;
    }

    private void answer(Delivery delivery, Request request) {
        if (request instanceof Request.Cancel cancel) {
            cancels.cancel(delivery.message(), cancel.targetTag());
        } else {
            replies.answer(delivery, new Response.Success());
        }
    }

    private boolean run(Delivery delivery, Request.Action request) {
        Message message = delivery.message();
        RunningAction action = new RunningAction(message.header());
        RunningActions.Admission admission = actions.begin(action);
        if (admission == RunningActions.Admission.SKIP) {
            log.debug("{} skips request {}, which was withdrawn", label(message), message.tag());
            return true;
        }
        try {
            if (admission == RunningActions.Admission.REFUSE) {
                cancels.answerCancelled(message.header());
                return true;
            }
            return run(delivery, request, action);
        } finally {
            action.end();
            // What somebody cancelled stays known until they have answered it; a second cancel would answer it, too.
            if (admission == RunningActions.Admission.REFUSE || !action.isCancelled()) {
                actions.end(action);
            }
        }
    }

    private boolean run(Delivery delivery, Request.Action request, RunningAction action) {
        Message message = delivery.message();
        try (ObservedCall running = observed.begin(message)) {
            RequestContext context = new RequestContext(action, handles.get(), running);
            return run(ActionCall.of(label(message), delivery, request, exchange.codec(), context), action);
        }
    }

    private boolean run(ActionCall call, RunningAction action) {
        Message message = call.message();
        Response answer;
        boolean done = true;
        try {
            answer = message.header().isCompatible() ? encode(call, invoke(call)) : refuseVersion(call);
            done = !receiver.settles(message);
        } catch (RefusedException refused) {
            call.context().observed().failed(refused.outcome(), refused);
            log.debug(
                    "Request {} from {} was refused: {}",
                    message.tag(),
                    message.src().uid(),
                    refused.getMessage());
            answer = exchange.codec().encodeFailure(refused.failure());
        } catch (Exception thrown) {
            keepInterrupt(thrown);
            call.context().observed().failed(Outcome.ERROR, thrown);
            return fail(call, action, thrown);
        } catch (Error fatal) {
            call.context().observed().failed(Outcome.ERROR, fatal);
            answer(call, action, failure(fatal));
            // What is answered is not run again, whatever the container makes of the error.
            call.delivery().acknowledgement().acknowledge();
            throw fatal;
        }
        answer(call, action, answer);
        return done;
    }

    private @Nullable Object invoke(ActionCall call) throws Exception {
        CallChain chain = call.context().chain();
        limits.require(call, chain);
        CallChain.Binding bound = chain.bind();
        try {
            return receiver.run(call);
        } finally {
            bound.close();
        }
    }

    private boolean fail(ActionCall call, RunningAction action, Exception thrown) {
        boolean done = true;
        if (cancels.isStopping() && isInterrupt(thrown)) {
            call.context().observed().cancelled();
            done = !action.end() || answeredCancelled(call);
        } else {
            answer(call, action, failure(thrown));
        }
        // Whoever asked has the exception; here it is for those who look for it. Last, as logging it may fail.
        log.debug("{}, request {}, failed", call.title(), call.message().tag(), thrown);
        return done;
    }

    /**
     * False if the request goes back to the mailbox instead, for whoever serves it next. What the method itself cannot have
     * settled counts as settled once the stop has given it back, which may be before the method has noticed its interrupt.
     */
    private boolean answeredCancelled(ActionCall call) {
        boolean goesBack = call.mayGoBack() && !receiver.settles(call.message());
        boolean settled = !goesBack && call.delivery().acknowledgement().isSettled();
        if (settled) {
            cancels.answerCancelled(call.message().header());
        }
        return settled;
    }

    private void answer(ActionCall call, RunningAction action, Response answer) {
        boolean wanted = action.end();
        // Before the answer, so that whoever gets it finds the call observed, and its time is that of the agent alone.
        end(call.context().observed(), wanted);
        if (wanted) {
            replies.answer(call.delivery(), answer);
        } else {
            log.debug(
                    "{}, request {}, was cancelled and has ended only now; its outcome is discarded",
                    call.title(),
                    call.message().tag());
        }
    }

    private static void end(ObservedCall running, boolean wanted) {
        if (!wanted) {
            running.cancelled();
        }
        running.close();
    }

    private Response encode(ActionCall call, @Nullable Object value) {
        try {
            return exchange.codec().encodeResult(value);
        } catch (RuntimeException | StackOverflowError unfit) {
            call.context().observed().failed(Outcome.ERROR, unfit);
            log.warn(
                    "The result of {}, request {}, cannot be sent",
                    call.title(),
                    call.message().tag(),
                    unfit);
            return exchange.codec()
                    .encodeFailure(RemoteFailure.of(
                            unfit.getClass().getSimpleName(),
                            "The result of " + call.title() + " cannot be expressed in JSON: " + unfit.getMessage()));
        }
    }

    private Response failure(Throwable thrown) {
        return exchange.codec().encodeFailure(describe(thrown));
    }

    private static RemoteFailure describe(Throwable thrown) {
        try {
            return RemoteFailure.of(thrown);
        } catch (RuntimeException | StackOverflowError speechless) {
            return RemoteFailure.of(thrown.getClass().getSimpleName(), "an exception that fails to describe itself");
        }
    }

    private static Response refuseVersion(ActionCall call) {
        call.context().observed().refused();
        return incompatible(call.message());
    }

    private static Response incompatible(Message request) {
        log.warn(
                "Request {} from {} has a protocol version that is not spoken here",
                request.tag(),
                request.src().uid());
        return new Response.ProtocolError(ErrorCode.INCOMPATIBLE_PROTOCOL, request.dest());
    }

    private static void keepInterrupt(Exception thrown) {
        if (thrown instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean isInterrupt(Exception thrown) {
        return Thread.currentThread().isInterrupted()
                || thrown instanceof ExchangeInterruptedException
                || thrown instanceof ClosedByInterruptException
                || thrown.getCause() instanceof InterruptedException;
    }

    private String label(Message message) {
        return receiver.label() + "[" + message.dest().uid() + "]";
    }
}
