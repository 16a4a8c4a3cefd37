package academy.exchange.agent;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;

import academy.exchange.Body;
import academy.exchange.EntityId;
import academy.exchange.Header;
import academy.exchange.Message;

/**
 * One parameter of a method that a message calls.
 *
 * @param name its name in the source
 * @param type its type, with the type variables of generic superclasses filled in
 */
record MethodParameter(String name, Type type) {

    /** Where the value comes from. */
    enum Source {
        MESSAGE,
        HEADER,
        SENDER,
        BODY,
        ARGUMENT
    }

    Source source() {
        Class<?> raw = rawType();
        if (raw == Message.class) {
            return Source.MESSAGE;
        }
        if (raw == Header.class) {
            return Source.HEADER;
        }
        if (raw == EntityId.class) {
            return Source.SENDER;
        }
        return Body.class.isAssignableFrom(raw) ? Source.BODY : Source.ARGUMENT;
    }

    boolean isArgument() {
        return source() == Source.ARGUMENT;
    }

    Class<?> rawType() {
        return ResolvableType.forType(type).toClass();
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

    /** What the method gets for a converted argument, or for one that is absent when it may be. */
    @Nullable
    Object wrap(@Nullable Object argument) {
        return isOptional() ? Optional.ofNullable(argument) : argument;
    }

    /** Type and name as a reader of the source would write them. */
    @Override
    public String toString() {
        return type.getTypeName().replaceAll("[\\w$.]*[.$](\\w+)", "$1") + " " + name;
    }
}
