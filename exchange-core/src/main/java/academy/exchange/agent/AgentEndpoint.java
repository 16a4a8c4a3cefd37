package academy.exchange.agent;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import academy.exchange.AgentId;
import academy.exchange.AgentRegistration;
import academy.exchange.EntityId;
import academy.exchange.Exchange;
import academy.exchange.ExchangeException;
import academy.exchange.Mailbox;
import academy.exchange.mailbox.MailboxContainer;

/** Registers an agent at every start, and decides at every stop what becomes of its mailbox. */
final class AgentEndpoint implements MailboxContainer.Source {

    private static final Logger log = LoggerFactory.getLogger(AgentEndpoint.class);

    private final Exchange exchange;
    private final AgentRegistration registration;

    /** Whether the mailbox ends with this run; set anew by every start, and by whoever asks for a shutdown. */
    private volatile boolean terminates;

    AgentEndpoint(Exchange exchange, AgentRegistration registration) {
        this.exchange = exchange;
        this.registration = registration;
    }

    @Override
    public Mailbox open() {
        terminates = registration.id().isEmpty();
        AgentId agent = exchange.registerAgent(registration);
        try {
            return exchange.getMailbox(agent);
        } catch (ExchangeException failed) {
            release(agent);
            throw failed;
        }
    }

    @Override
    public void released(Mailbox mailbox) {
        release(mailbox.mailboxId());
    }

    /** Takes note of what a shutdown request wishes for the mailbox; null leaves it as it is. */
    void wish(@Nullable Boolean terminate) {
        if (terminate != null) {
            terminates = terminate;
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
