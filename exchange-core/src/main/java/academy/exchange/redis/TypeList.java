package academy.exchange.redis;

import java.util.ArrayList;
import java.util.List;

import academy.exchange.AgentRegistration;

/**
 * The type names of an agent as they lie in Redis, separated by commas. A Python peer takes the first for the agent's
 * class and the others for what that extends, so that an agent with extra types names one of those first. Here all of
 * them count like the class: where there is more than one such name, an empty one ends them, by which nobody is found.
 *
 * @param names in the order of the text, the empty one included
 */
record TypeList(List<String> names) {

    private static final String END_OF_EXACT = "";

    static TypeList of(AgentRegistration registration) {
        List<String> exact = registration.exactTypeNames();
        List<String> names = new ArrayList<>(registration.typeNames());
        if (exact.size() > 1) {
            names.add(exact.size(), END_OF_EXACT);
        }
        return new TypeList(names);
    }

    static TypeList read(String text) {
        return new TypeList(List.of(text.split(",", -1)));
    }

    String text() {
        return String.join(",", names);
    }

    /**
     * Whether an agent with these has this type.
     *
     * @param anywhere whether it may be one that the agent's class merely extends or implements
     */
    boolean has(String type, boolean anywhere) {
        return (anywhere ? names : exact()).contains(type);
    }

    private List<String> exact() {
        return names.subList(0, Math.max(1, names.indexOf(END_OF_EXACT)));
    }
}
