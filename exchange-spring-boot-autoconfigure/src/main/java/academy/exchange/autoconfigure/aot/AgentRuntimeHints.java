package academy.exchange.autoconfigure.aot;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ClassUtils;

import academy.exchange.AgentHandle;
import academy.exchange.agent.Action;
import academy.exchange.agent.AgentMailbox;
import academy.exchange.agent.Loop;
import academy.exchange.agent.OnStart;
import academy.exchange.agent.OnStop;
import academy.exchange.agent.Timer;

/** Tells a native image what agents and those who ask them need of it. */
final class AgentRuntimeHints {

    private static final List<Class<? extends Annotation>> CALLED =
            List.of(Action.class, AgentMailbox.class, OnStart.class, OnStop.class, Loop.class, Timer.class);

    /** What methods take or return of these is not made of JSON by reflection. */
    private static final Set<String> OWN_PACKAGES =
            Set.of(AgentHandle.class.getPackageName(), AgentMailbox.class.getPackageName());

    private static final BindingReflectionHintsRegistrar VALUES = new BindingReflectionHintsRegistrar();

    private AgentRuntimeHints() {}

    /**
     * What an agent of this class needs: that its methods can be called, that what they take and return becomes JSON and back,
     * and that its interfaces can be views of it.
     */
    static void registerAgent(RuntimeHints hints, Class<?> type) {
        hints.reflection().registerType(type);
        calledMethods(type).forEach(method -> {
            hints.reflection().registerMethod(method, ExecutableMode.INVOKE);
            registerValues(hints, method);
        });
        Stream.of(ClassUtils.getAllInterfacesForClass(type))
                .filter(AgentRuntimeHints::isOfTheApplication)
                .forEach(each -> registerView(hints, each));
    }

    /** What {@link AgentHandle#as} needs to show an agent through this interface. */
    static void registerView(RuntimeHints hints, Class<?> type) {
        hints.proxies().registerJdkProxy(type, AgentHandle.View.class);
        hints.reflection().registerType(type, MemberCategory.INVOKE_DECLARED_METHODS);
        Stream.of(type.getMethods()).forEach(method -> registerValues(hints, method));
    }

    /** Whether there is anything in this class that an exchange would call. */
    static boolean isAgent(Class<?> type) {
        return AnnotatedElementUtils.hasAnnotation(type, AgentMailbox.class)
                || !methods(type, List.of(AgentMailbox.class)).isEmpty();
    }

    private static Set<Method> calledMethods(Class<?> type) {
        return methods(type, CALLED);
    }

    private static Set<Method> methods(Class<?> type, List<Class<? extends Annotation>> annotations) {
        return MethodIntrospector.selectMethods(type, (MethodIntrospector.MetadataLookup<@Nullable Boolean>) method ->
                        annotations.stream().anyMatch(each -> AnnotatedElementUtils.hasAnnotation(method, each))
                                ? Boolean.TRUE
                                : null)
                .keySet();
    }

    private static void registerValues(RuntimeHints hints, Method method) {
        Stream.concat(Stream.of(method.getGenericReturnType()), Stream.of(method.getGenericParameterTypes()))
                .filter(AgentRuntimeHints::isValue)
                .forEach(each -> VALUES.registerReflectionHints(hints.reflection(), each));
    }

    private static boolean isValue(Type type) {
        return type != void.class && !(type instanceof Class<?> named && OWN_PACKAGES.contains(named.getPackageName()));
    }

    private static boolean isOfTheApplication(Class<?> type) {
        return Stream.of("java.", "javax.", "jakarta.", "org.springframework.").noneMatch(type.getName()::startsWith);
    }
}
