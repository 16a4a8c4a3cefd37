package academy.exchange.agent;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import academy.exchange.Body;
import academy.exchange.ExchangeObserver;
import academy.exchange.ExchangeObserver.Work;
import academy.exchange.Message;
import academy.exchange.Request;
import academy.exchange.Response;

/**
 * What an observer is told of an agent.
 *
 * @param container the id of its container
 * @param type what error messages call it
 * @param actions the names of its actions
 */
record ObservedAgent(ExchangeObserver observer, String container, String type, Set<String> actions) {

    /** For the names that senders make up: they must not become names of the observer's. */
    private static final String OTHER_ACTION = "*";

    static ObservedAgent of(ExchangeObserver observer, String container, Receiver receiver) {
        Stream<String> names = receiver.actions().stream().map(ActionOutline::name);
        Set<String> actions =
                Stream.concat(names, Stream.of(AgentDescription.ACTION)).collect(Collectors.toUnmodifiableSet());
        return new ObservedAgent(observer, container, receiver.label(), actions);
    }

    /** Begins a call with this message. */
    ObservedCall begin(Message message) {
        return observer == ExchangeObserver.NONE
                ? ObservedCall.unobserved()
                : ObservedCall.begin(observer, new Work(message, container, type, action(message.body())));
    }

    private String action(Body body) {
        if (body instanceof Request.Action action) {
            return actions.contains(action.action()) ? action.action() : OTHER_ACTION;
        }
        Class<?> kind = body instanceof Response ? Response.class : body.getClass();
        return "(" + kind.getSimpleName().toLowerCase(Locale.ROOT) + ")";
    }
}
