package academy.exchange.micrometer;

import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/** What an observed question is called. A bean of this type that overrides something takes the place of {@link #STANDARD}. */
public interface AskConvention extends ObservationConvention<AskContext> {

    /** The usual names. */
    AskConvention STANDARD = new AskConvention() {};

    @Override
    default boolean supportsContext(Observation.Context context) {
        return context instanceof AskContext;
    }

    /** {@code academy.exchange.ask}. */
    @Override
    default String getName() {
        return ExchangeMeters.PREFIX + "ask";
    }

    /** The word ask and the action. */
    @Override
    default String getContextualName(AskContext context) {
        return "ask " + context.action();
    }

    /** Of {@code action} and {@code outcome}. */
    @Override
    default KeyValues getLowCardinalityKeyValues(AskContext context) {
        return KeyValues.of("action", context.action(), "outcome", context.outcome());
    }

    /** Of the ids in the header. */
    @Override
    default KeyValues getHighCardinalityKeyValues(AskContext context) {
        return Carriers.ids(context.request());
    }
}
