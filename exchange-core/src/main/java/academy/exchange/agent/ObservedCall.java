package academy.exchange.agent;

import org.jspecify.annotations.Nullable;

import academy.exchange.ExchangeObserver;
import academy.exchange.ExchangeObserver.Outcome;
import academy.exchange.ExchangeObserver.Scope;
import academy.exchange.ExchangeObserver.Step;
import academy.exchange.ExchangeObserver.Work;

/** One call of a method of an agent as an observer sees it, on the thread that makes it. Ends once; a success unless told. */
final class ObservedCall implements AutoCloseable {

    private final Step step;
    private final Scope scope;
    private Outcome outcome = Outcome.SUCCESS;
    private @Nullable Throwable failure;
    private boolean ended;

    private ObservedCall(Step step) {
        this.step = step;
        this.scope = step.open();
    }

    /** Begins it. */
    static ObservedCall begin(ExchangeObserver observer, Work work) {
        return new ObservedCall(observer.handling(work));
    }

    /** One that nobody looks at. */
    static ObservedCall unobserved() {
        return new ObservedCall(Step.UNOBSERVED);
    }

    /** How the observer calls it. */
    Step step() {
        return step;
    }

    /** Says how it will have ended; what is said last counts. */
    void failed(Outcome how, Throwable thrown) {
        outcome = how;
        failure = thrown;
    }

    /** Says that nothing will have been called. */
    void refused() {
        outcome = Outcome.REFUSED;
    }

    /** Says that nobody wants to know its outcome any more. */
    void cancelled() {
        outcome = Outcome.CANCELLED;
    }

    @Override
    public void close() {
        if (!ended) {
            ended = true;
            scope.close();
            step.ended(outcome, failure);
        }
    }
}
