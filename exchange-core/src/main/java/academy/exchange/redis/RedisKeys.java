package academy.exchange.redis;

import java.util.UUID;

import org.jspecify.annotations.Nullable;

import academy.exchange.EntityId;
import academy.exchange.Header;
import academy.exchange.Message;

/**
 * The only place that knows a key's name. The names without prefix are those of the Python peers; what is ours alone
 * begins with {@code exchange:}, which they never meet: they read every {@code agent:*} and {@code request:*} they find.
 *
 * @param prefix stands before every key, empty for none
 */
record RedisKeys(String prefix) {

    /** Refuses what would change the meaning of the patterns that SCAN is given. */
    RedisKeys {
        if (prefix.chars().anyMatch(c -> "*?[]\\".indexOf(c) >= 0 || Character.isISOControl(c))) {
            throw new IllegalArgumentException(
                    "The key prefix '" + prefix + "' contains one of * ? [ ] \\ or a control character; use others");
        }
    }

    String active(EntityId id) {
        return active(id.uid());
    }

    String active(UUID uid) {
        return prefix + "active:" + uid;
    }

    /** The time of the last sign of life. */
    String heartbeat(EntityId id) {
        return heartbeat(id.uid());
    }

    String heartbeat(UUID uid) {
        return prefix + "heartbeat:" + uid;
    }

    String agent(EntityId id) {
        return prefix + "agent:" + id.uid();
    }

    String everyAgent() {
        return prefix + "agent:*";
    }

    String queue(EntityId id) {
        return prefix + "queue:" + id.uid();
    }

    /** The ticket of a request, from its sending to its answer. */
    String request(EntityId asked, UUID tag) {
        return requests(asked) + tag;
    }

    String everyRequest(EntityId asked) {
        return requests(asked) + "*";
    }

    /** What the tickets of all requests to one mailbox begin with. */
    String requests(EntityId asked) {
        return prefix + "request:" + asked.uid() + ":";
    }

    /** The tags of the open requests to a mailbox that this library registered. */
    String open(EntityId asked) {
        return prefix + "exchange:open:" + asked.uid();
    }

    /** The tags of the requests that were open when the mailbox ended, for a while. */
    String ended(EntityId asked) {
        return prefix + "exchange:ended:" + asked.uid();
    }

    String outgoing(EntityId id) {
        return prefix + "outgoing:" + id.uid();
    }

    String completions(EntityId id) {
        return prefix + "completions:" + id.uid();
    }

    /** Marks a message as sent, so that a retry is recognised. */
    String sent(Message message) {
        String direction = message.header().kind() == Header.Kind.REQUEST ? "request" : "response";
        return prefix + "exchange:sent:" + message.src().uid() + ":" + message.tag() + ":" + direction;
    }

    String deadLetters(EntityId id) {
        return prefix + "exchange:dead:" + id.uid();
    }

    /** The tags of requests to this mailbox that were withdrawn of late, by the time of that. */
    String withdrawn(EntityId id) {
        return prefix + "exchange:withdrawn:" + id.uid();
    }

    /** The readers that deliver at least once, by the end of their lease. */
    String readers(EntityId id) {
        return prefix + "exchange:readers:" + id.uid();
    }

    /** What one of these readers took and did not settle, by number; the reader's name follows. */
    String taken(EntityId id) {
        return prefix + "exchange:taken:" + id.uid() + ":";
    }

    /** How often it was tried to handle a message that was delivered again, by its fingerprint. */
    String attempts(EntityId id) {
        return prefix + "exchange:attempts:" + id.uid();
    }

    /** Messages that pause before they are delivered again, by the end of the pause. */
    String pausing(EntityId id) {
        return prefix + "exchange:pausing:" + id.uid();
    }

    /** What a request was answered with that was to be handled at least once. */
    String reply(EntityId answering, UUID tag) {
        return replies(answering) + tag;
    }

    /** What the kept replies of one mailbox's owner begin with. */
    String replies(EntityId answering) {
        return prefix + "exchange:reply:" + answering.uid() + ":";
    }

    /** The uids of the agents whose mailboxes are read, by the end of their lease. */
    String living() {
        return prefix + "exchange:living";
    }

    /** The uid at the end of an {@code agent:} key, null when somebody else's key merely looks like one. */
    @Nullable
    UUID uidOf(String agentKey) {
        try {
            return UUID.fromString(agentKey.substring(agentKey.lastIndexOf(':') + 1));
        } catch (IllegalArgumentException notAUuid) {
            return null;
        }
    }
}
