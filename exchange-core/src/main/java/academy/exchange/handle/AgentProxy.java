package academy.exchange.handle;

import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

import org.jspecify.annotations.Nullable;

import academy.exchange.ActionFailedException;
import academy.exchange.AgentHandle;
import academy.exchange.ExchangeInterruptedException;
import academy.exchange.PayloadException;

/** Lets an agent be seen through an interface: calls become questions. */
final class AgentProxy implements InvocationHandler {

    private static final Set<Class<?>> FUTURES = Set.of(CompletableFuture.class, CompletionStage.class, Future.class);

    private final RemoteAgentHandle handle;
    private final Class<?> type;

    private AgentProxy(RemoteAgentHandle handle, Class<?> type) {
        this.handle = handle;
        this.type = type;
    }

    /**
     * The agent seen through this interface.
     *
     * @throws IllegalArgumentException if the type is not an interface
     */
    static <T> T of(RemoteAgentHandle handle, Class<T> type) {
        if (!type.isInterface()) {
            throw new IllegalArgumentException(
                    type.getName() + " is not an interface; see the agent through an interface it implements");
        }
        return type.cast(Proxy.newProxyInstance(
                loader(type), new Class<?>[] {type, AgentHandle.View.class}, new AgentProxy(handle, type)));
    }

    /** Interfaces that are not public need their own loader; those of Java itself are not known to one that sees ours. */
    private static ClassLoader loader(Class<?> type) {
        ClassLoader own = type.getClassLoader();
        return own == null || own == ClassLoader.getPlatformClassLoader() ? AgentProxy.class.getClassLoader() : own;
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        if (method.getDeclaringClass() == Object.class) {
            return answerLocally(method, arguments);
        }
        if (method.getDeclaringClass() == AgentHandle.View.class) {
            return handle.agentId();
        }
        if (method.isDefault()) {
            // Interfaces that are not public, as most of an application's, are otherwise closed to this package.
            method.setAccessible(true);
            return InvocationHandler.invokeDefault(proxy, method, arguments);
        }
        List<@Nullable Object> positional = arguments == null ? List.of() : Arrays.asList(arguments);
        if (FUTURES.contains(method.getReturnType())) {
            Type result = TypeVariables.argument(type, method.getGenericReturnType());
            return handle.actionLater(method.getName(), result, positional, Map.of());
        }
        return ask(method, positional);
    }

    private @Nullable Object ask(Method method, List<@Nullable Object> positional) throws Throwable {
        Class<?> declared = method.getReturnType();
        Type result = declared.isPrimitive()
                ? MethodType.methodType(declared).wrap().returnType()
                : TypeVariables.resolve(type, method.getGenericReturnType());
        Object answer = answer(method, result, positional);
        if (answer == null && declared.isPrimitive() && declared != void.class) {
            throw new PayloadException(
                    "Action '" + method.getName() + "' answered null, which cannot become " + declared
                            + "; let the method of " + type.getName() + " return an object type",
                    null);
        }
        return answer;
    }

    private @Nullable Object answer(Method method, Type result, List<@Nullable Object> positional) throws Throwable {
        try {
            return wait(method, result, positional);
        } catch (ActionFailedException failed) {
            Throwable thrown = failed.getCause();
            if (thrown == null
                    || Arrays.stream(method.getExceptionTypes()).noneMatch(type -> type.isInstance(thrown))) {
                throw failed;
            }
            // Without the cause, which otherwise would be caused by itself.
            throw RebuiltExceptions.explained(
                    thrown, new ActionFailedException(handle.agentId(), method.getName(), failed.failure()));
        }
    }

    private @Nullable Object wait(Method method, Type result, List<@Nullable Object> positional) {
        try {
            return handle.actionNow(method.getName(), result, handle.timeout(), positional, Map.of());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ExchangeInterruptedException(
                    "waiting for action '" + method.getName() + "' of " + handle.agentId(), interrupted);
        }
    }

    private Object answerLocally(Method method, @Nullable Object @Nullable [] arguments) {
        return switch (method.getName()) {
            case "hashCode" -> 31 * handle.agentId().hashCode() + type.hashCode();
            case "equals" -> arguments != null && isSameView(arguments[0]);
            default -> handle.agentId() + " as " + type.getName();
        };
    }

    private boolean isSameView(@Nullable Object other) {
        return other != null
                && Proxy.isProxyClass(other.getClass())
                && Proxy.getInvocationHandler(other) instanceof AgentProxy that
                && type == that.type
                && handle.asksLike(that.handle);
    }
}
