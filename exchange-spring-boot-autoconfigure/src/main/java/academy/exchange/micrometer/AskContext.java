package academy.exchange.micrometer;

import java.util.HashMap;
import java.util.Map;

import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;

import academy.exchange.ExchangeObserver.Outcome;
import academy.exchange.Message;

/** A question asked through a handle, until its answer. What it carries goes into the header of the request. */
public final class AskContext extends SenderContext<Map<String, String>> implements Ending {

    private final Message request;
    private final String action;
    private volatile String outcome = UNKNOWN;

    AskContext(Message request, String action) {
        super(Carriers::put, Kind.CLIENT);
        this.request = request;
        this.action = action;
        setCarrier(new HashMap<>());
    }

    /** What asks. */
    public Message request() {
        return request;
    }

    /** The name of the action, or one of few others: fit for low cardinality. */
    public String action() {
        return action;
    }

    /** How it ended, in lower case; {@code unknown} before. */
    public String outcome() {
        return outcome;
    }

    @Override
    public void ended(Outcome how) {
        outcome = Ending.text(how);
    }
}
