package academy.exchange.memory;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

import academy.exchange.Acknowledgement;
import academy.exchange.Message;

/** Settles one item that a reader holds. */
final class TakenMessage implements Acknowledgement {

    private final InMemoryMailbox reader;
    private final Item item;
    private final Message message;
    private final AtomicBoolean settled = new AtomicBoolean();

    TakenMessage(InMemoryMailbox reader, Item item, Message message) {
        this.reader = reader;
        this.item = item;
        this.message = message;
    }

    /** Acknowledges it, and says whether its reader still had it. */
    boolean acknowledgeIfHeld() {
        return settled.compareAndSet(false, true) && reader.acknowledge(item);
    }

    @Override
    public int attempt() {
        return item.attempt();
    }

    @Override
    public boolean isSettled() {
        return settled.get();
    }

    @Override
    public void acknowledge() {
        var unused = acknowledgeIfHeld();
    }

    @Override
    public void retry(Duration pause, String reason) {
        if (settled.compareAndSet(false, true)) {
            reader.retry(item, message, pause, reason);
        }
    }

    @Override
    public void reject(String reason) {
        if (settled.compareAndSet(false, true)) {
            reader.reject(item, message, reason);
        }
    }

    @Override
    public String toString() {
        return "TakenMessage[attempt " + attempt() + (isSettled() ? ", settled]" : "]");
    }
}
