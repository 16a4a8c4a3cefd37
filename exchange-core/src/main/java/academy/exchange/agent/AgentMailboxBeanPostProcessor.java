package academy.exchange.agent;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.annotation.AnnotationUtils;

import academy.exchange.Exchange;
import academy.exchange.mailbox.MailboxContainer;
import academy.exchange.mailbox.MailboxContainerRegistry;

/**
 * Finds the singleton beans with {@link AgentMailbox} on their class or on methods, through their proxies, and when all
 * singletons exist registers a {@link MailboxContainer} for each. The {@link MailboxContainerRegistry} starts and stops
 * them.
 *
 * <p>A bean that is created later, because it is lazy, is registered then; if the registry runs already, it starts the
 * agent at once unless that is not to start by itself.
 *
 * <p>An agent that cannot work fails the start of the application with a {@link BeanCreationException} that says why:
 * without any {@link Action}, with two of one name, with a method that its proxy does not offer, with a hook, a loop or
 * a timer that cannot be called, with an attribute that cannot be used, with the container of another agent, or with
 * the id of another agent that has other types or another delivery, or with a method that takes an
 * {@link academy.exchange.Acknowledgement} where there is nothing to settle.
 */
public final class AgentMailboxBeanPostProcessor
        implements BeanPostProcessor, SmartInitializingSingleton, BeanFactoryAware {

    private static final Logger log = LoggerFactory.getLogger(AgentMailboxBeanPostProcessor.class);

    private final Supplier<AgentRegistrar> registrar;
    private final Set<Class<?>> plainClasses = ConcurrentHashMap.newKeySet();
    private final Set<Class<?>> refused = ConcurrentHashMap.newKeySet();
    private final Set<String> found = Collections.synchronizedSet(new LinkedHashSet<>());
    private volatile boolean singletonsExist;
    private @Nullable BeanFactory beans;

    /**
     * The supplier is asked when the first agent is registered, so that this early bean does not drag others in.
     *
     * @param registrar registers the beans
     */
    public AgentMailboxBeanPostProcessor(Supplier<AgentRegistrar> registrar) {
        this.registrar = registrar;
    }

    /**
     * With a registrar of its own. The suppliers are asked when the first agent is registered.
     *
     * @param exchange where agents are registered
     * @param registry starts and stops their containers
     * @param defaults what holds where an annotation does not say otherwise
     */
    public AgentMailboxBeanPostProcessor(
            Supplier<Exchange> exchange, Supplier<MailboxContainerRegistry> registry, Supplier<AgentOptions> defaults) {
        AgentRegistrar own = new AgentRegistrar(exchange, registry, defaults);
        this.registrar = () -> own;
    }

    @Override
    public void setBeanFactory(BeanFactory beanFactory) {
        this.beans = beanFactory;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        if (!isDeclared(AgentObject.userClass(bean))) {
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
        if (refused.add(AgentObject.userClass(bean))) {
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
        boolean declared = !isOfSpring(type)
                && AnnotationUtils.isCandidateClass(type, AgentMailbox.class)
                && (AgentObject.onClass(type) != null
                        || !AgentObject.onMethods(type).isEmpty());
        if (!declared) {
            plainClasses.add(type);
        }
        return declared;
    }

    /** Most beans of an application are of Spring itself, and looking for annotations on all their methods takes its time. */
    private static boolean isOfSpring(Class<?> type) {
        return type.getName().startsWith("org.springframework.");
    }

    private void register(String beanName, Object bean) {
        try {
            registrar.get().registerBean(beanName, bean, beans());
        } catch (IllegalArgumentException | IllegalStateException unusable) {
            throw new BeanCreationException(beanName, String.valueOf(unusable.getMessage()), unusable);
        }
    }

    private BeanFactory beans() {
        return Objects.requireNonNull(beans, "Not a bean of an application context: no bean factory was set");
    }
}
