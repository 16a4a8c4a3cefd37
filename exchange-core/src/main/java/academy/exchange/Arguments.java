package academy.exchange;

import java.lang.reflect.Type;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/** The arguments of an action request, read but not yet converted. Safe for use by any thread. */
public interface Arguments {

    /** How many positional arguments there are. */
    int size();

    /** The names of those given by name, in the order they came. */
    Set<String> names();

    /**
     * Converts a positional argument.
     *
     * @param index from 0 to {@link #size()} - 1
     * @throws IndexOutOfBoundsException if there is no such argument
     * @throws PayloadException if the value cannot become an object of that type
     */
    @Nullable
    Object get(int index, Type type);

    /**
     * Converts an argument given by name.
     *
     * @throws IllegalArgumentException if there is no argument of that name
     * @throws PayloadException if the value cannot become an object of that type
     */
    @Nullable
    Object get(String name, Type type);
}
