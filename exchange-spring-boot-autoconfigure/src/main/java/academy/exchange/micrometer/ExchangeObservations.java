package academy.exchange.micrometer;

import java.util.Map;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.ObservationRegistry;

import academy.exchange.ExchangeObserver;
import academy.exchange.Message;

/**
 * Makes observations of what an exchange does, for traces above all: one of each question, one of each call of an agent's
 * method, one of each request that is sent without a handle. What a propagator writes travels in the header of the request, so
 * that question, action and the questions of the action are one trace.
 *
 * <p>Safe for use by any thread.
 */
public final class ExchangeObservations implements ExchangeObserver {

    private final ObservationRegistry registry;
    private final @Nullable AskConvention asks;
    private final @Nullable SendConvention sends;
    private final @Nullable HandleConvention handles;
    private final ActionNames actions = new ActionNames();

    /**
     * Makes them in this registry; nothing, if that is one that does nothing.
     *
     * @param asks what questions are called, if not as usual
     * @param sends what sends are called, if not as usual
     * @param handles what calls of agents are called, if not as usual
     */
    public ExchangeObservations(
            ObservationRegistry registry,
            @Nullable AskConvention asks,
            @Nullable SendConvention sends,
            @Nullable HandleConvention handles) {
        this.registry = registry;
        this.asks = asks;
        this.sends = sends;
        this.handles = handles;
    }

    /** Answers belong to the observation of the question; what has a label is asked through a handle. */
    @Override
    public Step sending(Message message) {
        if (registry.isNoop() || !message.isRequest() || message.header().label() != null) {
            return Step.UNOBSERVED;
        }
        SendContext context = new SendContext(message);
        return start(sends, SendConvention.STANDARD, context, context, context::getCarrier, Step.UNOBSERVED);
    }

    @Override
    public Step asking(Message request, Step during) {
        if (registry.isNoop()) {
            return Step.UNOBSERVED;
        }
        AskContext context = new AskContext(request, actions.of(request));
        return start(asks, AskConvention.STANDARD, context, context, context::getCarrier, during);
    }

    @Override
    public Step handling(Work work) {
        if (registry.isNoop()) {
            return Step.UNOBSERVED;
        }
        HandleContext context = new HandleContext(work);
        return start(handles, HandleConvention.STANDARD, context, context, Map::of, Step.UNOBSERVED);
    }

    private <T extends Observation.Context> Step start(
            @Nullable ObservationConvention<T> convention,
            ObservationConvention<T> usual,
            T context,
            Ending ending,
            Supplier<@Nullable Map<String, String>> carrier,
            Step during) {
        Observation observation = Observation.createNotStarted(convention, usual, () -> context, registry);
        if (observation.isNoop()) {
            return Step.UNOBSERVED;
        }
        // Whoever asks on another thread than the handler's has no observation there, unless it was taken along.
        if (registry.getCurrentObservation() == null && during instanceof Observed parent) {
            observation.parentObservation(parent.observation);
        }
        return new Observed(observation.start(), ending, carrier);
    }

    private record Observed(Observation observation, Ending ending, Supplier<@Nullable Map<String, String>> carrier)
            implements Step {

        @Override
        public Map<String, String> attributes() {
            Map<String, String> carried = carrier.get();
            return carried == null ? Map.of() : Map.copyOf(carried);
        }

        @Override
        public Scope open() {
            return observation.openScope()::close;
        }

        @Override
        public void ended(Outcome outcome, @Nullable Throwable failure) {
            ending.ended(outcome);
            if (failure != null && outcome != Outcome.CANCELLED) {
                observation.error(failure);
            }
            observation.stop();
        }
    }
}
