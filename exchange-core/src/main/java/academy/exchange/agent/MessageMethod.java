package academy.exchange.agent;

import java.lang.reflect.Method;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import academy.exchange.Delivery;

/** A method that messages call, with what is known of its parameters. */
final class MessageMethod {

    private static final String MONO = "reactor.core.publisher.Mono";
    private static final List<String> PUBLISHERS =
            List.of("org.reactivestreams.Publisher", "java.util.concurrent.Flow$Publisher");

    private final BeanMethod method;
    private final ArgumentCheck arguments;
    private final ErrorHandling errors;

    private MessageMethod(BeanMethod method, ArgumentCheck arguments, ErrorHandling errors) {
        this.method = method;
        this.arguments = arguments;
        this.errors = errors;
    }

    /**
     * Makes it of a method as written.
     *
     * @throws IllegalStateException if it returns what cannot be one answer, or if the bean's proxy does not offer it
     */
    static MessageMethod of(Object bean, Method written, MethodParameters parameters, ActionSupport support) {
        requireOneAnswer(written);
        return new MessageMethod(
                new BeanMethod(bean, written, parameters),
                new ArgumentCheck(support.validators(), bean, written, parameters),
                new ErrorHandling(support.errorHandlers()));
    }

    MethodParameters parameters() {
        return method.parameters();
    }

    /**
     * Calls it with the arguments of a request, which must be those it takes.
     *
     * @throws RefusedException if they are not, or if a handler of the application has an answer to what was thrown
     * @throws Exception what the application threw
     */
    @Nullable
    Object answer(ActionCall call) throws Exception {
        try {
            return run(call, parameters().resolve(call));
        } catch (Exception thrown) {
            throw errors.translate(call, thrown);
        }
    }

    /**
     * Calls it for an action of whatever name, whose arguments count only if it takes some.
     *
     * @throws RefusedException if they count and are not those it takes, or if a handler of the application has an
     *     answer to what was thrown
     * @throws Exception what the application threw
     */
    @Nullable
    Object answerAny(ActionCall call) throws Exception {
        try {
            return run(call, parameters().resolveAny(call));
        } catch (Exception thrown) {
            throw errors.translate(call, thrown);
        }
    }

    /**
     * Calls it with a message that it has not to answer.
     *
     * @throws Exception what the application threw
     */
    void hear(Delivery delivery) throws Exception {
        method.invoke(parameters().resolve(delivery));
    }

    /** Class and name, as error messages put it. */
    @Override
    public String toString() {
        return method.toString();
    }

    private @Nullable Object run(ActionCall call, @Nullable Object[] values) throws Exception {
        arguments.check(call, values);
        return method.invoke(values);
    }

    private static void requireOneAnswer(Method written) {
        Class<?> returned = written.getReturnType();
        if (PUBLISHERS.stream().anyMatch(publisher -> isA(publisher, returned)) && !isA(MONO, returned)) {
            throw new IllegalStateException("The method " + written + " returns a " + returned.getSimpleName()
                    + ", which may have many values, but a request has one answer; return a Mono,"
                    + " as of collectList(), a CompletableFuture or the value itself");
        }
    }

    /** By name, since Reactor and Reactive Streams may be missing. */
    private static boolean isA(String name, @Nullable Class<?> type) {
        return type != null
                && (type.getName().equals(name)
                        || isA(name, type.getSuperclass())
                        || Stream.of(type.getInterfaces()).anyMatch(each -> isA(name, each)));
    }
}
