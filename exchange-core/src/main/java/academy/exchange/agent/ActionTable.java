package academy.exchange.agent;

import java.lang.reflect.Method;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import academy.exchange.Delivery;
import academy.exchange.Message;
import academy.exchange.MessageCodec;
import academy.exchange.Request;
import academy.exchange.Urgency;

/** The actions of one agent, by name. */
final class ActionTable implements Receiver {

    private final String label;
    private final Map<String, MessageMethod> actions;
    private final List<ActionOutline> outlines;
    private final @Nullable MessageMethod fallback;

    private ActionTable(
            String label,
            Map<String, MessageMethod> actions,
            List<ActionOutline> outlines,
            @Nullable MessageMethod fallback) {
        this.label = label;
        this.actions = Map.copyOf(actions);
        this.outlines = outlines;
        this.fallback = fallback;
    }

    /**
     * Finds the actions of a bean.
     *
     * @param label what error messages call the agent
     * @throws IllegalStateException if there are none, if two have one name or are the fallback, or if one can never be
     *     called
     */
    static ActionTable of(String label, Object bean, Class<?> userClass, ActionSupport support) {
        return of(label, bean, userClass, support, ActionMethods.of(userClass).requireAny());
    }

    /** Finds the actions of a bean that lives without being asked as well, so that there may be none. */
    static ActionTable ofAny(String label, Object bean, Class<?> userClass, ActionSupport support) {
        return of(label, bean, userClass, support, ActionMethods.of(userClass));
    }

    private static ActionTable of(
            String label, Object bean, Class<?> userClass, ActionSupport support, ActionMethods methods) {
        Map<String, MessageMethod> actions = new HashMap<>();
        methods.named()
                .forEach((name, method) -> actions.put(
                        name, callable(bean, method, MethodParameters.of(method, userClass, support), support)));
        Method other = methods.fallback();
        List<ActionOutline> outlines = new TreeMap<>(methods.named())
                .entrySet().stream()
                        .map(each -> ActionOutline.of(
                                each.getKey(),
                                each.getValue(),
                                userClass,
                                Objects.requireNonNull(actions.get(each.getKey()))
                                        .parameters()))
                        .toList();
        return new ActionTable(
                label,
                actions,
                outlines,
                other == null
                        ? null
                        : callable(bean, other, MethodParameters.ofFallback(other, userClass, support), support));
    }

    private static MessageMethod callable(
            Object bean, Method method, MethodParameters parameters, ActionSupport support) {
        if (!parameters.kinds().contains(Request.Action.class)) {
            throw new IllegalStateException("The action " + method
                    + " has a parameter that no action request fits; an action can take the kind Request.Action only");
        }
        return MessageMethod.of(bean, method, parameters, support);
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public void check(MessageCodec codec) {
        actions.values().forEach(action -> action.parameters().checkDefaults(codec));
    }

    @Override
    public Set<Urgency> urgent() {
        return EnumSet.allOf(Urgency.class);
    }

    @Override
    public @Nullable Object run(ActionCall call) throws Exception {
        String name = call.request().action();
        MessageMethod action = actions.get(name);
        if (action != null) {
            return action.answer(call);
        }
        if (fallback != null) {
            return fallback.answerAny(call);
        }
        throw RefusedException.noSuchAction(call.agent(), name);
    }

    @Override
    public List<ActionOutline> actions() {
        return outlines;
    }

    @Override
    public boolean answersOthers() {
        return fallback != null;
    }

    @Override
    public boolean hears(Message message) {
        return false;
    }

    @Override
    public boolean notice(Delivery delivery) {
        return false;
    }

    @Override
    public boolean settles(Message message) {
        MessageMethod method = message.body() instanceof Request.Action request
                ? actions.getOrDefault(request.action(), fallback)
                : null;
        return method != null && method.parameters().takeAcknowledgement();
    }

    @Override
    public Optional<String> settlingMethod() {
        return Stream.concat(actions.values().stream(), Stream.ofNullable(fallback))
                .filter(method -> method.parameters().takeAcknowledgement())
                .map(MessageMethod::toString)
                .min(Comparator.naturalOrder());
    }
}
