package academy.exchange.agent;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;

import academy.exchange.Arguments;
import academy.exchange.Body;
import academy.exchange.EntityId;
import academy.exchange.Header;
import academy.exchange.Message;
import academy.exchange.MessageCodec;
import academy.exchange.PayloadException;
import academy.exchange.Response;
import academy.exchange.Serialization;

/**
 * One parameter of a method that a message calls.
 *
 * @param name the name of its argument
 * @param type its type, with the type variables of generic superclasses filled in
 * @param rawType the class of that type
 * @param source where its value comes from
 * @param defaultValue the JSON of what it gets when its argument is missing, null when there is no such value
 */
record MethodParameter(String name, Type type, Class<?> rawType, Source source, @Nullable String defaultValue) {

    /** Where the value of a parameter comes from. */
    enum Source {
        MESSAGE,
        HEADER,
        SENDER,
        BODY,
        CONTEXT,
        ARGUMENTS,
        ACTION,
        ARGUMENT;

        private static Source of(Class<?> type) {
            if (type == Message.class) {
                return MESSAGE;
            }
            if (type == Header.class) {
                return HEADER;
            }
            if (type == EntityId.class) {
                return SENDER;
            }
            if (type == ActionContext.class) {
                return CONTEXT;
            }
            if (type == Arguments.class) {
                return ARGUMENTS;
            }
            return Body.class.isAssignableFrom(type) ? BODY : ARGUMENT;
        }
    }

    static MethodParameter of(String name, Type type) {
        Class<?> rawType = ResolvableType.forType(type).toClass();
        return new MethodParameter(name, type, rawType, Source.of(rawType), null);
    }

    /** One that gets the name of the action. */
    static MethodParameter ofActionName(String name) {
        return new MethodParameter(name, String.class, String.class, Source.ACTION, null);
    }

    /** The same with what the annotation says of it. */
    MethodParameter described(Param param) {
        return new MethodParameter(
                param.name().isEmpty() ? name : param.name(),
                type,
                rawType,
                source,
                param.defaultValue().isEmpty() ? null : param.defaultValue());
    }

    boolean isOptional() {
        return rawType() == Optional.class;
    }

    /** What the argument is converted to: for an {@link Optional} what it holds. */
    Type argumentType() {
        if (!isOptional()) {
            return type;
        }
        return type instanceof ParameterizedType optional ? optional.getActualTypeArguments()[0] : Object.class;
    }

    /** Whether its argument may be missing. */
    boolean mayBeMissing() {
        return isOptional() || defaultValue != null;
    }

    /**
     * What the method gets when the argument is missing and may be. The default is converted anew each time, since the
     * method may change what it gets.
     *
     * @throws PayloadException if the default cannot be converted
     */
    @Nullable
    Object missing(MessageCodec codec) {
        return wrap(
                defaultValue == null
                        ? null
                        : codec.decodeResult(new Response.Result(Serialization.JSON, defaultValue), argumentType()));
    }

    /** What the method gets for a converted argument; null stands for none. */
    @Nullable
    Object wrap(@Nullable Object argument) {
        return isOptional() ? Optional.ofNullable(argument) : argument;
    }

    /** Type, name and default as a reader of the source would write them. */
    @Override
    public String toString() {
        String declared = type.getTypeName().replaceAll("[\\w$.]*[.$](\\w+)", "$1") + " " + name;
        return defaultValue == null ? declared : declared + " = " + defaultValue;
    }
}
