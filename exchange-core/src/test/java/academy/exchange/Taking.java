package academy.exchange;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

/** Messages that stay with the store until they are settled, and ways to take them. */
final class Taking {

    private static final Duration A_WHILE = Duration.ofMillis(200);

    private Taking() {}

    static Mailbox open(Exchange exchange, EntityId id) {
        return exchange.getMailbox(id, DeliveryOptions.atLeastOnce());
    }

    /** Sends so many actions with different names. */
    static List<Message> send(Exchange exchange, EntityId src, EntityId dest, int count) {
        List<Message> sent = IntStream.range(0, count)
                .mapToObj(i -> Traffic.action(src, dest, "go" + i))
                .toList();
        exchange.sendAll(sent);
        return sent;
    }

    /** The next message, which must come. */
    static Delivery next(Mailbox mailbox) throws InterruptedException {
        return next(mailbox, 1).get(0);
    }

    /** The next messages, which must come. */
    static List<Delivery> next(Mailbox mailbox, int count) throws InterruptedException {
        List<Delivery> taken = new ArrayList<>();
        while (taken.size() < count) {
            List<Delivery> some = mailbox.take(count - taken.size(), Traffic.ARRIVAL);
            assertThat(some).as("messages after %s", taken.size()).isNotEmpty();
            taken.addAll(some);
        }
        return taken;
    }

    /** What else is delivered within a while; settled. */
    static List<Message> rest(Mailbox mailbox) throws InterruptedException {
        List<Message> all = new ArrayList<>();
        List<Message> some = mailbox.receive(100, A_WHILE);
        while (!some.isEmpty()) {
            all.addAll(some);
            some = mailbox.receive(100, A_WHILE);
        }
        return all;
    }

    static List<Message> messages(List<Delivery> deliveries) {
        return deliveries.stream().map(Delivery::message).toList();
    }

    static void acknowledgeAll(List<Delivery> deliveries) {
        deliveries.forEach(delivery -> delivery.acknowledgement().acknowledge());
    }
}
