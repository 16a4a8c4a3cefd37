package academy.exchange.agent;

/**
 * The type under which listening methods are registered. A method is an agent of its own, but the exchange knows agents
 * by class: the class of its bean would be a lie, since it does not offer what that class offers, and asking it by that
 * class would find the wrong agent.
 */
interface MailboxListener {}
