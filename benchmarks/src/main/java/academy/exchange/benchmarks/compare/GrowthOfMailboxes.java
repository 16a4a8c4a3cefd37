package academy.exchange.benchmarks.compare;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import academy.exchange.Message;
import academy.exchange.mailbox.ContainerOptions;
import academy.exchange.redis.RedisExchange;

/** How fast the same number of messages is handled that wait in more and more mailboxes. */
final class GrowthOfMailboxes extends Growth {

    private static final int COUNT = 100_000;
    private static final Duration POLL = Duration.ofMillis(200);

    GrowthOfMailboxes() {
        super("growth-consume", "messages/s", "mailboxes", List.of(1, 10, 100, 1_000));
    }

    @Override
    Run run(Bench bench, int mailboxCount) throws Exception {
        bench.flush();
        int count = Math.max(bench.scaled(COUNT), mailboxCount);
        CountDownLatch under = new CountDownLatch(count / mailboxCount * mailboxCount);
        ContainerOptions options =
                ContainerOptions.defaults().withPollTimeout(POLL).withPrefetch(Consumption.BATCH);
        try (RedisExchange exchange = bench.newExchange();
                Mailboxes mailboxes =
                        Mailboxes.start(exchange, mailboxCount, options, (Message message) -> under.countDown())) {
            mailboxes.pause();
            // The polls that are under way end.
            Footprint.settle(POLL.multipliedBy(3));
            mailboxes.fill(bench, count / mailboxCount);
            Meter meter = new Meter(bench);
            mailboxes.resume();
            if (!under.await(2, TimeUnit.MINUTES)) {
                throw new IllegalStateException(under.getCount() + " messages were not handled");
            }
            return meter.run(count);
        }
    }
}
