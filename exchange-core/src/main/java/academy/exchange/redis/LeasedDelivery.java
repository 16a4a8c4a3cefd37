package academy.exchange.redis;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

import academy.exchange.Acknowledgement;
import academy.exchange.Message;

/** Settles one message that is held under a lease. The first call decides; once the lease is over nothing is left to decide. */
final class LeasedDelivery implements Acknowledgement {

    private final Lease lease;
    private final long number;
    private final Message message;
    private final int attempt;
    private final AtomicBoolean decided = new AtomicBoolean();

    LeasedDelivery(Lease lease, long number, Message message, int attempt) {
        this.lease = lease;
        this.number = number;
        this.message = message;
        this.attempt = attempt;
    }

    long number() {
        return number;
    }

    Message message() {
        return message;
    }

    LeasedRequests.Place place() {
        return new LeasedRequests.Place(lease.taken(), number);
    }

    @Override
    public int attempt() {
        return attempt;
    }

    @Override
    public boolean isSettled() {
        return decided.get() || lease.isOver();
    }

    @Override
    public void acknowledge() {
        settle(Settlement.Done.of(number, message));
    }

    @Override
    public void retry(Duration pause, String reason) {
        settle(new Settlement.Again(number, pause, reason, message, attempt));
    }

    @Override
    public void reject(String reason) {
        settle(Settlement.Dead.handled(number, reason, message));
    }

    private void settle(Settlement settlement) {
        if (!decided.compareAndSet(false, true)) {
            return;
        }
        boolean noted = false;
        try {
            lease.settle(this, settlement);
            noted = true;
        } finally {
            if (!noted) {
                // For want of memory: whoever settles may try again.
                decided.set(false);
            }
        }
    }
}
