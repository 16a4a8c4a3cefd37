package academy.exchange.agent;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import academy.exchange.AgentId;
import academy.exchange.Delivery;
import academy.exchange.DeliveryOptions;
import academy.exchange.Exchange;
import academy.exchange.Mailbox;
import academy.exchange.Urgency;

/**
 * Looks for answers in the mailbox of an agent while its container does not read it: before the first request and after
 * the last. A peer that answers the source of a request puts its answer there, whoever waits for it; from here it gets to
 * the handle that does. Everything else stays where it lies, and an agent that is quick is not looked after at all.
 */
final class AnswerWatch implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(AnswerWatch.class);

    private static final Duration FIRST = Duration.ofMillis(10);
    private static final Duration LONGEST = Duration.ofMillis(250);
    private static final Set<Urgency> ANSWERS = Set.of(Urgency.ANSWER);

    private final Exchange exchange;
    private final AgentId agent;
    private final DeliveryOptions delivery;
    private final Replies replies;
    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread thread;

    /** A reader of its own, since that of the container is not open yet or no more; for the thread alone. */
    private @Nullable Mailbox mailbox;

    private AnswerWatch(Exchange exchange, AgentId agent, DeliveryOptions delivery, String name) {
        this.exchange = exchange;
        this.agent = agent;
        this.delivery = delivery;
        this.replies = new Replies(exchange, name);
        this.thread = new Thread(this::run, name + "-answers");
        thread.setDaemon(true);
    }

    /**
     * Begins to look.
     *
     * @param delivery how the mailbox of the agent is read
     * @param name what messages and the thread call the agent
     */
    static AnswerWatch begin(Exchange exchange, AgentId agent, DeliveryOptions delivery, String name) {
        AnswerWatch watch = new AnswerWatch(exchange, agent, delivery, name);
        try {
            watch.thread.start();
        } catch (Error noThread) {
            log.error("Nobody looks for answers to agent {} while it starts or stops", name, noThread);
        }
        return watch;
    }

    /** Ends the looking, and waits for a look that is under way: what it finds is passed on. */
    @Override
    public void close() {
        over.countDown();
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        Duration pause = FIRST;
        try {
            while (!over.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
                pause = look() && pause.compareTo(LONGEST.dividedBy(2)) < 0 ? pause.multipliedBy(2) : LONGEST;
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        } finally {
            if (mailbox != null) {
                mailbox.close();
            }
        }
    }

    /** Whether it could look. */
    private boolean look() throws InterruptedException {
        try {
            if (mailbox == null) {
                mailbox = exchange.getMailbox(agent, delivery);
            }
            for (Delivery answer : mailbox.receiveUrgent(ANSWERS).deliveries()) {
                // One that cannot be passed on goes back when the watch ends.
                replies.forward(answer);
                answer.acknowledgement().acknowledge();
            }
            return true;
        } catch (RuntimeException failed) {
            log.debug("Could not look for answers to {}", agent, failed);
            return false;
        }
    }
}
