package academy.exchange;

import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * The id of an agent: it owns a mailbox, can be discovered by its types and answers requests.
 *
 * @param uid the mailbox's identity; equality is by it alone
 * @param name a label for people; any text is allowed here, since names on the wire are other people's
 */
public record AgentId(UUID uid, Optional<String> name) implements EntityId {

    /** Makes an id nobody has yet, without a name. */
    public static AgentId random() {
        return of(UUID.randomUUID());
    }

    /** The id with this uid, without a name. */
    public static AgentId of(UUID uid) {
        return new AgentId(uid, Optional.empty());
    }

    /**
     * The id with this uid, without a name.
     *
     * @throws IllegalArgumentException if the text is not a uuid in its hyphenated form
     */
    public static AgentId of(String uid) {
        return of(UUID.fromString(uid));
    }

    /** The same id under this name. */
    public AgentId withName(String name) {
        return new AgentId(uid, Optional.of(name));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AgentId that && uid.equals(that.uid);
    }

    @Override
    public int hashCode() {
        return uid.hashCode();
    }

    @Override
    public String toString() {
        return name.map(label -> "agent '" + label + "' " + uid).orElseGet(() -> "agent " + uid);
    }
}
