package academy.exchange.agent;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import academy.exchange.AgentId;
import academy.exchange.AgentRegistration;
import academy.exchange.DeliveryOptions;
import academy.exchange.EntityId;
import academy.exchange.Exchange;
import academy.exchange.ExchangeException;
import academy.exchange.Mailbox;
import academy.exchange.mailbox.ContainerOptions;
import academy.exchange.mailbox.MailboxContainer;

/** Registers an agent at every start and brings it to life, and decides at every stop what becomes of its mailbox. */
final class AgentEndpoint implements MailboxContainer.Source {

    private static final Logger log = LoggerFactory.getLogger(AgentEndpoint.class);

    private final Exchange exchange;
    private final AgentRegistration registration;
    private final AgentLife life;
    private final ActionCancels cancels;
    private final Duration shutdownTimeout;
    private final DeliveryOptions delivery;
    private final Runnable stop;

    /** Whether the mailbox ends with this run; set anew by every start, and by whoever asks for a shutdown. */
    private volatile boolean terminates;

    /** Those of the last run. */
    private volatile @Nullable OwnHandles handles;

    /**
     * @param cancels ends actions before their time, when a run is over
     * @param options those of the container: how messages are delivered, and how long a stop waits for loops and timers
     * @param stop stops the container of the agent, without waiting for it
     */
    AgentEndpoint(
            Exchange exchange,
            AgentRegistration registration,
            AgentLife life,
            ActionCancels cancels,
            ContainerOptions options,
            Runnable stop) {
        this.exchange = exchange;
        this.registration = registration;
        this.life = life;
        this.cancels = cancels;
        this.shutdownTimeout = options.shutdownTimeout();
        this.delivery = options.readerDelivery();
        this.stop = stop;
    }

    @Override
    public Mailbox open() {
        terminates = registration.id().isEmpty();
        AgentId agent = exchange.registerAgent(registration);
        try {
            return begin(new ServedMailbox(exchange.getMailbox(agent, delivery), newRun(agent)));
        } catch (Throwable failed) {
            release(agent);
            throw failed;
        }
    }

    @Override
    public void released(Mailbox mailbox) {
        if (mailbox instanceof ServedMailbox served) {
            try {
                served.run().end();
            } finally {
                served.run().over();
            }
        }
        release(mailbox.mailboxId());
    }

    /** Registers the agent as before, unless somebody else did or has terminated it meanwhile. */
    @Override
    public boolean restore(Mailbox mailbox) {
        if (!(mailbox.mailboxId() instanceof AgentId agent)) {
            return false;
        }
        return switch (exchange.status(agent)) {
            case ACTIVE -> true;
            case TERMINATED -> false;
            case MISSING -> {
                exchange.registerAgent(registration.withId(agent));
                yield true;
            }
        };
    }

    Exchange exchange() {
        return exchange;
    }

    /** How the mailbox is read. */
    DeliveryOptions delivery() {
        return delivery;
    }

    /** Those with which the run at hand asks others. */
    OwnHandles handles() {
        return Objects.requireNonNull(handles, "Nothing was registered yet");
    }

    /** Takes note of what a shutdown wishes for the mailbox; null leaves it as it is. */
    void wish(@Nullable Boolean terminate) {
        if (terminate != null) {
            terminates = terminate;
        }
    }

    /** Stops the container of the agent, without waiting for it. */
    void stop() {
        stop.run();
    }

    private AgentRun newRun(AgentId agent) {
        BackgroundWork background = new BackgroundWork(life, shutdownTimeout, InstantSource.system());
        OwnHandles own = new OwnHandles(exchange, agent);
        handles = own;
        return new AgentRun(own, this, life, background, cancels);
    }

    private static Mailbox begin(ServedMailbox mailbox) {
        try {
            mailbox.run().begin();
            return mailbox;
        } catch (Throwable failed) {
            mailbox.run().over();
            mailbox.close();
            throw failed;
        }
    }

    private void release(EntityId agent) {
        if (!terminates) {
            return;
        }
        try {
            exchange.terminate(agent);
        } catch (ExchangeException failed) {
            log.warn("The mailbox of {} could not be terminated and stays behind", agent, failed);
        }
    }
}
