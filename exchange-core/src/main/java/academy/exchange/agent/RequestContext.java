package academy.exchange.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import academy.exchange.AgentHandle;
import academy.exchange.AgentId;
import academy.exchange.Header;
import academy.exchange.handle.CallChain;

/** What an action learns of its request, and the way to ask others while answering it. */
final class RequestContext implements ActionContext {

    private final RunningAction action;
    private final OwnHandles handles;
    private final ObservedCall observed;
    private final CallChain chain;
    private @Nullable AgentHandle sourceHandle;

    RequestContext(RunningAction action, OwnHandles handles, ObservedCall observed) {
        this.action = action;
        this.handles = handles;
        this.observed = observed;
        this.chain = CallChain.of(action.request()).observedAs(observed.step());
    }

    /** How an observer sees the call. */
    ObservedCall observed() {
        return observed;
    }

    /** The questions that led to the request. */
    CallChain chain() {
        return chain;
    }

    @Override
    public Header header() {
        return action.request();
    }

    @Override
    public AgentId agent() {
        return handles.self();
    }

    @Override
    public Optional<Instant> deadline() {
        return chain.deadline();
    }

    @Override
    public Optional<Duration> timeLeft() {
        return chain.deadline()
                .map(deadline -> Duration.between(handles.exchange().now(), deadline))
                .map(left -> left.isNegative() ? Duration.ZERO : left);
    }

    @Override
    public boolean isCancelled() {
        return action.isCancelled();
    }

    @Override
    public void onCancel(Runnable listener) {
        action.onCancel(listener);
    }

    @Override
    public AgentHandle handle(AgentId agent) {
        return chain.bind(handles.handle(agent));
    }

    @Override
    public synchronized Optional<AgentHandle> sourceHandle() {
        if (sourceHandle == null && source() instanceof AgentId asker) {
            sourceHandle = handle(asker);
        }
        return Optional.ofNullable(sourceHandle);
    }

    @Override
    public String toString() {
        return "request " + tag() + " from " + source();
    }
}
