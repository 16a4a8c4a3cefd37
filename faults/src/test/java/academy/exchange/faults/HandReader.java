package academy.exchange.faults;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import academy.exchange.AgentId;
import academy.exchange.Delivery;
import academy.exchange.DeliveryOptions;
import academy.exchange.Exchange;
import academy.exchange.ExchangeException;
import academy.exchange.Mailbox;
import academy.exchange.MailboxClosedException;
import academy.exchange.MailboxTerminatedException;
import academy.exchange.Message;
import academy.exchange.Request;

/** A consumer that takes, answers and acknowledges by hand, so that there is a stage between any two of these. */
final class HandReader implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PAUSE = Duration.ofMillis(100);

    /** What comes first when a message was handled. */
    enum Order {
        ANSWER_FIRST,
        ACKNOWLEDGE_FIRST
    }

    private final String name;
    private final Exchange exchange;
    private final Mailbox mailbox;
    private final int batch;
    private final Order order;
    private final Steps steps;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;

    private HandReader(String name, Exchange exchange, Mailbox mailbox, int batch, Order order, Steps steps) {
        this.name = name;
        this.exchange = exchange;
        this.mailbox = mailbox;
        this.batch = batch;
        this.order = order;
        this.steps = steps;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    /**
     * @param name what it answers with
     * @param batch how many messages it takes at once
     */
    static HandReader start(
            String name,
            Exchange exchange,
            AgentId agent,
            DeliveryOptions delivery,
            int batch,
            Order order,
            Steps steps) {
        Mailbox mailbox = exchange.getMailbox(agent, delivery);
        HandReader reader = new HandReader(name, exchange, mailbox, batch, order, steps);
        reader.thread.start();
        return reader;
    }

    /** Takes nothing more and waits until what it has in its hands is handled. */
    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        mailbox.close();
    }

    private void run() {
        boolean open = true;
        while (open && closing.getCount() > 0) {
            try {
                serve(mailbox.take(batch, POLL));
            } catch (MailboxTerminatedException | MailboxClosedException | InterruptedException ended) {
                open = false;
            } catch (ExchangeException passing) {
                open = !closedWithin(PAUSE);
            }
        }
    }

    private void serve(List<Delivery> deliveries) {
        deliveries.forEach(each -> at(Stage.TAKEN, each.message()));
        deliveries.forEach(this::handle);
    }

    private void handle(Delivery delivery) {
        Message message = delivery.message();
        at(Stage.BEGUN, message);
        at(Stage.HANDLED, message);
        try {
            settle(delivery);
        } catch (ExchangeException unanswered) {
            // Or it would stay here for as long as this lives.
            delivery.acknowledgement().retry(PAUSE, "its answer could not be sent");
            throw unanswered;
        }
    }

    private void settle(Delivery delivery) {
        if (order == Order.ANSWER_FIRST) {
            answer(delivery.message());
            acknowledge(delivery);
        } else {
            acknowledge(delivery);
            answer(delivery.message());
        }
    }

    private void answer(Message message) {
        exchange.send(message.reply(exchange.codec().encodeResult(name)));
        at(Stage.ANSWERED, message);
    }

    private void acknowledge(Delivery delivery) {
        delivery.acknowledgement().acknowledge();
        at(Stage.ACKNOWLEDGED, delivery.message());
    }

    private void at(Stage stage, Message message) {
        steps.at(stage, Note.number(exchange, (Request.Action) message.body()));
    }

    private boolean closedWithin(Duration pause) {
        try {
            return closing.await(pause.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }
}
