package academy.exchange.handle;

import java.util.function.Supplier;

import academy.exchange.AgentId;
import academy.exchange.ExchangeObserver.Outcome;
import academy.exchange.ExchangeObserver.Step;
import academy.exchange.MessageCodec;
import academy.exchange.Response;

/**
 * Tells an observer how a question ended. What an answer means is found out here only if somebody observes, and only of those
 * that mean an exception: reading results is for whoever asked.
 */
record ObservedQuestion(Step step, AgentId agent, Question question, MessageCodec codec, RebuiltExceptions rebuilt) {

    /** Its answer came. */
    void answered(Response response) {
        if (step == Step.UNOBSERVED) {
            return;
        }
        if (response instanceof Response.Result || response instanceof Response.Success) {
            step.ended(Outcome.SUCCESS, null);
            return;
        }
        try {
            Object unused = question.read(agent, response, codec, rebuilt);
            step.ended(Outcome.SUCCESS, null);
        } catch (RuntimeException failure) {
            step.ended(failure);
        }
    }

    /** It ended without an answer. */
    void failed(Supplier<? extends Throwable> failure) {
        if (step != Step.UNOBSERVED) {
            step.ended(failure.get());
        }
    }
}
