package academy.exchange.handle;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import academy.exchange.ActionFailedException;
import academy.exchange.AgentId;
import academy.exchange.ForeignText;
import academy.exchange.RemoteFailure;

/**
 * The exceptions that are made again when an action threw them. Every class that may ever be made is looked up when this
 * is built, so that what peers write finds one that is there already or none.
 */
final class RebuiltExceptions {

    private static final Logger log = LoggerFactory.getLogger(ExchangeHandles.class);

    private final Map<String, Constructor<? extends Throwable>> byName;

    private RebuiltExceptions(Map<String, Constructor<? extends Throwable>> byName) {
        this.byName = Map.copyOf(byName);
    }

    /**
     * Those of these classes.
     *
     * @throws IllegalArgumentException if one is not found, is no exception, or cannot be made of a message or of nothing
     */
    static RebuiltExceptions of(Collection<String> names) {
        Map<String, Constructor<? extends Throwable>> byName = new HashMap<>();
        for (String name : names) {
            byName.put(name, constructor(name));
        }
        return new RebuiltExceptions(byName);
    }

    /** What to throw when this agent's action failed so. */
    RuntimeException failure(AgentId agent, String action, RemoteFailure failure) {
        Throwable thrown = failure.className()
                .map(byName::get)
                .map(maker -> make(maker, failure.message()))
                .orElse(null);
        if (thrown instanceof Error error) {
            throw explained(error, new ActionFailedException(agent, action, failure));
        }
        return thrown instanceof RuntimeException unchecked
                ? explained(unchecked, new ActionFailedException(agent, action, failure))
                : new ActionFailedException(agent, action, failure, thrown);
    }

    /** The exception, which now tells of the action that failed. */
    static <T extends Throwable> T explained(T thrown, ActionFailedException failed) {
        if (thrown.getCause() == null) {
            try {
                thrown.initCause(failed);
                return thrown;
            } catch (IllegalStateException madeWithoutCause) {
                // Some say with their constructor that they have no cause, for good.
                thrown.addSuppressed(failed);
                return thrown;
            }
        }
        thrown.addSuppressed(failed);
        return thrown;
    }

    private static @Nullable Throwable make(Constructor<? extends Throwable> maker, String message) {
        try {
            return maker.getParameterCount() == 0 ? maker.newInstance() : maker.newInstance(message);
        } catch (InvocationTargetException | IllegalAccessException | InstantiationException refused) {
            log.debug("{} cannot be made again", maker.getDeclaringClass().getName(), refused);
            return null;
        }
    }

    private static Constructor<? extends Throwable> constructor(String name) {
        Class<?> found = find(name);
        if (!Throwable.class.isAssignableFrom(found)) {
            throw refusal(name, "it is no exception");
        }
        if (Modifier.isAbstract(found.getModifiers())) {
            throw refusal(name, "it is abstract");
        }
        Class<? extends Throwable> type = found.asSubclass(Throwable.class);
        Constructor<? extends Throwable> maker = accessible(type, String.class);
        if (maker == null) {
            maker = accessible(type);
        }
        if (maker == null) {
            throw refusal(name, "it has no accessible constructor that takes a message or nothing");
        }
        return maker;
    }

    private static Class<?> find(String name) {
        ClassLoader application = Thread.currentThread().getContextClassLoader();
        ClassLoader loader = application == null ? RebuiltExceptions.class.getClassLoader() : application;
        try {
            return Class.forName(name, false, loader);
        } catch (ClassNotFoundException | LinkageError missing) {
            throw new IllegalArgumentException(message(name, "it cannot be loaded; is it on the class path?"), missing);
        }
    }

    private static @Nullable Constructor<? extends Throwable> accessible(
            Class<? extends Throwable> type, Class<?>... parameters) {
        try {
            Constructor<? extends Throwable> maker = type.getDeclaredConstructor(parameters);
            return maker.canAccess(null) || maker.trySetAccessible() ? maker : null;
        } catch (NoSuchMethodException | LinkageError none) {
            return null;
        }
    }

    private static IllegalArgumentException refusal(String name, String why) {
        return new IllegalArgumentException(message(name, why));
    }

    private static String message(String name, String why) {
        return "Exceptions of class " + ForeignText.quote(name) + " cannot be made again: " + why;
    }
}
