package academy.exchange.micrometer;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

import academy.exchange.ExchangeObserver;
import academy.exchange.Message;

/**
 * Counts what an exchange sends, what is asked through its handles, and what its agents do. Tags have few values: no uid is
 * among them, and no name that a sender made up.
 *
 * <p>Safe for use by any thread.
 */
public final class ExchangeMeters implements ExchangeObserver {

    static final String PREFIX = "academy.exchange.";

    /** The tag with the id of a container. */
    static final String AGENT = "agent";

    private static final String ACTION = "action";
    private static final String OUTCOME = "outcome";

    private final Meter.MeterProvider<Counter> sent;
    private final Meter.MeterProvider<Timer> asked;
    private final Meter.MeterProvider<Timer> handled;
    private final Counter reconnects;
    private final ActionNames actions = new ActionNames();

    /** Counts in this registry. */
    public ExchangeMeters(MeterRegistry registry) {
        sent = Counter.builder(PREFIX + "sent")
                .description("Messages that were sent from here, or could not be")
                .baseUnit("messages")
                .withRegistry(registry);
        asked = Timer.builder(PREFIX + "asked")
                .description("Questions asked through handles, until the answer or until nobody waited for it any more")
                .withRegistry(registry);
        handled = Timer.builder(PREFIX + "handled")
                .description("Calls of the methods of agents here, without the way of request and answer")
                .withRegistry(registry);
        reconnects = Counter.builder(PREFIX + "reconnects")
                .description("Attempts to open a connection to Redis again that broke")
                .baseUnit("attempts")
                .register(registry);
    }

    @Override
    public Step sending(Message message) {
        String kind = message.header().kind().name().toLowerCase(Locale.ROOT);
        return new Step() {
            @Override
            public void ended(Outcome outcome, @Nullable Throwable failure) {
                sent.withTags("kind", kind, OUTCOME, text(outcome)).increment();
            }
        };
    }

    @Override
    public Step asking(Message request, Step during) {
        String action = actions.of(request);
        return new Timed() {
            @Override
            void record(long nanos, Outcome outcome) {
                asked.withTags(ACTION, action, OUTCOME, text(outcome)).record(nanos, TimeUnit.NANOSECONDS);
            }
        };
    }

    @Override
    public Step handling(Work work) {
        return new Timed() {
            @Override
            void record(long nanos, Outcome outcome) {
                handled.withTags(
                                AGENT, work.agent(), "type", work.type(), ACTION, work.action(), OUTCOME, text(outcome))
                        .record(nanos, TimeUnit.NANOSECONDS);
            }
        };
    }

    @Override
    public void reconnecting() {
        reconnects.increment();
    }

    private static String text(Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT);
    }

    private abstract static class Timed implements Step {

        private final long start = System.nanoTime();

        abstract void record(long nanos, Outcome outcome);

        @Override
        public void ended(Outcome outcome, @Nullable Throwable failure) {
            record(System.nanoTime() - start, outcome);
        }
    }
}
