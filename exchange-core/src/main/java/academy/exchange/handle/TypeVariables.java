package academy.exchange.handle;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;

import org.jspecify.annotations.Nullable;

/** Finds out what the type parameters of an interface stand for in an interface that extends it. */
final class TypeVariables {

    private TypeVariables() {}

    /** The type, or what it stands for in this interface if it is a type parameter; its bound if that is left open. */
    static Type resolve(Class<?> seenFrom, Type type) {
        if (type instanceof WildcardType wildcard) {
            return resolve(seenFrom, wildcard.getUpperBounds()[0]);
        }
        if (type instanceof TypeVariable<?> variable) {
            Type found = find(seenFrom, variable);
            return found == null ? variable.getBounds()[0] : found;
        }
        return type;
    }

    /** What a future brings, resolved; any object if the future does not say. */
    static Type argument(Class<?> seenFrom, Type future) {
        return future instanceof ParameterizedType generic
                ? resolve(seenFrom, generic.getActualTypeArguments()[0])
                : Object.class;
    }

    private static @Nullable Type find(Class<?> seenFrom, TypeVariable<?> variable) {
        for (Type parent : seenFrom.getGenericInterfaces()) {
            Type found = parent instanceof ParameterizedType generic
                    ? findIn(seenFrom, generic, (Class<?>) generic.getRawType(), variable)
                    : find((Class<?>) parent, variable);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static @Nullable Type findIn(
            Class<?> seenFrom, ParameterizedType generic, Class<?> raw, TypeVariable<?> variable) {
        TypeVariable<?>[] parameters = raw.getTypeParameters();
        for (int index = 0; index < parameters.length; index++) {
            if (parameters[index].equals(variable)) {
                return resolve(seenFrom, generic.getActualTypeArguments()[index]);
            }
        }
        Type inner = find(raw, variable);
        return inner == null ? null : substituted(generic, raw, inner);
    }

    /** What an interface in between passes on under a name of its own. */
    private static Type substituted(ParameterizedType generic, Class<?> raw, Type inner) {
        TypeVariable<?>[] parameters = raw.getTypeParameters();
        for (int index = 0; index < parameters.length; index++) {
            if (parameters[index].equals(inner)) {
                return generic.getActualTypeArguments()[index];
            }
        }
        return inner;
    }
}
