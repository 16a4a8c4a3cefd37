package academy.exchange.agent;

import java.util.Map;

/**
 * What an action of an agent is for and what it takes and gives, for people and programs that have to choose among actions.
 *
 * @param name the name to ask for
 * @param description what {@link Action#description()} says, empty if nothing
 * @param parameters a JSON Schema of an object with an argument for each of its properties, in the order in which they are
 *     given by position; those that must be given are required, others have a default or may be missing
 * @param result a JSON Schema of what it answers
 */
public record ActionDescription(
        String name, String description, Map<String, Object> parameters, Map<String, Object> result) {}
