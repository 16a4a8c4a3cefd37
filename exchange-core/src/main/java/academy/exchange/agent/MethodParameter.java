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
 * @param rawType the class of that type
 * @param source where its value comes from
 */
record MethodParameter(String name, Type type, Class<?> rawType, Source source) {

    /** Where the value of a parameter comes from. */
    enum Source {
        MESSAGE,
        HEADER,
        SENDER,
        BODY,
        CONTEXT,
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
            return Body.class.isAssignableFrom(type) ? BODY : ARGUMENT;
        }
    }

    static MethodParameter of(String name, Type type) {
        Class<?> rawType = ResolvableType.forType(type).toClass();
        return new MethodParameter(name, type, rawType, Source.of(rawType));
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
