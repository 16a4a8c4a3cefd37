package academy.exchange.redis;

import academy.exchange.DeliveryMode;

/** Mailboxes that Redis lost, where readers are told of messages. */
class ToldRestoredMailboxTest extends RestoredMailboxTest {

    ToldRestoredMailboxTest(DeliveryMode mode) {
        super(mode);
    }

    @Override
    int dedicatedReaders() {
        return 0;
    }
}
