package academy.exchange.micrometer;

import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/** What an observed send is called. A bean of this type that overrides something takes the place of {@link #STANDARD}. */
public interface SendConvention extends ObservationConvention<SendContext> {

    /** The usual names. */
    SendConvention STANDARD = new SendConvention() {};

    @Override
    default boolean supportsContext(Observation.Context context) {
        return context instanceof SendContext;
    }

    /** {@code academy.exchange.send}. */
    @Override
    default String getName() {
        return ExchangeMeters.PREFIX + "send";
    }

    /** The words send request. */
    @Override
    default String getContextualName(SendContext context) {
        return "send request";
    }

    /** Of {@code outcome}. */
    @Override
    default KeyValues getLowCardinalityKeyValues(SendContext context) {
        return KeyValues.of("outcome", context.outcome());
    }

    /** Of the ids in the header. */
    @Override
    default KeyValues getHighCardinalityKeyValues(SendContext context) {
        return Carriers.ids(context.message());
    }
}
