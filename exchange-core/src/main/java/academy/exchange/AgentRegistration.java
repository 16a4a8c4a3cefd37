package academy.exchange;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How an agent presents itself to the exchange. Immutable; every {@code with} method returns a changed copy.
 *
 * @param type the agent's class; a proxy class is the caller's to unwrap
 * @param id a fixed id, which keeps its mailbox across restarts; empty for a fresh one
 * @param name a label under which it can be discovered as well; empty for none
 * @param extraTypes type names that are as much its own as that of its class, for example the path of the Python class it
 *     stands in for
 */
public record AgentRegistration(Class<?> type, Optional<AgentId> id, Optional<String> name, List<String> extraTypes) {

    /** The type every agent has, here and on Python peers; discovering it finds all agents. */
    public static final String BASE_TYPE = "academy.agent.Agent";

    /**
     * @throws IllegalArgumentException if the name or an extra type is empty or contains a comma
     */
    public AgentRegistration {
        name.ifPresent(label -> EntityNames.require("The agent's name", label));
        extraTypes = List.copyOf(extraTypes);
        extraTypes.forEach(extra -> EntityNames.require("The extra type name", extra));
    }

    /** An agent of this class with a fresh id and nothing else. */
    public static AgentRegistration of(Class<?> type) {
        return new AgentRegistration(type, Optional.empty(), Optional.empty(), List.of());
    }

    /** A copy with this fixed id; its name, if it has one, is used unless another is given. */
    public AgentRegistration withId(AgentId fixed) {
        return new AgentRegistration(type, Optional.of(fixed), name.or(fixed::name), extraTypes);
    }

    /**
     * A copy with this name.
     *
     * @throws IllegalArgumentException if the name is empty or contains a comma
     */
    public AgentRegistration withName(String label) {
        return new AgentRegistration(type, id, Optional.of(label), extraTypes);
    }

    /**
     * A copy with these extra type names instead of the present ones.
     *
     * @throws IllegalArgumentException if one is empty or contains a comma
     */
    public AgentRegistration withExtraTypes(List<String> names) {
        return new AgentRegistration(type, id, name, names);
    }

    /** The id to register: the fixed one or a fresh one, under the name. */
    public AgentId toId() {
        AgentId agent = id.orElseGet(AgentId::random);
        return name.map(agent::withName).orElse(agent);
    }

    /**
     * The names it can be discovered by exactly, without subclasses: the extra types, then the class. A Python peer that
     * looks without subclasses finds it by the first of them alone.
     */
    public List<String> exactTypeNames() {
        Set<String> names = new LinkedHashSet<>(extraTypes);
        names.remove(BASE_TYPE);
        names.add(type.getName());
        return List.copyOf(names);
    }

    /**
     * The names it can be discovered by, most specific first: the {@linkplain #exactTypeNames() exact} ones, which are the
     * extra types and the class, its superclasses and interfaces, its own name, and last {@value #BASE_TYPE}. Classes are
     * named as {@link Class#getName()} does, so nested ones carry a {@code $}; {@link Object} is left out.
     */
    public List<String> typeNames() {
        Set<String> names = new LinkedHashSet<>(exactTypeNames());
        Set<Class<?>> interfaces = new LinkedHashSet<>();
        for (Class<?> level = type; level != null && level != Object.class; level = level.getSuperclass()) {
            names.add(level.getName());
            collectInterfaces(level, interfaces);
        }
        interfaces.forEach(each -> names.add(each.getName()));
        name.ifPresent(names::add);
        names.remove(BASE_TYPE);
        List<String> ordered = new ArrayList<>(names);
        ordered.add(BASE_TYPE);
        return List.copyOf(ordered);
    }

    private static void collectInterfaces(Class<?> level, Set<Class<?>> found) {
        for (Class<?> each : level.getInterfaces()) {
            if (found.add(each)) {
                collectInterfaces(each, found);
            }
        }
    }
}
