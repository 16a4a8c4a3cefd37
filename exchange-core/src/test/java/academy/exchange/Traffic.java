package academy.exchange;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Messages to send and a way to see what arrived. */
final class Traffic {

    /** Long enough for any message that was sent, on any machine. */
    static final Duration ARRIVAL = Duration.ofSeconds(10);

    private Traffic() {}

    static Message ping(EntityId src, EntityId dest) {
        return Message.request(src, dest, new Request.Ping());
    }

    /** A request that differs from others by its action's name. */
    static Message action(EntityId src, EntityId dest, String name) {
        return Message.request(
                src, dest, new Request.Action(name, Serialization.JSON, "[1, \"é\"]", "{\"k\": null}", null, null));
    }

    static Message success(Message request) {
        return request.reply(new Response.Success());
    }

    /** Takes what lies in the mailbox now. */
    static List<Message> drain(Mailbox mailbox) throws InterruptedException {
        List<Message> all = new ArrayList<>();
        List<Message> some = mailbox.receive(100, Duration.ZERO);
        while (!some.isEmpty()) {
            all.addAll(some);
            some = mailbox.receive(100, Duration.ZERO);
        }
        return all;
    }

    /** The answer of a terminated mailbox to this request. */
    static Message terminatedAnswer(Message request) {
        return request.reply(new Response.ProtocolError(ErrorCode.MAILBOX_TERMINATED, request.dest()));
    }
}
