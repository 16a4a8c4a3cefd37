package academy.exchange.interop;

import java.time.Duration;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

import academy.exchange.embedded.EmbeddedRedis;

/** Starts what a test class asks for, when it first does, and ends it after the last test of the class. */
final class Peers implements ParameterResolver {

    private static final Namespace SHARED = Namespace.create(Peers.class);

    static {
        // Two languages and a server share what a machine that builds has to give.
        Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return List.of(PythonRelease.class, EmbeddedRedis.class, PythonPeer.class, JavaPeer.class)
                .contains(parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == PythonRelease.class ? PythonRelease.current() : shared(type, context);
    }

    // What is kept in the store is closed with it, the last one first.
    private static Object shared(Class<?> type, ExtensionContext context) {
        if (type == EmbeddedRedis.class) {
            return context.getStore(SHARED).computeIfAbsent(type, first -> EmbeddedRedis.start());
        }
        EmbeddedRedis redis = (EmbeddedRedis) shared(EmbeddedRedis.class, context);
        Class<?> test = context.getRequiredTestClass();
        return context.getStore(SHARED)
                .computeIfAbsent(
                        type,
                        first -> type == PythonPeer.class
                                ? PythonPeer.start(PythonRelease.current(), redis)
                                : JavaPeer.start(
                                        redis,
                                        test.getAnnotation(WithPeers.class).javaAgents()));
    }
}
