package academy.exchange.micrometer;

import java.util.Map;

import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;

import academy.exchange.ExchangeObserver.Outcome;
import academy.exchange.ExchangeObserver.Work;
import academy.exchange.Message;

/** The call of a method of an agent with a message, which carries what its sender put into the header. */
public final class HandleContext extends ReceiverContext<Map<String, String>> implements Ending {

    private final Work work;
    private volatile String outcome = UNKNOWN;

    HandleContext(Work work) {
        super(Map::get, kind(work.message()));
        this.work = work;
        setCarrier(work.message().header().attributes());
    }

    /** What is handled by whom. */
    public Work work() {
        return work;
    }

    /** How it ended, in lower case; {@code unknown} before. */
    public String outcome() {
        return outcome;
    }

    @Override
    public void ended(Outcome how) {
        outcome = Ending.text(how);
    }

    /** A label is that of somebody who waits for the answer. */
    private static Kind kind(Message message) {
        return message.isRequest() && message.header().label() != null ? Kind.SERVER : Kind.CONSUMER;
    }
}
