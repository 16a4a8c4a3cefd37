package academy.exchange;

/** The rules for names that people give to agents, clients and types, for implementers of {@link Exchange}. */
public final class EntityNames {

    private EntityNames() {}

    /**
     * Returns the name if it may be registered. A comma would split it in two on the wire, where the type names of an
     * agent are one comma-joined string.
     *
     * @param what what is being named, to begin the message with
     * @throws IllegalArgumentException if the name is empty or contains a comma
     */
    public static String require(String what, String name) {
        if (name.isBlank()) {
            throw new IllegalArgumentException(
                    what + " is empty; leave it out or give it at least one visible character");
        }
        if (name.indexOf(',') >= 0) {
            throw new IllegalArgumentException(what + " '" + name
                    + "' contains a comma, which separates type names on the wire; use another character");
        }
        return name;
    }
}
