package academy.exchange.codec;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

import academy.exchange.Request;
import academy.exchange.Response;
import academy.exchange.Serialization;

/** Writes pickles by hand, instruction by instruction, also those that Python never would. */
final class Pickling {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** One of protocol 4 that has no frame. */
    static Pickling begin() {
        return new Pickling().op(0x80, 4);
    }

    Pickling op(int... values) {
        for (int value : values) {
            bytes.write(value);
        }
        return this;
    }

    Pickling times(int count, int... values) {
        for (int i = 0; i < count; i++) {
            op(values);
        }
        return this;
    }

    Pickling raw(byte[] more) {
        bytes.writeBytes(more);
        return this;
    }

    Pickling int4(int value) {
        return raw(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array());
    }

    Pickling int8(long value) {
        return raw(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array());
    }

    /** A string. */
    Pickling text(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        return op('X').int4(utf8.length).raw(utf8);
    }

    /** The pickle, with its end. */
    byte[] end() {
        return op('.').bytes.toByteArray();
    }

    /** The same as text. */
    String text() {
        return text(end());
    }

    /** A result that holds it. */
    Response.Result result() {
        return result(end());
    }

    static Response.Result result(byte[] pickle) {
        return new Response.Result(Serialization.PICKLE, text(pickle));
    }

    static Request.Action action(String positional, String named) {
        return new Request.Action("a", Serialization.PICKLE, positional, named, null, null);
    }

    static String text(byte[] pickle) {
        return Base64.getEncoder().encodeToString(pickle);
    }
}
