package academy.exchange.test;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.core.GenericTypeResolver;

import academy.exchange.Arguments;

/** A method of the interface that a fake agent is seen through. */
record FakeAction(Class<?> type, Method method) {

    static boolean isAction(Method method) {
        return !Modifier.isStatic(method.getModifiers()) && !method.isDefault();
    }

    String name() {
        return method.getName();
    }

    /**
     * The arguments as the method wants them, by position or else by name.
     *
     * @throws IllegalArgumentException if one is missing, or one too many; it is told to the asker
     */
    List<@Nullable Object> bind(Arguments arguments) {
        Parameter[] parameters = method.getParameters();
        if (arguments.size() > parameters.length) {
            throw new IllegalArgumentException("Action '" + name() + "' takes " + parameters.length
                    + " arguments, but was given " + arguments.size());
        }
        List<@Nullable Object> bound = new ArrayList<>();
        for (int index = 0; index < parameters.length; index++) {
            bound.add(bind(index, parameters[index], arguments));
        }
        return Collections.unmodifiableList(bound);
    }

    /** Calls it on an object, which may be of a class that is not public, and throws what that throws. */
    @Nullable
    Object invoke(Object target, List<@Nullable Object> arguments) throws Exception {
        try {
            method.setAccessible(true);
            return method.invoke(target, arguments.toArray());
        } catch (InvocationTargetException thrown) {
            if (thrown.getCause() instanceof Exception failure) {
                throw failure;
            }
            throw thrown;
        }
    }

    private @Nullable Object bind(int index, Parameter parameter, Arguments arguments) {
        var target = GenericTypeResolver.resolveType(parameter.getParameterizedType(), type);
        if (index < arguments.size()) {
            return arguments.get(index, target);
        }
        if (arguments.names().contains(parameter.getName())) {
            return arguments.get(parameter.getName(), target);
        }
        throw new IllegalArgumentException("Action '" + name() + "' was not given the argument number " + (index + 1)
                + ", '" + parameter.getName() + "'");
    }
}
