package academy.exchange.agent;

import java.util.List;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import academy.exchange.AgentId;
import academy.exchange.BadEntityIdException;
import academy.exchange.BulkSendException;
import academy.exchange.ClientId;
import academy.exchange.Delivery;
import academy.exchange.Exchange;
import academy.exchange.ExchangeException;
import academy.exchange.Header;
import academy.exchange.MailboxTerminatedException;
import academy.exchange.Message;
import academy.exchange.MessageTooLargeException;
import academy.exchange.RemoteFailure;
import academy.exchange.Response;

/**
 * Sends answers. What goes wrong there is logged; nobody else is left who could be told, unless what is answered can be
 * delivered again.
 */
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
        trySend(request, answer).ifPresent(failed -> lost(request, failed));
    }

    /**
     * Sends the answer as {@link #send(Header, Response)} does, unless the request can be delivered again.
     *
     * @throws ExchangeException if it cannot be sent, somebody may still wait for it, and the request is not settled yet
     */
    void answer(Delivery request, Response answer) {
        Header header = request.message().header();
        Optional<ExchangeException> failure = trySend(header, answer);
        if (failure.isPresent()) {
            throwIfUnsettled(request, failure.get());
            lost(header, failure.get());
        }
    }

    private Optional<ExchangeException> trySend(Header request, Response answer) {
        boolean interrupted = Thread.interrupted();
        try {
            exchange.send(new Message(request.reply(), answer));
        } catch (MessageTooLargeException tooLarge) {
            return sendTooLarge(request, tooLarge);
        } catch (ExchangeException failed) {
            return Optional.of(failed);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return Optional.empty();
    }

    private static void throwIfUnsettled(Delivery delivery, ExchangeException failed) {
        if (!delivery.acknowledgement().isSettled() && !isNobodyThere(failed)) {
            throw failed;
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
     * request: its label names the client to which it belongs. Does not wait, unless the response is yet to be settled.
     *
     * @return false if it is none of that kind
     * @throws ExchangeException if it cannot be passed on, but delivered again
     */
    boolean forward(Delivery delivery) {
        if (!delivery.acknowledgement().isSettled()) {
            return deliver(delivery);
        }
        Message response = delivery.message();
        Optional<Header> onward = onward(response.header());
        onward.ifPresent(header -> sendOn(new Message(header, response.body())));
        return onward.isPresent();
    }

    /**
     * Passes on a response as {@link #forward} does, and waits until that is done: it may be one that somebody else is to
     * see if there is no client to which it belongs.
     *
     * @return false if there is none
     * @throws ExchangeException if it cannot be passed on, but delivered again
     */
    boolean deliver(Delivery delivery) {
        Message response = delivery.message();
        Optional<Header> onward = onward(response.header());
        return onward.isPresent() && isDelivered(delivery, new Message(onward.get(), response.body()));
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

    private boolean isDelivered(Delivery delivery, Message onward) {
        boolean interrupted = Thread.interrupted();
        try {
            exchange.send(onward);
        } catch (BadEntityIdException | MailboxTerminatedException nobodyThere) {
            return false;
        } catch (ExchangeException failed) {
            throwIfUnsettled(delivery, failed);
            lostOnward(onward.header(), failed);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return true;
    }

    private Optional<ExchangeException> sendTooLarge(Header request, MessageTooLargeException tooLarge) {
        String reason =
                "The answer of " + label + "[" + request.dest().uid() + "] cannot be sent. " + tooLarge.getMessage();
        log.warn("{} (request {})", reason, request.tag());
        RemoteFailure failure = RemoteFailure.of("MessageTooLargeException", reason);
        try {
            exchange.send(new Message(request.reply(), exchange.codec().encodeFailure(failure)));
        } catch (ExchangeException failed) {
            return Optional.of(failed);
        }
        return Optional.empty();
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
