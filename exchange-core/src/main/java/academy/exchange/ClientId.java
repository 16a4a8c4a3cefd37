package academy.exchange;

import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * The id of a client: it owns a mailbox in which answers arrive, cannot be discovered and answers no requests. On the
 * wire its role is {@code user}.
 *
 * @param uid the mailbox's identity; equality is by it alone
 * @param name a label for people; any text is allowed here, since names on the wire are other people's
 */
public record ClientId(UUID uid, Optional<String> name) implements EntityId {

    /** Makes an id nobody has yet, without a name. */
    public static ClientId random() {
        return of(UUID.randomUUID());
    }

    /** The id with this uid, without a name. */
    public static ClientId of(UUID uid) {
        return new ClientId(uid, Optional.empty());
    }

    /**
     * The id with this uid, without a name.
     *
     * @throws IllegalArgumentException if the text is not a uuid in its hyphenated form
     */
    public static ClientId of(String uid) {
        return of(UUID.fromString(uid));
    }

    /** The same id under this name. */
    public ClientId withName(String name) {
        return new ClientId(uid, Optional.of(name));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ClientId that && uid.equals(that.uid);
    }

    @Override
    public int hashCode() {
        return uid.hashCode();
    }

    @Override
    public String toString() {
        return name.map(label -> "client '" + label + "' " + uid).orElseGet(() -> "client " + uid);
    }
}
