package academy.exchange.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import academy.exchange.Header;
import academy.exchange.MalformedMessageException;
import academy.exchange.Message;
import academy.exchange.MessageTooLargeException;
import academy.exchange.Request;
import academy.exchange.Response;
import academy.exchange.Serialization;
import academy.exchange.codec.JsonMessageCodec;

/**
 * What must hold of any bytes on a queue: they are a message, which is written as it was read, or they are refused, with
 * an answer that can be sent. The same bytes are tried as header and as each of the texts inside a message.
 */
final class CodecCheck implements Check {

    /** Halves of surrogate pairs are replaced on writing, so that what was read is not what is written. */
    private static final Pattern SURROGATE = Pattern.compile("\\\\u[dD][89a-fA-F]");

    /** What is refused for its size alone only tells how the refusal works; texts inside are no longer than this. */
    private static final int MAX_TEXT = Target.MESSAGE_SIZE;

    private final JsonMessageCodec codec =
            JsonMessageCodec.builder().maxMessageSize(Target.MESSAGE_SIZE).build();

    /** Plain arguments become a text when they are written again, which may be longer than they were. */
    private final JsonMessageCodec roomy =
            JsonMessageCodec.builder().maxMessageSize(16L * Target.MESSAGE_SIZE).build();

    private final Payloads payloads = new Payloads(codec);

    @Override
    public boolean holds(byte[] subject, Meter meter) {
        boolean message = message(subject, meter);
        boolean header = header(subject, meter);
        boolean text = subject.length <= MAX_TEXT && texts(subject, meter);
        return message || header || text;
    }

    private boolean message(byte[] subject, Meter meter) {
        AtomicReference<@Nullable MalformedMessageException> refusal = new AtomicReference<>();
        Optional<Message> message = meter.call("decode", subject.length, MalformedMessageException.class, () -> {
            try {
                return codec.decode(subject);
            } catch (MalformedMessageException e) {
                refusal.set(e);
                throw e;
            }
        });
        message.ifPresent(read -> {
            roundTrip(subject, read, meter);
            payloads.check(read.body(), subject.length, meter);
        });
        MalformedMessageException refused = refusal.get();
        if (refused != null) {
            refused.answer().ifPresent(answer -> encoded("encode the answer to a refused request", answer, meter));
            refused.substitute().ifPresent(other -> encoded("encode the substitute of a response", other, meter));
        }
        return message.isPresent();
    }

    /** An echo of names as long as a message may make the answer longer than that; then it says so. */
    private void encoded(String what, Message message, Meter meter) {
        meter.call(what, Target.MESSAGE_SIZE, MessageTooLargeException.class, () -> codec.encode(message));
    }

    private void roundTrip(byte[] subject, Message read, Meter meter) {
        meter.call("encode", subject.length, MessageTooLargeException.class, () -> codec.encode(read));
        byte[] written = never("encode what was decoded", () -> roomy.encode(read));
        Message again = never("decode what was encoded", () -> roomy.decode(written));
        if (!again.equals(read) && !hasSurrogates(subject)) {
            throw new Finding("a message is another one after it was written and read again");
        }
        if (!Arrays.equals(written, never("encode again", () -> roomy.encode(again)))) {
            throw new Finding("a message is written differently the second time");
        }
    }

    private boolean header(byte[] subject, Meter meter) {
        Optional<Header> header = meter.call(
                "decodeHeader", subject.length, MalformedMessageException.class, () -> codec.decodeHeader(subject));
        header.ifPresent(read -> {
            byte[] written = never("encode a header", () -> roomy.encodeHeader(read));
            Header again = never("decode a header that was encoded", () -> roomy.decodeHeader(written));
            if (!again.equals(read) && !hasSurrogates(subject)) {
                throw new Finding("a header is another one after it was written and read again");
            }
        });
        return header.isPresent();
    }

    private boolean texts(byte[] subject, Meter meter) {
        String text = new String(subject, StandardCharsets.UTF_8);
        boolean read = false;
        for (Serialization serialization : Serialization.values()) {
            int length = subject.length;
            read |= payloads.check(new Request.Action("act", serialization, text, "{}", null, null), length, meter);
            read |= payloads.check(new Request.Action("act", serialization, "[]", text, null, null), length, meter);
            read |= payloads.check(new Response.Result(serialization, text), length, meter);
            payloads.check(new Response.ActionError(serialization, text), length, meter);
        }
        return read;
    }

    private static boolean hasSurrogates(byte[] subject) {
        return SURROGATE
                .matcher(new String(subject, StandardCharsets.ISO_8859_1))
                .find();
    }

    private static <T> T never(String what, Supplier<T> operation) {
        try {
            return operation.get();
        } catch (RuntimeException | StackOverflowError e) {
            throw new Finding("cannot " + what, e);
        }
    }
}
