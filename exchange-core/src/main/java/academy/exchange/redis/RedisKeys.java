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
 * <p>On a cluster the uid of a mailbox stands in braces, so that all its keys lie on one server. A key that belongs to two
 * mailboxes lies with the one whose queue it is about.
 *
 * @param prefix stands before every key, empty for none
 * @param tagged whether uids stand in braces
 */
record RedisKeys(String prefix, boolean tagged) {

    /** Refuses what would change the meaning of the patterns that SCAN is given. */
    RedisKeys {
        if (prefix.chars().anyMatch(c -> "*?[]\\".indexOf(c) >= 0 || Character.isISOControl(c))) {
            throw new IllegalArgumentException(
                    "The key prefix '" + prefix + "' contains one of * ? [ ] \\ or a control character; use others");
        }
        if (tagged && prefix.chars().anyMatch(c -> c == '{' || c == '}')) {
            throw new IllegalArgumentException("The key prefix '" + prefix
                    + "' contains a brace, by which Redis Cluster would distribute the keys; use others");
        }
    }

    RedisKeys(String prefix) {
        this(prefix, false);
    }

    private String tag(EntityId id) {
        return tag(id.uid());
    }

    private String tag(UUID uid) {
        return tagged ? "{" + uid + "}" : uid.toString();
    }

    String active(EntityId id) {
        return active(id.uid());
    }

    String active(UUID uid) {
        return everyActive() + tag(uid);
    }

    /** What the keys with the statuses of all mailboxes begin with. */
    String everyActive() {
        return prefix + "active:";
    }

    /** The time of the last sign of life. */
    String heartbeat(EntityId id) {
        return heartbeat(id.uid());
    }

    String heartbeat(UUID uid) {
        return prefix + "heartbeat:" + tag(uid);
    }

    String agent(EntityId id) {
        return agent(id.uid());
    }

    String agent(UUID uid) {
        return everyTypeList() + tag(uid);
    }

    /** What the keys with the types of all agents begin with. */
    String everyTypeList() {
        return prefix + "agent:";
    }

    String everyAgent() {
        return everyTypeList() + "*";
    }

    String queue(EntityId id) {
        return everyQueue() + tag(id);
    }

    /** What the keys of all queues begin with. */
    String everyQueue() {
        return prefix + "queue:";
    }

    /** The ticket of a request, from its sending to its answer. */
    String request(EntityId asked, UUID tag) {
        return requests(asked) + tag;
    }

    String everyRequest(EntityId asked) {
        return requests(asked) + "*";
    }

    /** Of whatever mailbox. */
    String everyRequest() {
        return prefix + "request:*";
    }

    /** What the tickets of all requests to one mailbox begin with. */
    String requests(EntityId asked) {
        return requests(asked.uid());
    }

    private String requests(UUID asked) {
        return prefix + "request:" + tag(asked) + ":";
    }

    /** The mailbox that a request went to whose ticket has this key; null if it is no ticket. */
    @Nullable
    UUID askedOf(String request) {
        int end = request.lastIndexOf(':');
        return end < 0 ? null : uidOf(request.substring(0, end));
    }

    /** Whether Python peers may use these keys as well. */
    boolean areShared() {
        return prefix.isEmpty() && !tagged;
    }

    /** The tags of the open requests to a mailbox that this library registered. */
    String open(EntityId asked) {
        return prefix + "exchange:open:" + tag(asked);
    }

    /** The tags of the requests that were open when the mailbox ended, for a while. */
    String ended(EntityId asked) {
        return prefix + "exchange:ended:" + tag(asked);
    }

    String outgoing(EntityId id) {
        return prefix + "outgoing:" + tag(id);
    }

    String completions(EntityId id) {
        return prefix + "completions:" + tag(id);
    }

    /** Marks a message as sent, so that a retry is recognised. */
    String sent(Message message) {
        String direction = message.header().kind() == Header.Kind.REQUEST ? "request" : "response";
        String dest = tagged ? tag(message.dest()) + ":" : "";
        return prefix + "exchange:sent:" + dest + message.src().uid() + ":" + message.tag() + ":" + direction;
    }

    String deadLetters(EntityId id) {
        return prefix + "exchange:dead:" + tag(id);
    }

    /** The tags of requests to this mailbox that were withdrawn of late, by the time of that. */
    String withdrawn(EntityId id) {
        return prefix + "exchange:withdrawn:" + tag(id);
    }

    /** The readers that deliver at least once, by the end of their lease. */
    String readers(EntityId id) {
        return prefix + "exchange:readers:" + tag(id);
    }

    /** What one of these readers took and did not settle, by number; the reader's name follows. */
    String taken(EntityId id) {
        return prefix + "exchange:taken:" + tag(id) + ":";
    }

    /** How often it was tried to handle a message that was delivered again, by its fingerprint. */
    String attempts(EntityId id) {
        return prefix + "exchange:attempts:" + tag(id);
    }

    /** The tags of requests that became dead letters and whose senders may not know it, with the reason. */
    String untold(EntityId id) {
        return prefix + "exchange:untold:" + tag(id);
    }

    /** Messages that pause before they are delivered again, by the end of the pause. */
    String pausing(EntityId id) {
        return prefix + "exchange:pausing:" + tag(id);
    }

    /** What a request was answered with that was to be handled at least once. */
    String reply(EntityId answering, UUID tag) {
        return replies(answering) + tag;
    }

    /** What the keys begin with that say how far the readers of one mailbox have counted what they took. */
    String numbers(EntityId id) {
        return prefix + "exchange:numbers:" + tag(id) + ":";
    }

    /** What the kept replies of one mailbox's owner begin with. */
    String replies(EntityId answering) {
        return prefix + "exchange:reply:" + tag(answering) + ":";
    }

    /** Is written before a WAIT, for want of another write on the same connection. */
    String replicated() {
        return prefix + "exchange:replicated";
    }

    /** The uids of the agents whose mailboxes are read, by the end of their lease. */
    String living() {
        return prefix + "exchange:living";
    }

    /** The types of all agents in the index, by their uids. */
    String agents() {
        return prefix + "exchange:agents";
    }

    /** What the keys begin with that name the agents of one type; its name follows. */
    String types() {
        return prefix + "exchange:type:";
    }

    /** Is there as long as the index has all agents but those of the last minute. */
    String indexed() {
        return prefix + "exchange:indexed";
    }

    /** The lease of whoever looks through all agents. */
    String indexing() {
        return prefix + "exchange:indexing";
    }

    /** The uid at the end of an {@code agent:} key, null when somebody else's key merely looks like one. */
    @Nullable
    UUID uidOf(String agentKey) {
        try {
            String tag = agentKey.substring(agentKey.lastIndexOf(':') + 1);
            boolean braced = tagged && tag.startsWith("{") && tag.endsWith("}");
            return UUID.fromString(braced ? tag.substring(1, tag.length() - 1) : tag);
        } catch (IllegalArgumentException notAUuid) {
            return null;
        }
    }
}
