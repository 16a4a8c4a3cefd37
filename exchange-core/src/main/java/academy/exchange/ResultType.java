package academy.exchange;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;

import org.jspecify.annotations.Nullable;

/**
 * What an answer shall become, type arguments included, which a {@code Class} cannot tell. Made as an anonymous class, for
 * example {@code new ResultType<List<String>>() {}}.
 *
 * <p>Immutable; equal to another by the type it tells.
 */
public abstract class ResultType<T> {

    private final Type type;

    /**
     * For anonymous classes that name the type.
     *
     * @throws IllegalArgumentException if they name none, or one that is a type parameter itself
     */
    protected ResultType() {
        this.type = named(getClass());
    }

    private ResultType(Type type) {
        this.type = type;
    }

    /** That of a plain class; {@code Void.class} if there is no answer. */
    public static <T> ResultType<T> of(Class<T> type) {
        return new OfClass<>(type);
    }

    /** The type it tells. */
    public final Type type() {
        return type;
    }

    @Override
    public final boolean equals(@Nullable Object other) {
        return other instanceof ResultType<?> that && type.equals(that.type);
    }

    @Override
    public final int hashCode() {
        return type.hashCode();
    }

    @Override
    public final String toString() {
        return type.getTypeName();
    }

    private static Type named(Class<?> anonymous) {
        if (anonymous.getGenericSuperclass() instanceof ParameterizedType generic
                && generic.getRawType() == ResultType.class
                && !(generic.getActualTypeArguments()[0] instanceof TypeVariable)) {
            return generic.getActualTypeArguments()[0];
        }
        throw new IllegalArgumentException(
                anonymous.getName() + " names no type; write it out, for example new ResultType<List<String>>() {}");
    }

    private static final class OfClass<T> extends ResultType<T> {

        OfClass(Class<T> type) {
            super(type);
        }
    }
}
