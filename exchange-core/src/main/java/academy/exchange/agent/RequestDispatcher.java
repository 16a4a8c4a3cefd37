package academy.exchange.agent;

import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import academy.exchange.BadEntityIdException;
import academy.exchange.ErrorCode;
import academy.exchange.Exchange;
import academy.exchange.ExchangeException;
import academy.exchange.MailboxTerminatedException;
import academy.exchange.Message;
import academy.exchange.MessageTooLargeException;
import academy.exchange.RemoteFailure;
import academy.exchange.Request;
import academy.exchange.Response;
import academy.exchange.mailbox.MessageHandler;

/**
 * Answers the requests of one agent: the protocol's own by itself, those for actions with what the receiver returns or
 * throws. Whatever happens there, each request gets exactly one response.
 */
final class RequestDispatcher implements MessageHandler {

    private static final Logger log = LoggerFactory.getLogger(RequestDispatcher.class);

    private final Exchange exchange;
    private final Receiver receiver;
    private final Consumer<Request.Shutdown> shutdown;

    /**
     * @param shutdown called when a shutdown request has been answered
     * @throws IllegalStateException if the receiver has a method that cannot be called
     */
    RequestDispatcher(Exchange exchange, Receiver receiver, Consumer<Request.Shutdown> shutdown) {
        this.exchange = exchange;
        this.receiver = receiver;
        this.shutdown = shutdown;
        receiver.check(exchange.codec());
    }

    /**
     * Answers a request, or shows a response to the receiver.
     *
     * @throws Exception what a listening method threw that nobody waits for
     */
    @Override
    public void handle(Message message) throws Exception {
        if (!(message.body() instanceof Request request)) {
            notice(message);
        } else if (!message.header().isCompatible()) {
            log.warn(
                    "Request {} from {} has a protocol version that is not spoken here",
                    message.tag(),
                    message.src().uid());
            reply(message, new Response.ProtocolError(ErrorCode.INCOMPATIBLE_PROTOCOL, message.dest()));
        } else if (request instanceof Request.Action action) {
            run(message, action);
        } else {
            serve(message, request);
        }
    }

    private void notice(Message response) throws Exception {
        if (!receiver.notice(response)) {
            log.debug(
                    "{} ignores response {} from {}",
                    label(response),
                    response.tag(),
                    response.src().uid());
        }
    }

    private void serve(Message message, Request request) throws Exception {
        try {
            receiver.notice(message);
        } finally {
            reply(message, answer(request));
            // Only now: once the container has stopped, the mailbox may be gone and with it the answer.
            if (request instanceof Request.Shutdown wish) {
                shutdown.accept(wish);
            }
        }
    }

    private static Response answer(Request request) {
        // Actions cannot be cancelled yet, so to every cancel request there is no such action running.
        return request instanceof Request.Cancel
                ? new Response.ProtocolError(ErrorCode.ACTION_INVALID_STATE, null)
                : new Response.Success();
    }

    private void run(Message message, Request.Action request) {
        ActionCall call = new ActionCall(label(message), message, request, exchange.codec());
        Response answer;
        try {
            answer = encode(call, receiver.run(call));
        } catch (RefusedException refused) {
            log.debug(
                    "Request {} from {} was refused: {}",
                    message.tag(),
                    message.src().uid(),
                    refused.getMessage());
            answer = exchange.codec().encodeFailure(refused.failure());
        } catch (Exception thrown) {
            keepInterrupt(thrown);
            reply(message, failure(thrown));
            // Whoever asked has the exception; here it is for those who look for it. Last, as logging it may fail.
            log.debug("{}, request {}, failed", call.title(), message.tag(), thrown);
            return;
        } catch (Error fatal) {
            reply(message, failure(fatal));
            throw fatal;
        }
        reply(message, answer);
    }

    private Response encode(ActionCall call, @Nullable Object value) {
        try {
            return exchange.codec().encodeResult(value);
        } catch (RuntimeException | StackOverflowError unfit) {
            log.warn(
                    "The result of {}, request {}, cannot be sent",
                    call.title(),
                    call.message().tag(),
                    unfit);
            return exchange.codec()
                    .encodeFailure(RemoteFailure.of(
                            unfit.getClass().getSimpleName(),
                            "The result of " + call.title() + " cannot be expressed in JSON: " + unfit.getMessage()));
        }
    }

    private Response failure(Throwable thrown) {
        return exchange.codec().encodeFailure(describe(thrown));
    }

    private static RemoteFailure describe(Throwable thrown) {
        try {
            return RemoteFailure.of(thrown);
        } catch (RuntimeException | StackOverflowError speechless) {
            return RemoteFailure.of(thrown.getClass().getSimpleName(), "an exception that fails to describe itself");
        }
    }

    /** Sends the answer, even if the thread is interrupted: then it is the last thing it does. */
    private void reply(Message request, Response answer) {
        boolean interrupted = Thread.interrupted();
        try {
            exchange.send(request.reply(answer));
        } catch (MessageTooLargeException tooLarge) {
            replyTooLarge(request, tooLarge);
        } catch (ExchangeException failed) {
            lost(request, failed);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void replyTooLarge(Message request, MessageTooLargeException tooLarge) {
        String reason = "The answer of " + label(request) + " cannot be sent. " + tooLarge.getMessage();
        log.warn("{} (request {})", reason, request.tag());
        RemoteFailure failure = RemoteFailure.of("MessageTooLargeException", reason);
        try {
            exchange.send(request.reply(exchange.codec().encodeFailure(failure)));
        } catch (ExchangeException failed) {
            lost(request, failed);
        }
    }

    /** The exchange has tried again already, so all that is left is to say so. */
    private static void lost(Message request, ExchangeException failed) {
        if (failed instanceof BadEntityIdException || failed instanceof MailboxTerminatedException) {
            log.debug("Nobody waits for the answer to request {} any more", request.tag(), failed);
        } else {
            log.warn(
                    "The answer to request {} of {} may be lost: {}",
                    request.tag(),
                    request.src().uid(),
                    failed.getMessage());
        }
    }

    private static void keepInterrupt(Exception thrown) {
        if (thrown instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
    }

    private String label(Message message) {
        return receiver.label() + "[" + message.dest().uid() + "]";
    }
}
