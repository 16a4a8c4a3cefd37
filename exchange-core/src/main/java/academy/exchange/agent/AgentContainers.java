package academy.exchange.agent;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import academy.exchange.AgentRegistration;
import academy.exchange.Exchange;
import academy.exchange.mailbox.ContainerOptions;
import academy.exchange.mailbox.MailboxContainer;

/** Makes agents of beans and of other objects, each with a container for its mailbox. */
final class AgentContainers {

    private final Supplier<Exchange> exchange;
    private final Supplier<AgentOptions> defaults;

    AgentContainers(Supplier<Exchange> exchange, Supplier<AgentOptions> defaults) {
        this.exchange = exchange;
        this.defaults = defaults;
    }

    /** The same, but with this in place of what holds for the application. */
    AgentContainers with(AgentOptions options) {
        return new AgentContainers(exchange, () -> options);
    }

    /**
     * The agents that a bean is and has: itself, and its listening methods.
     *
     * @throws IllegalStateException if one could not work
     * @throws IllegalArgumentException if an attribute is out of its range
     */
    List<PlannedAgent> ofBean(String beanName, AgentObject bean) {
        List<PlannedAgent> agents = new ArrayList<>();
        MailboxSettings settings = bean.settings();
        if (settings != null) {
            String id = settings.containerOr(beanName);
            agents.add(of(id, bean, settings, settings.registration(bean.type())));
        } else {
            AgentLife.requireNone(bean.type());
        }
        AgentObject.onMethods(bean.type())
                .forEach((method, annotation) -> agents.add(ofMethod(beanName, bean, method, annotation)));
        return agents;
    }

    /**
     * The agent that an object is.
     *
     * @throws IllegalStateException if it could not work
     * @throws IllegalArgumentException if an attribute is out of its range
     */
    PlannedAgent of(String id, AgentObject agent, MailboxSettings settings, AgentRegistration registration) {
        Class<?> type = agent.type();
        boolean fixedId = registration.id().isPresent();
        Duration stopLimit = settings.options(defaults.get().container()).shutdownTimeout();
        AgentLife life = AgentLife.of(id, agent.target(), type, agent.attributes(), fixedId, stopLimit);
        String label = registration.name().orElse(type.getSimpleName());
        ActionSupport support = ActionSupport.of(agent.beans(), exchange);
        Receiver actions = life.isEmpty()
                ? ActionTable.of(label, agent.target(), type, support)
                : ActionTable.ofAny(label, agent.target(), type, support);
        SelfDescription described = describing(actions, registration);
        return PlannedAgent.of(
                agent.owner(), registration, container(life, settings, registration, described), described::get);
    }

    private PlannedAgent ofMethod(String beanName, AgentObject bean, Method method, AgentMailbox annotation) {
        MailboxSettings settings = MailboxSettings.of(annotation, bean.attributes());
        String id = settings.containerOr(beanName + "." + method.getName());
        AgentRegistration registration = settings.registration(MailboxListener.class);
        Receiver listener = ListenerMethod.of(
                settings.nameOr(id), bean.target(), method, bean.type(), ActionSupport.of(bean.beans(), exchange));
        SelfDescription described = describing(listener, registration);
        MailboxContainer container = container(AgentLife.none(id), settings, registration, described);
        return PlannedAgent.of(
                bean.owner() + ", method " + text(method), registration, method, container, described::get);
    }

    private SelfDescription describing(Receiver receiver, AgentRegistration registration) {
        return new SelfDescription(receiver, registration, () -> exchange.get().codec());
    }

    private static void requireSettleable(Receiver receiver, ContainerOptions options) {
        if (!options.delivery().isAtLeastOnce()) {
            receiver.settlingMethod().ifPresent(method -> {
                throw new IllegalStateException("The method " + method + " takes an Acknowledgement, but its messages"
                        + " are delivered at most once, so that nothing is left to be settled; say"
                        + " delivery = \"at-least-once\" in @AgentMailbox or set the property"
                        + " academy.exchange.agent.delivery to at-least-once");
            });
        }
    }

    private static String text(Method method) {
        return Stream.of(method.getParameterTypes())
                .map(Class::getSimpleName)
                .collect(Collectors.joining(", ", method.getName() + "(", ")"));
    }

    private MailboxContainer container(
            AgentLife life, MailboxSettings settings, AgentRegistration registration, Receiver receiver) {
        ContainerOptions options = settings.options(defaults.get().container());
        requireSettleable(receiver, options);
        CompletableFuture<MailboxContainer> made = new CompletableFuture<>();
        ActionCancels cancels = new ActionCancels(
                exchange.get(),
                new Replies(exchange.get(), receiver.label()),
                defaults.get().cancelsOnShutdown(),
                options.delivery().isAtLeastOnce());
        AgentEndpoint endpoint = new AgentEndpoint(exchange.get(), registration, life, cancels, options, () -> {
            // Nobody waits for it here: this is a thread the stop waits for.
            CompletableFuture<Void> unused = made.thenCompose(MailboxContainer::stopAsync);
        });
        RequestDispatcher dispatcher = new RequestDispatcher(
                exchange.get(),
                ObservedAgent.of(exchange.get().observer(), life.name(), receiver),
                receiver,
                cancels,
                defaults.get().maxHops(),
                endpoint::handles,
                shutdown -> {
                    endpoint.wish(shutdown.terminate());
                    endpoint.stop();
                });
        MailboxContainer container = new MailboxContainer(life.name(), endpoint, dispatcher, options);
        made.complete(container);
        return container;
    }
}
