package academy.exchange.fuzz;

import java.util.Base64;

import academy.exchange.AgentId;
import academy.exchange.ClientId;
import academy.exchange.Message;
import academy.exchange.Request;
import academy.exchange.Response;
import academy.exchange.Serialization;
import academy.exchange.codec.JsonMessageCodec;

/** What must hold of any bytes that are said to be a pickle, as arguments, as a result and as an exception. */
final class PickleCheck implements Check {

    private static final String EMPTY_TUPLE = "gAQpLg==";
    private static final String EMPTY_DICT = "gAR9lC4=";

    private final JsonMessageCodec codec =
            JsonMessageCodec.builder().maxMessageSize(Target.MESSAGE_SIZE).build();

    private final Payloads payloads = new Payloads(codec);

    @Override
    public boolean holds(byte[] subject, Meter meter) {
        String text = Base64.getEncoder().encodeToString(subject);
        int length = text.length();
        boolean read = payloads.check(action(text, EMPTY_DICT), length, meter);
        read |= payloads.check(action(EMPTY_TUPLE, text), length, meter);
        read |= payloads.check(new Response.Result(Serialization.PICKLE, text), length, meter);
        payloads.check(new Response.ActionError(Serialization.PICKLE, text), length, meter);
        // The text is in the message twice, and the header has its share.
        if (length < Target.MESSAGE_SIZE / 4) {
            roundTrip(action(text, text));
        }
        return read;
    }

    /** A message keeps the pickle as it came, readable or not. */
    private void roundTrip(Request.Action action) {
        Message message = Message.request(ClientId.random(), AgentId.random(), action);
        if (!codec.decode(codec.encode(message)).equals(message)) {
            throw new Finding("a message with a pickle is another one after it was written and read again");
        }
    }

    private static Request.Action action(String positional, String named) {
        return new Request.Action("act", Serialization.PICKLE, positional, named, null, null);
    }
}
