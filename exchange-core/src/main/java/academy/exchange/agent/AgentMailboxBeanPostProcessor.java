package academy.exchange.agent;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.ClassUtils;

import academy.exchange.AgentRegistration;
import academy.exchange.Exchange;
import academy.exchange.mailbox.ContainerOptions;
import academy.exchange.mailbox.MailboxContainer;
import academy.exchange.mailbox.MailboxContainerRegistry;

/**
 * Finds the singleton beans with {@link AgentMailbox} on their class or on methods, through their proxies, and when all
 * singletons exist registers a {@link MailboxContainer} for each: under the bean's name, for a method followed by a dot
 * and the method's name. The {@link MailboxContainerRegistry} starts and stops them.
 *
 * <p>A bean that is created later, because it is lazy, is registered then; if the registry runs already, it starts the
 * agent at once unless that is not to start by itself.
 *
 * <p>An agent that cannot work fails the start of the application with a {@link BeanCreationException} that says why:
 * without any {@link Action}, with two of one name, with a method that its proxy does not offer, with a hook, a loop or
 * a timer that cannot be called, or with an attribute that cannot be used.
 */
public final class AgentMailboxBeanPostProcessor
        implements BeanPostProcessor, SmartInitializingSingleton, BeanFactoryAware {

    private static final Logger log = LoggerFactory.getLogger(AgentMailboxBeanPostProcessor.class);

    private final Supplier<Exchange> exchange;
    private final Supplier<MailboxContainerRegistry> registry;
    private final Supplier<AgentOptions> defaults;
    private final Set<Class<?>> plainClasses = ConcurrentHashMap.newKeySet();
    private final Set<Class<?>> refused = ConcurrentHashMap.newKeySet();
    private final Set<String> found = Collections.synchronizedSet(new LinkedHashSet<>());
    private volatile boolean singletonsExist;
    private @Nullable BeanFactory beans;

    /**
     * The suppliers are asked when the first agent is registered, so that this early bean does not drag others in.
     *
     * @param exchange where agents are registered
     * @param registry starts and stops their containers
     * @param defaults what holds where an annotation does not say otherwise
     */
    public AgentMailboxBeanPostProcessor(
            Supplier<Exchange> exchange, Supplier<MailboxContainerRegistry> registry, Supplier<AgentOptions> defaults) {
        this.exchange = exchange;
        this.registry = registry;
        this.defaults = defaults;
    }

    @Override
    public void setBeanFactory(BeanFactory beanFactory) {
        this.beans = beanFactory;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        if (!isDeclared(userClass(bean))) {
            return bean;
        }
        if (!isSingleton(beanName)) {
            refuse(beanName, bean);
        } else if (singletonsExist) {
            register(beanName, bean);
        } else {
            found.add(beanName);
        }
        return bean;
    }

    @Override
    public void afterSingletonsInstantiated() {
        singletonsExist = true;
        // Asked for again, because other post-processors may have put a proxy around what was seen here.
        found.forEach(beanName -> register(beanName, beans().getBean(beanName)));
    }

    private boolean isSingleton(String beanName) {
        // An inner bean has a name that the bean factory does not know.
        return beans().containsBean(beanName) && beans().isSingleton(beanName);
    }

    /** Says once for each class, not for each instance, that such a bean is not an agent. */
    private void refuse(String beanName, Object bean) {
        if (refused.add(userClass(bean))) {
            log.warn(
                    "Bean '{}' has @AgentMailbox but gets no mailbox, since it is not a singleton"
                            + " with a name of its own; make it one",
                    beanName);
        }
    }

    private boolean isDeclared(Class<?> type) {
        if (plainClasses.contains(type)) {
            return false;
        }
        boolean declared = AnnotationUtils.isCandidateClass(type, AgentMailbox.class)
                && (onClass(type) != null || !onMethods(type).isEmpty());
        if (!declared) {
            plainClasses.add(type);
        }
        return declared;
    }

    private void register(String beanName, Object bean) {
        try {
            containers(beanName, bean).forEach(registry.get()::register);
        } catch (IllegalArgumentException | IllegalStateException unusable) {
            throw new BeanCreationException(beanName, String.valueOf(unusable.getMessage()), unusable);
        }
    }

    private List<MailboxContainer> containers(String beanName, Object bean) {
        Class<?> type = userClass(bean);
        List<MailboxContainer> containers = new ArrayList<>();
        AgentMailbox agent = onClass(type);
        if (agent != null) {
            MailboxSettings settings = settings(agent);
            AgentLife life = AgentLife.of(beanName, bean, type, new AttributeResolver(beans()));
            String label = settings.nameOr(type.getSimpleName());
            Receiver actions = life.isEmpty()
                    ? ActionTable.of(label, bean, type, support())
                    : ActionTable.ofAny(label, bean, type, support());
            containers.add(container(life, settings, settings.registration(type), actions));
        } else {
            AgentLife.requireNone(type);
        }
        onMethods(type).forEach((method, annotation) -> {
            String id = beanName + "." + method.getName();
            MailboxSettings settings = settings(annotation);
            Receiver listener = ListenerMethod.of(settings.nameOr(id), bean, method, type, support());
            containers.add(
                    container(AgentLife.none(id), settings, settings.registration(MailboxListener.class), listener));
        });
        return containers;
    }

    private MailboxContainer container(
            AgentLife life, MailboxSettings settings, AgentRegistration registration, Receiver receiver) {
        ContainerOptions options = settings.options(defaults.get().container());
        CompletableFuture<MailboxContainer> made = new CompletableFuture<>();
        AgentEndpoint endpoint =
                new AgentEndpoint(exchange.get(), registration, life, options.shutdownTimeout(), () -> {
                    // Nobody waits for it here: this is a thread the stop waits for.
                    CompletableFuture<Void> unused = made.thenCompose(MailboxContainer::stopAsync);
                });
        RequestDispatcher dispatcher = new RequestDispatcher(exchange.get(), receiver, shutdown -> {
            endpoint.wish(shutdown.terminate());
            endpoint.stop();
        });
        MailboxContainer container = new MailboxContainer(life.name(), endpoint, dispatcher, options);
        made.complete(container);
        return container;
    }

    private MailboxSettings settings(AgentMailbox annotation) {
        return MailboxSettings.of(annotation, new AttributeResolver(beans()));
    }

    private ActionSupport support() {
        return ActionSupport.of(beans(), exchange);
    }

    private BeanFactory beans() {
        return Objects.requireNonNull(beans, "Not a bean of an application context: no bean factory was set");
    }

    private static Class<?> userClass(Object bean) {
        return ClassUtils.getUserClass(AopProxyUtils.ultimateTargetClass(bean));
    }

    private static @Nullable AgentMailbox onClass(Class<?> type) {
        return AnnotatedElementUtils.findMergedAnnotation(type, AgentMailbox.class);
    }

    private static Map<Method, AgentMailbox> onMethods(Class<?> type) {
        return MethodIntrospector.selectMethods(type, (MethodIntrospector.MetadataLookup<@Nullable AgentMailbox>)
                method -> AnnotatedElementUtils.findMergedAnnotation(method, AgentMailbox.class));
    }
}
