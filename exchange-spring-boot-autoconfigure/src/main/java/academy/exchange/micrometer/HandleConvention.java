package academy.exchange.micrometer;

import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

import academy.exchange.ExchangeObserver.Work;

/**
 * What an observed call of an agent is called. A bean of this type that overrides something takes the place of
 * {@link #STANDARD}.
 */
public interface HandleConvention extends ObservationConvention<HandleContext> {

    /** The usual names. */
    HandleConvention STANDARD = new HandleConvention() {};

    @Override
    default boolean supportsContext(Observation.Context context) {
        return context instanceof HandleContext;
    }

    /** {@code academy.exchange.handle}. */
    @Override
    default String getName() {
        return ExchangeMeters.PREFIX + "handle";
    }

    /** The agent's container and the action. */
    @Override
    default String getContextualName(HandleContext context) {
        return context.work().agent() + " " + context.work().action();
    }

    /** Of {@code agent}, {@code type}, {@code action} and {@code outcome}. */
    @Override
    default KeyValues getLowCardinalityKeyValues(HandleContext context) {
        Work work = context.work();
        return KeyValues.of(
                "agent", work.agent(), "type", work.type(), "action", work.action(), "outcome", context.outcome());
    }

    /** Of the ids in the header. */
    @Override
    default KeyValues getHighCardinalityKeyValues(HandleContext context) {
        return Carriers.ids(context.work().message());
    }
}
