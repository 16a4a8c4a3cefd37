package academy.exchange.agent;

import java.lang.reflect.Method;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Looks at the arguments of an {@link Action} method, or at those of a listening method that gets an action request,
 * before it is called. Every bean of this type is asked; if one finds a violation, the request is answered with an error
 * that names all of them, and the method is not called.
 *
 * <p><b>Threads.</b> Called by the threads that handle messages, several at a time.
 */
@FunctionalInterface
public interface ArgumentValidator {

    /**
     * Looks at the arguments of one call. What it throws is answered like what the method throws.
     *
     * @param bean what the method is called on, without its proxy
     * @param method the method as written in the bean's class or above
     * @param arguments what all its parameters get, in their order; to be left as they are
     * @return what is wrong with them; empty if nothing is
     */
    List<Violation> validate(Object bean, Method method, @Nullable Object[] arguments);

    /**
     * Something wrong with an argument.
     *
     * @param parameter the index of its parameter, or -1 if the arguments do not fit each other
     * @param path where inside the argument, as in {@code .quantity} or {@code [0].name}; empty for the argument itself
     * @param problem what is wrong, to follow the name in a sentence, as in {@code must not be blank}
     */
    record Violation(int parameter, String path, String problem) {}
}
