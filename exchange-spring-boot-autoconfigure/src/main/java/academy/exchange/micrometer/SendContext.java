package academy.exchange.micrometer;

import java.util.HashMap;
import java.util.Map;

import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;

import academy.exchange.ExchangeObserver.Outcome;
import academy.exchange.Message;

/** A request that is sent without a handle, until it lies in its mailbox. What it carries goes into its header. */
public final class SendContext extends SenderContext<Map<String, String>> implements Ending {

    private final Message message;
    private volatile String outcome = UNKNOWN;

    SendContext(Message message) {
        super(Carriers::put, Kind.PRODUCER);
        this.message = message;
        setCarrier(new HashMap<>());
    }

    /** What is sent. */
    public Message message() {
        return message;
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
