package academy.exchange.agent;

import java.util.Set;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import academy.exchange.ErrorCode;
import academy.exchange.Mailbox;
import academy.exchange.Message;
import academy.exchange.RemoteFailure;
import academy.exchange.Request;
import academy.exchange.Response;
import academy.exchange.Urgency;

/**
 * The method that runs at the start of an agent.
 *
 * @param keepsMailbox whether the mailbox outlives a failed start; otherwise its termination answers whoever waits
 */
record StartHook(LifeMethod method, boolean keepsMailbox) {

    private static final Logger log = LoggerFactory.getLogger(StartHook.class);

    /**
     * Calls it on the current thread. If it fails, those are told who wait to hear whether the agent is there.
     *
     * @param agent what messages call the agent
     * @throws IllegalStateException if it throws an exception, which is the cause
     */
    void run(String agent, AgentContext context) {
        boolean started = false;
        try {
            method.invoke(context);
            started = true;
        } catch (Exception failure) {
            if (failure instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw new IllegalStateException(
                    "Agent " + agent + " cannot start, since its @OnStart method " + method + " failed: " + failure,
                    failure);
        } finally {
            if (!started && keepsMailbox) {
                answerWhoCannotWait(agent, context);
            }
        }
    }

    private static void answerWhoCannotWait(String agent, AgentContext context) {
        boolean interrupted = Thread.interrupted();
        try (Mailbox mailbox = context.exchange().getMailbox(context.id())) {
            Replies replies = new Replies(context.exchange(), agent);
            for (Message each : mailbox.receiveUrgent(Set.of(Urgency.CONTROL)).messages()) {
                if (each.body() instanceof Request request) {
                    replies.send(each.header(), answer(agent, request, context));
                }
            }
        } catch (InterruptedException again) {
            interrupted = true;
        } catch (RuntimeException failed) {
            log.warn("Those who wait for agent {} cannot be told that it does not start", agent, failed);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Not to pings alone, since those requests come out of the mailbox together and cannot be put back. */
    private static Response answer(String agent, Request request, AgentContext context) {
        if (request instanceof Request.Ping) {
            return new Response.ProtocolError(ErrorCode.PING_CANCELLED, null);
        }
        if (request instanceof Request.Cancel) {
            return new Response.ProtocolError(ErrorCode.ACTION_INVALID_STATE, null);
        }
        return context.exchange()
                .codec()
                .encodeFailure(RemoteFailure.of("IllegalStateException", "Agent " + agent + " failed to start"));
    }
}
