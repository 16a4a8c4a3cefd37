package academy.exchange.agent;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/** A method of a bean, called through the bean's proxy if it has one, so that its advice applies. */
final class BeanMethod {

    private static final boolean REACTOR =
            ClassUtils.isPresent("reactor.core.publisher.Mono", BeanMethod.class.getClassLoader());

    private final Object bean;
    private final Method method;
    private final MethodParameters parameters;

    /**
     * @param bean the bean as the application context hands it out
     * @param written the method of the user's class
     * @throws IllegalStateException if the bean's proxy does not offer the method, or if its parameters contradict
     *     themselves or each other
     */
    BeanMethod(Object bean, Method written, Class<?> userClass) {
        this(bean, written, MethodParameters.of(written, userClass, ActionSupport.none()));
    }

    /**
     * @param parameters what is known of the parameters of the method as written
     * @throws IllegalStateException if the bean's proxy does not offer the method or cannot pass it on
     */
    BeanMethod(Object bean, Method written, MethodParameters parameters) {
        requireOverridable(bean, written);
        this.bean = bean;
        this.method = AopUtils.selectInvocableMethod(written, bean.getClass());
        this.parameters = parameters;
        ReflectionUtils.makeAccessible(method);
    }

    MethodParameters parameters() {
        return parameters;
    }

    /**
     * Calls it, and waits for the value if it returns a promise of one.
     *
     * @throws InterruptedException if the thread is interrupted while it waits; the promise is cancelled
     * @throws Exception what the method threw, or what its promise ended with; an error is thrown as such
     */
    @Nullable
    Object invoke(@Nullable Object... arguments) throws Exception {
        try {
            return settle(method.invoke(bean, arguments));
        } catch (InvocationTargetException | ExecutionException wrapper) {
            ReflectionUtils.rethrowException(wrapper.getCause());
            throw wrapper;
        }
    }

    /** A proxy of a class inherits a final method, which would run on the proxy and find its fields empty. */
    private static void requireOverridable(Object bean, Method written) {
        if (Modifier.isFinal(written.getModifiers()) && AopUtils.isCglibProxy(bean)) {
            throw new IllegalStateException("The method " + written
                    + " is final, so that the proxy of its class cannot pass it on to the bean; remove final");
        }
    }

    private static @Nullable Object settle(@Nullable Object returned) throws InterruptedException, ExecutionException {
        if (returned instanceof Future<?> future) {
            return await(future);
        }
        if (returned instanceof CompletionStage<?> stage) {
            return await(stage.toCompletableFuture());
        }
        if (REACTOR && returned != null && Monos.isMono(returned)) {
            return Monos.await(returned);
        }
        return returned;
    }

    private static @Nullable Object await(Future<?> future) throws InterruptedException, ExecutionException {
        try {
            return future.get();
        } catch (InterruptedException interrupted) {
            // Nobody waits for it any more.
            future.cancel(true);
            throw interrupted;
        }
    }

    /** Class and name, as error messages put it. */
    @Override
    public String toString() {
        return method.getDeclaringClass().getSimpleName() + "." + method.getName();
    }
}
