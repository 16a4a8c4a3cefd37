package academy.exchange.test;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;

import academy.exchange.AgentId;
import academy.exchange.AgentRegistration;

/**
 * An agent that stands in for another one during a test: it is found as an agent of an interface, and answers what the test
 * wants. As a bean of the test it takes part from the start of the application, otherwise from
 * {@link ExchangeTester#start(FakeAgent)} on.
 *
 * <pre>{@code
 * FakeAgent<Counter> counter = FakeAgent.of(Counter.class).answer("count", 42);
 * }</pre>
 *
 * <p>Its actions are the methods of the interface, by their names; those that are not there, or that nothing was said of, are
 * answered with an error. Requests are answered one at a time. Answers may be changed at any time and by any thread; they
 * outlive the test method, as a bean does, while the {@linkplain #calls() calls} do not.
 *
 * @param <T> the interface
 */
public final class FakeAgent<T> {

    private final Class<T> type;
    private final Map<String, FakeAction> actions;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final @Nullable T implementation;
    private final AgentRegistration registration;

    /** What an action answers. */
    @FunctionalInterface
    public interface Answer {

        /**
         * Answers with what it returns, or throws; a future is waited for.
         *
         * @param arguments converted to the types of the method's parameters
         */
        @Nullable
        Object answer(List<@Nullable Object> arguments) throws Exception;
    }

    /**
     * An action that was asked for.
     *
     * @param action its name
     * @param arguments converted to the types of the method's parameters
     */
    public record Call(String action, List<@Nullable Object> arguments) {}

    private FakeAgent(
            Class<T> type,
            @Nullable T implementation,
            AgentRegistration registration,
            Map<String, FakeAction> actions) {
        this.type = type;
        this.implementation = implementation;
        this.registration = registration;
        this.actions = actions;
    }

    /**
     * An agent of this interface that answers nothing yet.
     *
     * @throws IllegalArgumentException if this is no interface, or has two methods of one name
     */
    public static <T> FakeAgent<T> of(Class<T> type) {
        return new FakeAgent<>(type, null, AgentRegistration.of(type), actions(type));
    }

    /**
     * An agent of this interface that has an object answer, which may be a mock or a lambda.
     *
     * @throws IllegalArgumentException if this is no interface, or has two methods of one name
     */
    public static <T> FakeAgent<T> of(Class<T> type, T implementation) {
        return new FakeAgent<>(type, implementation, AgentRegistration.of(type), actions(type));
    }

    /** A copy under this name, without answers, by which it can be discovered as well. */
    public FakeAgent<T> named(String name) {
        return new FakeAgent<>(type, implementation, registration.withName(name), actions);
    }

    /** A copy with this fixed id, without answers. */
    public FakeAgent<T> withId(AgentId id) {
        return new FakeAgent<>(type, implementation, registration.withId(id), actions);
    }

    /**
     * Has an action answer with this from now on.
     *
     * @return this agent
     * @throws IllegalArgumentException if the interface has no method of that name
     */
    public FakeAgent<T> answer(String action, @Nullable Object value) {
        return answering(action, arguments -> value);
    }

    /**
     * Has an action answer so from now on.
     *
     * @return this agent
     * @throws IllegalArgumentException if the interface has no method of that name
     */
    public FakeAgent<T> answering(String action, Answer answer) {
        requireAction(action);
        answers.put(action, answer);
        return this;
    }

    /**
     * Has an action throw this from now on.
     *
     * @return this agent
     * @throws IllegalArgumentException if the interface has no method of that name
     */
    public FakeAgent<T> failing(String action, Exception failure) {
        return answering(action, arguments -> {
            throw failure;
        });
    }

    /** What was asked for since the test method began, in the order in which it was begun. */
    public List<Call> calls() {
        return List.copyOf(calls);
    }

    /** What was asked for of one action since the test method began. */
    public List<Call> calls(String action) {
        requireAction(action);
        return calls().stream().filter(call -> call.action().equals(action)).toList();
    }

    AgentRegistration registration() {
        return registration;
    }

    void forgetCalls() {
        calls.clear();
    }

    /** The action of this name; empty if the interface has none. */
    Optional<FakeAction> action(String name) {
        return Optional.ofNullable(actions.get(name));
    }

    @Nullable
    Object call(FakeAction action, List<@Nullable Object> arguments) throws Exception {
        calls.add(new Call(action.name(), arguments));
        Answer answer = answers.get(action.name());
        if (answer != null) {
            return answer.answer(arguments);
        }
        if (implementation == null) {
            throw new IllegalStateException("The test says nothing of action '" + action.name() + "' of " + this
                    + "; call answer(\"" + action.name() + "\", ...)");
        }
        return action.invoke(implementation, arguments);
    }

    @Override
    public String toString() {
        return "a fake " + type.getSimpleName();
    }

    private void requireAction(String name) {
        if (!actions.containsKey(name)) {
            throw new IllegalArgumentException(
                    "There is no method '" + name + "' in " + type.getName() + ", which has " + actions.keySet());
        }
    }

    private static Map<String, FakeAction> actions(Class<?> type) {
        if (!type.isInterface()) {
            throw new IllegalArgumentException(
                    type.getName() + " is no interface; a fake agent has no class of its own");
        }
        Map<String, FakeAction> actions = new HashMap<>();
        Arrays.stream(type.getMethods())
                .filter(method -> !method.isSynthetic() && FakeAction.isAction(method))
                .map(method -> new FakeAction(type, method))
                .forEach(action -> {
                    if (actions.put(action.name(), action) != null) {
                        throw new IllegalArgumentException("Two methods of " + type.getName() + " are named '"
                                + action.name() + "', which leaves open what is asked for");
                    }
                });
        return Map.copyOf(actions);
    }
}
