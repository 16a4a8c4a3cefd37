/**
 * The answering side: beans and methods that have a mailbox, the actions they offer, and how a request finds its way to
 * them. Applications write {@link academy.exchange.agent.AgentMailbox} and {@link academy.exchange.agent.Action}; the
 * door for whoever wires the library is {@link academy.exchange.agent.AgentMailboxBeanPostProcessor}, and that for
 * agents that are no beans {@link academy.exchange.agent.AgentRegistrar}.
 */
@NullMarked
package academy.exchange.agent;

import org.jspecify.annotations.NullMarked;
