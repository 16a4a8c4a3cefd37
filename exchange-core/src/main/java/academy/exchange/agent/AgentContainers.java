package academy.exchange.agent;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ClassUtils;

import academy.exchange.AgentRegistration;
import academy.exchange.Exchange;
import academy.exchange.mailbox.ContainerOptions;
import academy.exchange.mailbox.MailboxContainer;

/** Makes the containers of agents. */
final class AgentContainers {

    private final Supplier<Exchange> exchange;
    private final Supplier<AgentOptions> defaults;

    AgentContainers(Supplier<Exchange> exchange, Supplier<AgentOptions> defaults) {
        this.exchange = exchange;
        this.defaults = defaults;
    }

    /**
     * The containers of a bean: of itself, and of its listening methods.
     *
     * @throws IllegalStateException if one could not work
     * @throws IllegalArgumentException if an attribute is out of its range
     */
    List<MailboxContainer> of(String beanName, Object bean, AttributeResolver attributes) {
        Class<?> type = userClass(bean);
        List<MailboxContainer> containers = new ArrayList<>();
        AgentMailbox agent = onClass(type);
        if (agent != null) {
            MailboxSettings settings = MailboxSettings.of(agent, attributes);
            AgentLife life = AgentLife.of(beanName, bean, type, attributes);
            String label = settings.nameOr(type.getSimpleName());
            Receiver actions =
                    life.isEmpty() ? ActionTable.of(label, bean, type) : ActionTable.ofAny(label, bean, type);
            containers.add(container(life, settings, settings.registration(type), actions));
        } else {
            AgentLife.requireNone(type);
        }
        onMethods(type).forEach((method, annotation) -> {
            String id = beanName + "." + method.getName();
            MailboxSettings settings = MailboxSettings.of(annotation, attributes);
            Receiver listener = ListenerMethod.of(settings.nameOr(id), bean, method, type);
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

    static Class<?> userClass(Object bean) {
        return ClassUtils.getUserClass(AopProxyUtils.ultimateTargetClass(bean));
    }

    static @Nullable AgentMailbox onClass(Class<?> type) {
        return AnnotatedElementUtils.findMergedAnnotation(type, AgentMailbox.class);
    }

    static Map<Method, AgentMailbox> onMethods(Class<?> type) {
        return MethodIntrospector.selectMethods(type, (MethodIntrospector.MetadataLookup<@Nullable AgentMailbox>)
                method -> AnnotatedElementUtils.findMergedAnnotation(method, AgentMailbox.class));
    }
}
