package academy.exchange.agent;

import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;

/** Collects the methods of a class that are actions, and refuses what leaves open which of them is asked for. */
final class ActionMethods {

    private final Class<?> userClass;
    private final Map<String, Method> named = new HashMap<>();
    private @Nullable Method fallback;

    private ActionMethods(Class<?> userClass) {
        this.userClass = userClass;
    }

    /**
     * Finds them, also those of superclasses and interfaces.
     *
     * @throws IllegalStateException if two have one name, or if two are the fallback
     */
    static ActionMethods of(Class<?> userClass) {
        ActionMethods methods = new ActionMethods(userClass);
        annotatedMethods(userClass).forEach(methods::add);
        return methods;
    }

    /**
     * These, if there are any.
     *
     * @throws IllegalStateException if there are none
     */
    ActionMethods requireAny() {
        if (named.isEmpty() && fallback == null) {
            throw new IllegalStateException(userClass.getName() + " has @AgentMailbox but no action;"
                    + " put @Action on the methods that others may ask for");
        }
        return this;
    }

    /** Those that have a name, by it. */
    Map<String, Method> named() {
        return named;
    }

    /** The one for all other names. */
    @Nullable
    Method fallback() {
        return fallback;
    }

    private static Map<Method, Action> annotatedMethods(Class<?> userClass) {
        return MethodIntrospector.selectMethods(userClass, (MethodIntrospector.MetadataLookup<@Nullable Action>)
                method -> AnnotatedElementUtils.findMergedAnnotation(method, Action.class));
    }

    private void add(Method method, Action action) {
        if (action.fallback()) {
            addFallback(method, action);
            return;
        }
        String name = action.value().isEmpty() ? method.getName() : action.value();
        Method other = named.put(name, method);
        if (other != null) {
            throw new IllegalStateException("Two methods of " + userClass.getName() + " are the action \"" + name
                    + "\": " + other + " and " + method + "; give one another name with @Action");
        }
    }

    private void addFallback(Method method, Action action) {
        if (!action.value().isEmpty()) {
            throw new IllegalStateException("The fallback " + method + " has the name \"" + action.value()
                    + "\", but answers to every name that no other action has; remove the name");
        }
        if (fallback != null) {
            throw new IllegalStateException("Two methods of " + userClass.getName() + " are the fallback: " + fallback
                    + " and " + method + "; leave one");
        }
        fallback = method;
    }
}
