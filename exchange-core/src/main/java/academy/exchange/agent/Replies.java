package academy.exchange.agent;

import java.util.List;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import academy.exchange.AgentId;
import academy.exchange.BadEntityIdException;
import academy.exchange.BulkSendException;
import academy.exchange.ClientId;
import academy.exchange.Exchange;
import academy.exchange.ExchangeException;
import academy.exchange.Header;
import academy.exchange.MailboxTerminatedException;
import academy.exchange.Message;
import academy.exchange.MessageTooLargeException;
import academy.exchange.RemoteFailure;
import academy.exchange.Response;

/** Sends answers. What goes wrong there is logged; nobody else is left who could be told. */
final class Replies {

    private static final Logger log = LoggerFactory.getLogger(Replies.class);

    private final Exchange exchange;
    private final String label;

    /**
     * @param label what error messages call the agent that answers
     */
    Replies(Exchange exchange, String label) {
        this.exchange = exchange;
        this.label = label;
    }

    /** Sends the answer to this request, even if the thread is interrupted: then it is the last thing it does. */
    void send(Header request, Response answer) {
        boolean interrupted = Thread.interrupted();
        try {
            exchange.send(new Message(request.reply(), answer));
        } catch (MessageTooLargeException tooLarge) {
            sendTooLarge(request, tooLarge);
        } catch (ExchangeException failed) {
            lost(request, failed);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Sends the same small answer to all of these requests. */
    void sendAll(List<Header> requests, Response answer) {
        if (requests.isEmpty()) {
            return;
        }
        boolean interrupted = Thread.interrupted();
        try {
            exchange.sendAll(requests.stream()
                    .map(request -> new Message(request.reply(), answer))
                    .toList());
        } catch (BulkSendException some) {
            some.failures().forEach(failure -> lost(requests.get(failure.index()), failure.cause()));
        } catch (ExchangeException failed) {
            requests.forEach(request -> lost(request, failed));
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Passes on a response that came to an agent because whoever answers knows no better than to answer the source of the
     * request: its label names the client to which it belongs. Does not wait.
     *
     * @return false if it is none of that kind
     */
    boolean forward(Message response) {
        Optional<Header> onward = onward(response.header());
        onward.ifPresent(header -> sendOn(new Message(header, response.body())));
        return onward.isPresent();
    }

    /**
     * Passes on a response as {@link #forward} does, and waits until that is done: it may be one that somebody else is to
     * see if there is no client to which it belongs.
     *
     * @return false if there is none
     */
    boolean deliver(Message response) {
        Optional<Header> onward = onward(response.header());
        return onward.isPresent() && isDelivered(new Message(onward.get(), response.body()));
    }

    private static Optional<Header> onward(Header header) {
        // What was passed on once is addressed to a client, so it cannot come round again.
        if (header.label() == null || !(header.src() instanceof AgentId) || !(header.dest() instanceof AgentId)) {
            return Optional.empty();
        }
        return Optional.of(new Header(
                header.dest(),
                ClientId.of(header.label()),
                header.tag(),
                header.label(),
                header.kind(),
                header.protocolVersion(),
                header.attributes()));
    }

    private void sendOn(Message onward) {
        try {
            var unused = exchange.sendAsync(onward).whenComplete((nothing, failure) -> {
                if (failure != null) {
                    lostOnward(onward.header(), failure);
                }
            });
        } catch (ExchangeException failed) {
            lostOnward(onward.header(), failed);
        }
    }

    private boolean isDelivered(Message onward) {
        boolean interrupted = Thread.interrupted();
        try {
            exchange.send(onward);
        } catch (BadEntityIdException | MailboxTerminatedException nobodyThere) {
            return false;
        } catch (ExchangeException failed) {
            lostOnward(onward.header(), failed);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return true;
    }

    private void sendTooLarge(Header request, MessageTooLargeException tooLarge) {
        String reason =
                "The answer of " + label + "[" + request.dest().uid() + "] cannot be sent. " + tooLarge.getMessage();
        log.warn("{} (request {})", reason, request.tag());
        RemoteFailure failure = RemoteFailure.of("MessageTooLargeException", reason);
        try {
            exchange.send(new Message(request.reply(), exchange.codec().encodeFailure(failure)));
        } catch (ExchangeException failed) {
            lost(request, failed);
        }
    }

    /** The exchange has tried again already, so all that is left is to say so. */
    private static void lost(Header request, ExchangeException failed) {
        if (isNobodyThere(failed)) {
            log.debug("Nobody waits for the answer to request {} any more", request.tag(), failed);
        } else {
            log.warn(
                    "The answer to request {} of {} may be lost: {}",
                    request.tag(),
                    request.src().uid(),
                    failed.getMessage());
        }
    }

    private static void lostOnward(Header onward, Throwable failed) {
        if (isNobodyThere(failed)) {
            log.debug("Nobody waits for response {} any more", onward.tag(), failed);
        } else {
            log.warn(
                    "Response {} may not reach client {}: {}",
                    onward.tag(),
                    onward.dest().uid(),
                    failed.getMessage());
        }
    }

    private static boolean isNobodyThere(Throwable failed) {
        return failed instanceof BadEntityIdException || failed instanceof MailboxTerminatedException;
    }
}
