package academy.exchange.agent;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import academy.exchange.AgentId;

/**
 * What an agent says of itself when it is asked for {@value #ACTION}, but for its id, which may change with each start.
 *
 * @param name its name, or else that of its class or container
 * @param typeNames the names by which it can be discovered, most specific first
 * @param actions what can be asked of it, in the order of the names
 * @param answersOthers whether it answers actions of other names as well
 */
public record AgentDescription(
        String name, List<String> typeNames, List<ActionDescription> actions, boolean answersOthers) {

    /** The action that every agent of this library answers with its description. */
    public static final String ACTION = "agent_describe";

    /**
     * The same as plain values, in the form in which it is answered whatever a mapper makes of records: {@code id},
     * {@code name}, {@code types}, {@code actions} with {@code name}, {@code description}, {@code parameters} and
     * {@code result} each, and {@code answers_others}.
     */
    public Map<String, Object> toMap(AgentId id) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("id", id.uid().toString());
        map.put("name", name);
        map.put("types", typeNames);
        map.put("actions", actions.stream().map(AgentDescription::map).toList());
        map.put("answers_others", answersOthers);
        return map;
    }

    private static Map<String, Object> map(ActionDescription action) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", action.name());
        map.put("description", action.description());
        map.put("parameters", action.parameters());
        map.put("result", action.result());
        return map;
    }
}
