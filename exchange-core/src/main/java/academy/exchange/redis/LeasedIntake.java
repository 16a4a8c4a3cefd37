package academy.exchange.redis;

import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import academy.exchange.Delivery;
import academy.exchange.EntityId;
import academy.exchange.MalformedMessageException;
import academy.exchange.Message;
import academy.exchange.MessageIntake;

/**
 * Makes deliveries of what one reader took under its lease, and settles what is none: unreadable items become dead letters,
 * and requests that were answered already get their answer once more.
 *
 * <p>For one thread at a time.
 */
final class LeasedIntake {

    private static final Logger log = LoggerFactory.getLogger(LeasedIntake.class);

    private final RedisExchange exchange;
    private final EntityId mailbox;
    private final MessageIntake intake;
    private @Nullable String unreadable;

    LeasedIntake(RedisExchange exchange, EntityId mailbox) {
        this.exchange = exchange;
        this.mailbox = mailbox;
        this.intake = new MessageIntake(exchange, mailbox, (content, reason) -> unreadable = reason);
    }

    /** What is to be handed out of this, if anything. Does not wait. */
    Optional<Delivery> read(Lease lease, Lease.Taken taken) {
        if (taken.reply().length > 0) {
            answerAgain(lease, taken);
            return Optional.empty();
        }
        unreadable = null;
        Optional<Message> message = intake.read(taken.item());
        String reason = unreadable;
        if (reason == null) {
            return message.map(read -> new Delivery(read, lease.handOut(taken, read)));
        }
        log.warn("Put aside a message to {}: {}", mailbox, reason);
        lease.settle(Settlement.Dead.unreadable(taken.number(), reason));
        return message.map(Delivery::settled);
    }

    /** The request stays with this reader until its answer went out, or cannot. */
    private void answerAgain(Lease lease, Lease.Taken taken) {
        try {
            Message reply = exchange.codec().decode(taken.reply());
            log.info("Request {} to {} was answered before its reader died; answers it again", reply.tag(), mailbox);
            var unused = exchange.sender()
                    .sendAgain(reply)
                    .whenComplete((sent, failure) -> lease.settle(new Settlement.Done(taken.number(), reply.tag())));
        } catch (MalformedMessageException e) {
            log.warn("The answer kept for a request to {} cannot be read: {}", mailbox, e.getMessage());
            lease.settle(new Settlement.Done(taken.number(), null));
        }
    }
}
