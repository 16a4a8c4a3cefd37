package academy.exchange.agent;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Objects;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;

import academy.exchange.Acknowledgement;
import academy.exchange.AgentHandle;
import academy.exchange.AgentId;
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
 * @param description what the annotation says of its meaning, empty if nothing
 * @param supply where its value comes from if from a resolver of the application, otherwise null
 */
record MethodParameter(
        String name,
        Type type,
        Class<?> rawType,
        Source source,
        @Nullable String defaultValue,
        String description,
        @Nullable ArgumentSupply supply) {

    /** Where the value of a parameter comes from. */
    enum Source {
        MESSAGE,
        HEADER,
        SENDER,
        ACKNOWLEDGEMENT,
        BODY,
        CONTEXT,
        ARGUMENTS,
        ACTION,
        ARGUMENT,
        SUPPLY;

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
            if (type == Acknowledgement.class) {
                return ACKNOWLEDGEMENT;
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
        return new MethodParameter(name, type, rawType, Source.of(rawType), null, "", null);
    }

    /** One that gets the name of the action. */
    static MethodParameter ofActionName(String name) {
        return new MethodParameter(name, String.class, String.class, Source.ACTION, null, "", null);
    }

    /** The same with what the annotation says of it. */
    MethodParameter described(Param param) {
        return new MethodParameter(
                param.name().isEmpty() ? name : param.name(),
                type,
                rawType,
                source,
                param.defaultValue().isEmpty() ? null : param.defaultValue(),
                param.description(),
                supply);
    }

    /** The same, but no argument: its value comes from the application. */
    MethodParameter suppliedBy(ArgumentSupply values) {
        return new MethodParameter(name, type, rawType, Source.SUPPLY, null, description, values);
    }

    /**
     * The value that comes from the application.
     *
     * @throws Exception what the application threw
     */
    @Nullable
    Object supplied(Message message) throws Exception {
        return Objects.requireNonNull(supply, "no supply").value(message);
    }

    boolean isOptional() {
        return rawType() == Optional.class;
    }

    /** Whether the method gets a handle where the argument is the id of an agent. */
    boolean isHandle() {
        return heldType() == AgentHandle.class;
    }

    /** What the argument is converted to: for an {@link Optional} what it holds, for a handle the id of its agent. */
    Type argumentType() {
        return isHandle() ? AgentId.class : heldType();
    }

    private Type heldType() {
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
     * What stands for the argument when it is missing and may be. The default is converted anew each time, since the
     * method may change what it gets.
     *
     * @throws PayloadException if the default cannot be converted
     */
    @Nullable
    Object missing(MessageCodec codec) {
        return defaultValue == null
                ? null
                : codec.decodeResult(new Response.Result(Serialization.JSON, defaultValue), argumentType());
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
