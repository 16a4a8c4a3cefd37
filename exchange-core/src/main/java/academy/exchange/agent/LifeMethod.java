package academy.exchange.agent;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.List;
import java.util.stream.Collectors;

/** A method that the life of an agent calls rather than a message. */
final class LifeMethod {

    private final String name;
    private final BeanMethod method;
    private final List<Class<?>> parameters;

    private LifeMethod(String name, BeanMethod method, List<Class<?>> parameters) {
        this.name = name;
        this.method = method;
        this.parameters = parameters;
    }

    /**
     * Makes it of a method as written.
     *
     * @param annotation what the method bears, for error messages
     * @param offered what it may take
     * @throws IllegalStateException if it returns something, takes anything else, or is hidden by the bean's proxy
     */
    static LifeMethod of(
            Object bean,
            Method written,
            Class<?> userClass,
            Class<? extends Annotation> annotation,
            List<Class<?>> offered) {
        List<Class<?>> parameters = List.of(written.getParameterTypes());
        if (written.getReturnType() != void.class || !offered.containsAll(parameters)) {
            throw new IllegalStateException("The @" + annotation.getSimpleName() + " method " + written
                    + " cannot be called; it must be void and take nothing but "
                    + offered.stream().map(Class::getSimpleName).collect(Collectors.joining(" and ")));
        }
        return new LifeMethod(written.getName(), new BeanMethod(bean, written, userClass), parameters);
    }

    /** The name of the method. */
    String name() {
        return name;
    }

    /**
     * Calls it on the current thread.
     *
     * @param values what may be asked for; of each class that was offered there must be one
     * @throws Exception what the method threw; an error is thrown as such
     */
    void invoke(Object... values) throws Exception {
        Object[] arguments = parameters.stream().map(type -> pick(type, values)).toArray();
        method.invoke(arguments);
    }

    private static Object pick(Class<?> type, Object... values) {
        for (Object value : values) {
            if (type.isInstance(value)) {
                return value;
            }
        }
        throw new IllegalArgumentException("No value of " + type);
    }

    /** Class and name, as error messages put it. */
    @Override
    public String toString() {
        return method.toString();
    }
}
