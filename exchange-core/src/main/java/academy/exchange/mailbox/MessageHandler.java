package academy.exchange.mailbox;

import academy.exchange.Message;

/** What a container does with each message. */
@FunctionalInterface
public interface MessageHandler {

    /**
     * Handles one message, on a thread of the container. Up to the container's concurrency may run at once; with a
     * concurrency of 1 messages come one after the other, in the order of the mailbox. The thread is interrupted when
     * the container was told to stop and its time limit for that is over.
     *
     * @throws Exception for whatever reason: it is logged, and the container goes on with the next message
     */
    void handle(Message message) throws Exception;
}
