package academy.exchange.redis;

import java.util.List;

import academy.exchange.EntityId;

/** The keys of one mailbox that the {@link LeaseScripts} are given. */
record LeaseKeys(RedisKeys keys, EntityId mailbox) {

    /** For this reader. */
    List<String> of(String reader) {
        return List.of(
                keys.active(mailbox),
                keys.queue(mailbox),
                keys.open(mailbox),
                keys.readers(mailbox),
                keys.taken(mailbox),
                keys.attempts(mailbox),
                keys.pausing(mailbox),
                keys.deadLetters(mailbox),
                keys.requests(mailbox),
                keys.replies(mailbox),
                taken(reader),
                keys.ended(mailbox),
                numbers(reader),
                keys.untold(mailbox));
    }

    /** The first number under which this reader was given nothing yet. */
    String numbers(String reader) {
        return keys.numbers(mailbox) + reader;
    }

    /** What this reader took and did not settle. */
    String taken(String reader) {
        return keys.taken(mailbox) + reader;
    }
}
