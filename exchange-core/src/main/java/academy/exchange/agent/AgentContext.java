package academy.exchange.agent;

import academy.exchange.AgentHandle;
import academy.exchange.AgentId;
import academy.exchange.Exchange;

/**
 * One run of an {@link AgentMailbox} bean, from its start to its stop, as its own methods see it: a parameter of
 * {@link OnStart}, {@link OnStop}, {@link Loop} and {@link Timer} methods. It may be kept in a field; once the run is
 * over it still tells what it told, but asks nobody and shuts nothing down, least of all a later run.
 *
 * <p><b>Threads.</b> Every method may be called by any thread at any time, and none blocks.
 */
public interface AgentContext {

    /** Under what this run is registered. Without a fixed id, every run has another. */
    AgentId id();

    /** Where the agent is registered, to send and to ask others. It is the application's and must not be closed. */
    Exchange exchange();

    /**
     * A fresh handle to an agent that asks in the name of this one: whoever answers sees this agent as the source, and
     * may ask it back. It is closed when the run is over, which fails what is still open; one that is asked for later is
     * closed from the beginning. What is asked while an action runs, on its thread, belongs to the request at hand, as
     * with {@link ActionContext#handle}; loops, timers and hooks ask on nobody's behalf.
     *
     * <p>Python peers send their answers to this agent's mailbox, from where they are passed on, also while
     * {@link OnStart} and {@link OnStop} run. They cannot answer once that mailbox is terminated.
     */
    AgentHandle handle(AgentId agent);

    /**
     * Stops this agent, as a shutdown request does, and returns at once: whoever calls this is waited for, and an
     * action that runs still answers. The rest of the application goes on. A mailbox without a fixed id is terminated, unless
     * somebody asked for something else before.
     *
     * <p>Called before the start is complete, as by an {@link OnStart} method, it takes effect then, before the first
     * request is taken. Does nothing if the run is over.
     */
    void shutdown();

    /**
     * Stops this agent as {@link #shutdown()} does, and decides what becomes of its mailbox; the last to decide before
     * the stop is complete is obeyed.
     *
     * @param terminate true to terminate the mailbox, which answers what still waits in it with an error; false to
     *     leave it and what it holds
     */
    void shutdown(boolean terminate);
}
