package academy.exchange.agent;

import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;

import academy.exchange.Message;
import academy.exchange.Request;

/** The actions of one agent, by name. */
final class ActionTable implements Receiver {

    private final String label;
    private final Map<String, BeanMethod> actions;

    private ActionTable(String label, Map<String, BeanMethod> actions) {
        this.label = label;
        this.actions = Map.copyOf(actions);
    }

    /**
     * Finds the actions of a bean.
     *
     * @param label what error messages call the agent
     * @throws IllegalStateException if there are none, if two have one name, or if one can never be called
     */
    static ActionTable of(String label, Object bean, Class<?> userClass) {
        Map<String, Method> methods = new HashMap<>();
        annotatedMethods(userClass).forEach((method, action) -> {
            String name = action.value().isEmpty() ? method.getName() : action.value();
            Method other = methods.put(name, method);
            if (other != null) {
                throw new IllegalStateException("Two methods of " + userClass.getName() + " are the action \"" + name
                        + "\": " + other + " and " + method + "; give one another name with @Action");
            }
        });
        if (methods.isEmpty()) {
            throw new IllegalStateException(userClass.getName() + " has @AgentMailbox but no action;"
                    + " put @Action on the methods that others may ask for");
        }
        Map<String, BeanMethod> actions = new HashMap<>();
        methods.forEach((name, method) -> actions.put(name, callable(new BeanMethod(bean, method, userClass), method)));
        return new ActionTable(label, actions);
    }

    private static Map<Method, Action> annotatedMethods(Class<?> userClass) {
        return MethodIntrospector.selectMethods(userClass, (MethodIntrospector.MetadataLookup<@Nullable Action>)
                method -> AnnotatedElementUtils.findMergedAnnotation(method, Action.class));
    }

    private static BeanMethod callable(BeanMethod action, Method method) {
        if (!action.parameters().kinds().contains(Request.Action.class)) {
            throw new IllegalStateException("The action " + method
                    + " has a parameter that no action request fits; an action can take the kind Request.Action only");
        }
        return action;
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public @Nullable Object run(ActionCall call) throws Exception {
        String name = call.request().action();
        BeanMethod action = actions.get(name);
        if (action == null) {
            throw RefusedException.noSuchAction(call.agent(), name);
        }
        return action.invoke(action.parameters().resolve(call));
    }

    @Override
    public boolean notice(Message message) {
        return false;
    }
}
