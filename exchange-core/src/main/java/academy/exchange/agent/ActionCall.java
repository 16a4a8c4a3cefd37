package academy.exchange.agent;

import academy.exchange.Arguments;
import academy.exchange.Delivery;
import academy.exchange.ForeignText;
import academy.exchange.Message;
import academy.exchange.MessageCodec;
import academy.exchange.PayloadException;
import academy.exchange.Request;

/**
 * One request for an action, while it is being answered.
 *
 * @param agent what error messages call the agent
 * @param delivery the whole request, and how to settle it
 * @param mayGoBack whether nothing is decided yet of what becomes of the request
 * @param request its body
 * @param codec reads the arguments
 * @param context what the action may want to know of it
 */
record ActionCall(
        String agent,
        Delivery delivery,
        boolean mayGoBack,
        Request.Action request,
        MessageCodec codec,
        RequestContext context) {

    /** Begins it. */
    static ActionCall of(
            String agent, Delivery delivery, Request.Action request, MessageCodec codec, RequestContext context) {
        return new ActionCall(agent, delivery, !delivery.acknowledgement().isSettled(), request, codec, context);
    }

    /** The whole request. */
    Message message() {
        return delivery.message();
    }

    /** What error messages call the action. */
    String title() {
        return "Action " + ForeignText.quote(request.action()) + " of " + agent;
    }

    Arguments arguments() throws RefusedException {
        try {
            return codec.decodeArguments(request);
        } catch (PayloadException unreadable) {
            throw RefusedException.badArguments(
                    "The arguments of " + title() + " cannot be read: " + unreadable.getMessage());
        }
    }
}
