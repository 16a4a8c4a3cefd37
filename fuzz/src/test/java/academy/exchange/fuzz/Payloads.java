package academy.exchange.fuzz;

import java.lang.reflect.Type;
import java.util.Optional;

import academy.exchange.Arguments;
import academy.exchange.Body;
import academy.exchange.PayloadException;
import academy.exchange.RemoteFailure;
import academy.exchange.Request;
import academy.exchange.Response;
import academy.exchange.codec.JsonMessageCodec;

/** What must hold of the texts inside a message: each becomes any type that is asked for, or is refused. */
final class Payloads {

    /** Every argument is converted by the same code; of many the first ones tell enough. */
    private static final int MAX_ARGUMENTS = 3;

    private final JsonMessageCodec codec;

    Payloads(JsonMessageCodec codec) {
        this.codec = codec;
    }

    /**
     * Whether it could be read.
     *
     * @param length of all texts in it, in bytes
     * @throws Finding if a promise is broken
     */
    boolean check(Body body, int length, Meter meter) {
        if (body instanceof Request.Action action) {
            return arguments(action, length, meter);
        }
        if (body instanceof Response.Result result) {
            return result(result, length, meter);
        }
        if (body instanceof Response.ActionError error) {
            failure(error, length, meter);
        }
        return true;
    }

    private boolean arguments(Request.Action action, int length, Meter meter) {
        Optional<Arguments> read =
                meter.call("decodeArguments", length, PayloadException.class, () -> codec.decodeArguments(action));
        read.ifPresent(arguments -> {
            for (Type type : Types.of(action)) {
                for (int i = 0; i < Math.min(MAX_ARGUMENTS, arguments.size()); i++) {
                    int index = i;
                    meter.call(
                            "get argument as " + name(type),
                            length,
                            PayloadException.class,
                            () -> arguments.get(index, type));
                }
                arguments.names().stream()
                        .limit(MAX_ARGUMENTS)
                        .forEach(name -> meter.call(
                                "get argument as " + name(type),
                                length,
                                PayloadException.class,
                                () -> arguments.get(name, type)));
            }
        });
        return read.isPresent();
    }

    private boolean result(Response.Result result, int length, Meter meter) {
        boolean read = false;
        for (Type type : Types.of(result)) {
            Optional<Object> value = meter.call(
                    "decodeResult as " + name(type),
                    length,
                    PayloadException.class,
                    () -> codec.decodeResult(result, type));
            read |= value.isPresent();
            if (type == Object.class) {
                value.ifPresent(object -> written(object, length, meter));
            }
        }
        return read;
    }

    /** What was read can be written, and what was written can be read. */
    private void written(Object value, int length, Meter meter) {
        Optional<Response.Result> written =
                meter.call("encodeResult", length, PayloadException.class, () -> codec.encodeResult(value));
        written.filter(result -> result.result().length() <= Target.MESSAGE_SIZE)
                .ifPresent(result -> {
                    Object again = meter.call(
                                    "decodeResult of what was encoded",
                                    result.result().length(),
                                    NoRefusal.class,
                                    () -> codec.decodeResult(result, Object.class))
                            .orElseThrow(() -> new Finding("a value is null after it was written and read again"));
                    if (!codec.encodeResult(again).equals(result)) {
                        throw new Finding("a value is another one after it was written and read again");
                    }
                });
    }

    private void failure(Response.ActionError error, int length, Meter meter) {
        Optional<RemoteFailure> read =
                meter.call("decodeFailure", length, NoRefusal.class, () -> codec.decodeFailure(error));
        read.ifPresent(failure -> {
            Response.ActionError written = meter.call(
                            "encodeFailure", length, NoRefusal.class, () -> codec.encodeFailure(failure))
                    .orElseThrow();
            meter.call(
                    "decodeFailure of what was encoded", length, NoRefusal.class, () -> codec.decodeFailure(written));
        });
    }

    private static String name(Type type) {
        return type instanceof Class<?> known ? known.getSimpleName() : type.getTypeName();
    }

    /** For calls that may refuse nothing. */
    private static final class NoRefusal extends RuntimeException {}
}
