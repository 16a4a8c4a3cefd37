package academy.exchange.agent;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;

/**
 * What an agent does beside answering requests.
 *
 * @param name what log messages and threads call the agent
 * @param onStart runs before the first request
 * @param onStop runs after the last one
 * @param loops run meanwhile, each in a thread of its own
 * @param timers run meanwhile, again and again
 */
record AgentLife(
        String name,
        Optional<StartHook> onStart,
        Optional<StopHook> onStop,
        List<BackgroundMethod> loops,
        List<TimerMethod> timers) {

    private static final List<Class<? extends Annotation>> KINDS =
            List.of(OnStart.class, OnStop.class, Loop.class, Timer.class);

    /** Of an agent that does nothing but answer. */
    static AgentLife none(String name) {
        return new AgentLife(name, Optional.empty(), Optional.empty(), List.of(), List.of());
    }

    /**
     * Finds the methods that a bean's life consists of.
     *
     * @param fixedId whether its mailbox outlives a failed start
     * @param stopLimit how long a stop waits for the hook of the stop
     * @throws IllegalStateException if one of them cannot be called, or if there are too many
     */
    static AgentLife of(
            String name,
            Object bean,
            Class<?> userClass,
            AttributeResolver attributes,
            boolean fixedId,
            Duration stopLimit) {
        requireOneMeaning(userClass);
        return new AgentLife(
                name,
                hook(OnStart.class, bean, userClass).map(method -> new StartHook(method, fixedId)),
                hook(OnStop.class, bean, userClass).map(method -> new StopHook(method, stopLimit)),
                loops(name, bean, userClass),
                timers(name, bean, userClass, attributes));
    }

    /**
     * Makes sure that a bean that is no agent itself, but has listening methods, has no method that would never run.
     *
     * @throws IllegalStateException if it has one
     */
    static void requireNone(Class<?> userClass) {
        for (Class<? extends Annotation> kind : KINDS) {
            methods(kind, userClass).keySet().forEach(method -> {
                throw new IllegalStateException("The @" + kind.getSimpleName() + " method " + method
                        + " belongs to no agent; put @AgentMailbox on the class, not only on methods");
            });
        }
    }

    /** Whether the agent does nothing but answer. */
    boolean isEmpty() {
        return onStart.isEmpty() && onStop.isEmpty() && loops.isEmpty() && timers.isEmpty();
    }

    /**
     * Runs the hook of the start.
     *
     * @throws IllegalStateException if it throws an exception, which is the cause
     */
    void start(AgentContext context) {
        onStart.ifPresent(hook -> hook.run(name, context));
    }

    /** Runs the hook of the stop; a stop always goes on. */
    void stop(AgentContext context) {
        onStop.ifPresent(hook -> hook.run(name, context));
    }

    private static Optional<LifeMethod> hook(Class<? extends Annotation> kind, Object bean, Class<?> userClass) {
        List<Method> methods = List.copyOf(methods(kind, userClass).keySet());
        if (methods.size() > 1) {
            throw new IllegalStateException(userClass.getName() + " has more than one @" + kind.getSimpleName()
                    + " method, " + methods + ", and they have no order; let one call the others");
        }
        return methods.stream()
                .findFirst()
                .map(method -> LifeMethod.of(bean, method, userClass, kind, List.of(AgentContext.class)));
    }

    private static List<BackgroundMethod> loops(String name, Object bean, Class<?> userClass) {
        List<BackgroundMethod> loops = new ArrayList<>();
        methods(Loop.class, userClass).forEach((written, loop) -> {
            LifeMethod method =
                    LifeMethod.of(bean, written, userClass, Loop.class, List.of(StopSignal.class, AgentContext.class));
            loops.add(new BackgroundMethod("The @Loop method " + method + " of " + name, method, loop.onFailure()));
        });
        return List.copyOf(loops);
    }

    private static List<TimerMethod> timers(
            String name, Object bean, Class<?> userClass, AttributeResolver attributes) {
        List<TimerMethod> timers = new ArrayList<>();
        methods(Timer.class, userClass).forEach((written, timer) -> {
            LifeMethod method = LifeMethod.of(bean, written, userClass, Timer.class, List.of(AgentContext.class));
            timers.add(new TimerMethod(
                    new BackgroundMethod("The @Timer method " + method + " of " + name, method, timer.onFailure()),
                    TimerSchedule.of(method, attributes.text(timer.fixedDelay()), attributes.text(timer.cron()))));
        });
        return List.copyOf(timers);
    }

    private static void requireOneMeaning(Class<?> userClass) {
        List<Class<? extends Annotation>> meanings = new ArrayList<>(KINDS);
        meanings.add(AgentMailbox.class);
        for (Class<? extends Annotation> kind : KINDS) {
            for (Method method : methods(kind, userClass).keySet()) {
                if (meanings.stream()
                                .filter(each -> AnnotatedElementUtils.hasAnnotation(method, each))
                                .count()
                        > 1) {
                    throw new IllegalStateException("The @" + kind.getSimpleName() + " method " + method
                            + " bears another annotation of those; one method cannot serve two of them");
                }
            }
        }
    }

    private static <A extends Annotation> Map<Method, A> methods(Class<A> kind, Class<?> userClass) {
        return MethodIntrospector.selectMethods(userClass, (MethodIntrospector.MetadataLookup<@Nullable A>)
                method -> AnnotatedElementUtils.findMergedAnnotation(method, kind));
    }
}
