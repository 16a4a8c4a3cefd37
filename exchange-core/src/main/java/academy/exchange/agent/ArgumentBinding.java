package academy.exchange.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import academy.exchange.AgentHandle;
import academy.exchange.AgentId;
import academy.exchange.Arguments;
import academy.exchange.Exchange;
import academy.exchange.ForeignText;
import academy.exchange.PayloadException;

/**
 * Assigns the arguments of a request to the parameters of a method: first by position, the rest by name. Every argument
 * must find its parameter, and every parameter its argument unless it is optional or has a default.
 */
final class ArgumentBinding {

    private final List<MethodParameter> parameters;
    private final Supplier<Exchange> exchange;

    ArgumentBinding(List<MethodParameter> parameters, Supplier<Exchange> exchange) {
        this.parameters = parameters;
        this.exchange = exchange;
    }

    boolean isEmpty() {
        return parameters.isEmpty();
    }

    /** The converted arguments, one for each parameter. */
    List<@Nullable Object> bind(ActionCall call, Arguments given) throws RefusedException {
        refuseSurplus(call, given);
        List<@Nullable Object> values = new ArrayList<>();
        for (int index = 0; index < parameters.size(); index++) {
            values.add(bind(call, given, index));
        }
        return values;
    }

    private void refuseSurplus(ActionCall call, Arguments given) throws RefusedException {
        if (given.size() > parameters.size()) {
            throw refused(call, "was given " + given.size() + " arguments");
        }
        for (String name : given.names()) {
            int index = indexOf(name);
            if (index < 0) {
                throw refused(call, "has no parameter " + ForeignText.quote(name));
            }
            if (index < given.size()) {
                throw refused(call, "was given parameter '" + name + "' twice, by position and by name");
            }
        }
    }

    private int indexOf(String name) {
        for (int index = 0; index < parameters.size(); index++) {
            if (parameters.get(index).name().equals(name)) {
                return index;
            }
        }
        return -1;
    }

    private @Nullable Object bind(ActionCall call, Arguments given, int index) throws RefusedException {
        MethodParameter parameter = parameters.get(index);
        if (index < given.size()) {
            return convert(call, parameter, () -> given.get(index, parameter.argumentType()));
        }
        if (given.names().contains(parameter.name())) {
            return convert(call, parameter, () -> given.get(parameter.name(), parameter.argumentType()));
        }
        if (parameter.mayBeMissing()) {
            return convert(call, parameter, () -> parameter.missing(call.codec()));
        }
        throw refused(call, "is missing parameter '" + parameter.name() + "'");
    }

    private @Nullable Object convert(ActionCall call, MethodParameter parameter, Supplier<@Nullable Object> argument)
            throws RefusedException {
        try {
            Object value = argument.get();
            if (value == null && parameter.rawType().isPrimitive()) {
                throw refused(call, "was given null for parameter '" + parameter.name() + "'");
            }
            return parameter.wrap(value instanceof AgentId agent && parameter.isHandle() ? handle(call, agent) : value);
        } catch (PayloadException unfit) {
            throw refused(call, "cannot convert parameter '" + parameter.name() + "': " + unfit.getMessage());
        }
    }

    /** A handle in the agent's own name, so that the other may ask it back. */
    private AgentHandle handle(ActionCall call, AgentId agent) {
        // What comes as JSON may lack what the type promises.
        if (agent.uid() == null) {
            throw new PayloadException("An id of an agent has a uid, but this has no uid", null);
        }
        AgentHandle handle = exchange.get().getHandle(agent.name() == null ? AgentId.of(agent.uid()) : agent);
        return call.message().dest() instanceof AgentId self ? handle.askingAs(self) : handle;
    }

    private RefusedException refused(ActionCall call, String what) {
        String expected = parameters.isEmpty()
                ? "no arguments"
                : parameters.stream().map(MethodParameter::toString).collect(Collectors.joining(", ", "(", ")"));
        return RefusedException.badArguments(call.title() + " " + what + "; it expects " + expected);
    }
}
