package academy.exchange.agent;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;

import academy.exchange.AgentRegistration;
import academy.exchange.Exchange;
import academy.exchange.mailbox.MailboxContainer;
import academy.exchange.mailbox.MailboxContainerRegistry;

/**
 * Makes agents of objects that are not beans, while the application runs: as many of a class as are needed, with names
 * and ids that only the program knows. Beans need no registrar; {@link AgentMailbox} is enough.
 *
 * <p>What is registered lives as a bean would: its container starts and stops with the registry, its {@link Action}
 * methods answer requests, its {@link OnStart}, {@link OnStop}, {@link Loop} and {@link Timer} methods run, its mailbox
 * is terminated at every stop unless its id is fixed. Only listening methods, those with {@link AgentMailbox}, are for
 * beans alone: an object that has some is refused.
 *
 * <p><b>Blocking.</b> While the registry runs, registering starts the container, unless that is not to start by itself:
 * it waits for the exchange, and without limit for the {@link OnStart} method. Otherwise the container waits for the
 * registry's start. If the start fails, nothing stays registered and the failure is passed on.
 *
 * <p><b>Threads.</b> Every method may be called by any thread at any time.
 */
public final class AgentRegistrar implements BeanFactoryAware {

    private final Supplier<AgentOptions> defaults;
    private final AgentContainers containers;
    private final Supplier<MailboxContainerRegistry> registry;
    private final AgentBook book;
    private @Nullable BeanFactory beans;

    /**
     * The suppliers are asked when the first agent is registered.
     *
     * @param exchange where agents are registered
     * @param registry starts and stops their containers
     * @param defaults what holds for every agent that does not say otherwise
     */
    public AgentRegistrar(
            Supplier<Exchange> exchange, Supplier<MailboxContainerRegistry> registry, Supplier<AgentOptions> defaults) {
        this.defaults = defaults;
        this.containers = new AgentContainers(exchange, defaults);
        this.registry = registry;
        this.book = new AgentBook(registry);
    }

    /** Called by the application context; without one, attributes of annotations mean what is written there. */
    @Override
    public void setBeanFactory(BeanFactory beanFactory) {
        this.beans = beanFactory;
    }

    /**
     * Registers an object whose class has {@link AgentMailbox}, as that says; only the id of the container is this.
     *
     * @return its container, which is running unless it or the registry is not to start yet
     * @throws IllegalArgumentException if the class has no such annotation, if the id is blank or that of another
     *     container, or if the agent's id is that of another agent with other types
     * @throws IllegalStateException if the agent cannot work, or cannot start
     */
    public MailboxContainer register(String containerId, Object agent) {
        AgentObject object = object(containerId, agent);
        MailboxSettings settings = object.settings();
        if (settings == null) {
            throw new IllegalArgumentException(
                    object.owner() + " has no @AgentMailbox on its class; put it there, or give an AgentRegistration");
        }
        return enter(containers.of(containerId, object, settings, settings.registration(object.type())));
    }

    /**
     * Registers an object with {@link Action} methods under a name, an id and types that are given. If its class has
     * {@link AgentMailbox}, the other attributes of that hold.
     *
     * @return its container, which is running unless it or the registry is not to start yet
     * @throws IllegalArgumentException if the id is blank or that of another container, or if the agent's id is that of
     *     another agent with other types
     * @throws IllegalStateException if the agent cannot work, or cannot start
     */
    public MailboxContainer register(String containerId, Object agent, AgentRegistration registration) {
        AgentObject object = object(containerId, agent);
        MailboxSettings settings = object.settings();
        return enter(
                containers.of(containerId, object, settings == null ? MailboxSettings.NONE : settings, registration));
    }

    /**
     * Registers an object with {@link Action} methods under a name, an id and types that are given, to live as these
     * options say; {@link AgentMailbox} is disregarded.
     *
     * @param options for example {@link #defaults()} with a change
     * @return its container, which is running unless it or the registry is not to start yet
     * @throws IllegalArgumentException if the id is blank or that of another container, or if the agent's id is that of
     *     another agent with other types
     * @throws IllegalStateException if the agent cannot work, or cannot start
     */
    public MailboxContainer register(
            String containerId, Object agent, AgentRegistration registration, AgentOptions options) {
        AgentObject object = object(containerId, agent);
        return enter(containers.with(options).of(containerId, object, MailboxSettings.NONE, registration));
    }

    /**
     * What the agent of this container answers when it is asked to describe itself.
     *
     * @return empty if the container was not made here
     */
    public Optional<AgentDescription> describe(MailboxContainer container) {
        return book.find(container).map(agent -> agent.description().get());
    }

    /** What holds for every agent of this application that does not say otherwise. */
    public AgentOptions defaults() {
        return defaults.get();
    }

    /**
     * Stops the container of this id as {@link MailboxContainer#stop()} does, which terminates a mailbox without a
     * fixed id, and forgets it; also that of a bean. Does nothing if there is none. Waits until the last request is
     * answered and the {@link OnStop} method has run, within their time limits. Loops, timers and hooks of the agent
     * itself must not call this, but {@link AgentContext#shutdown()}.
     */
    public void remove(String containerId) {
        registry.get().unregister(containerId);
    }

    /** Registers the agents that a bean is and has. */
    void registerBean(String beanName, Object bean, BeanFactory factory) {
        Class<?> type = AgentObject.userClass(bean);
        book.enter(containers.ofBean(beanName, new AgentObject("bean '" + beanName + "'", bean, type, factory)));
    }

    private AgentObject object(String containerId, Object agent) {
        Class<?> type = AgentObject.userClass(agent);
        String owner = "agent '" + containerId + "' (" + type.getName() + ")";
        if (!AgentObject.onMethods(type).isEmpty()) {
            throw new IllegalArgumentException(owner
                    + " has methods with @AgentMailbox, which would not hear anything; only a bean may have them");
        }
        return new AgentObject(owner, agent, type, beans);
    }

    private MailboxContainer enter(PlannedAgent agent) {
        book.enter(List.of(agent));
        return agent.container();
    }
}
