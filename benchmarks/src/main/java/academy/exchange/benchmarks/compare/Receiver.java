package academy.exchange.benchmarks.compare;

import academy.exchange.Message;
import academy.exchange.mailbox.MessageHandler;

/** A handler that does nothing until it is told what. */
final class Receiver implements MessageHandler {

    private volatile MessageHandler handler = message -> {};

    void become(MessageHandler other) {
        handler = other;
    }

    @Override
    public void handle(Message message) throws Exception {
        handler.handle(message);
    }
}
