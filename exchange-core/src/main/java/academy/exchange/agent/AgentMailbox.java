package academy.exchange.agent;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.aot.hint.annotation.Reflective;
import org.springframework.core.annotation.AliasFor;

import academy.exchange.AgentRegistration;

/**
 * Gives a bean, or one method of a bean, an agent's mailbox. The bean must be a singleton; it may be proxied, and this
 * annotation may stand on another annotation.
 *
 * <p><b>On a class</b> the bean is the agent, and its {@link Action} methods answer requests. It can be discovered by
 * its class, its superclasses and interfaces, its {@link #types()} and its name. Beside its requests it may have
 * {@link OnStart}, {@link OnStop}, {@link Loop} and {@link Timer} methods: the start hook runs first, then loops,
 * timers and requests side by side, and when the last of those has ended the stop hook.
 *
 * <p><b>On a method</b> the method is an agent of its own that listens to its mailbox. Its parameters say what it wants:
 * the {@link academy.exchange.Message}, its {@link academy.exchange.Header}, the {@link academy.exchange.EntityId} of
 * the sender, a kind of {@link academy.exchange.Body} (the method then only gets messages of that kind), and anything
 * else is an argument of an action request, converted. An {@link academy.exchange.Acknowledgement} fits every message. For an action request of whatever name, what the method returns
 * or throws is the answer, but for {@value AgentDescription#ACTION}. Pings, cancel and shutdown requests are answered without the method, which sees them only
 * if it has a parameter of exactly that kind. Of responses it sees those to requests that were sent by hand: what is asked
 * through a handle is answered there. Such an agent can be discovered by its {@link #types()} and its name,
 * not by the class of its bean.
 *
 * <p><b>Mailbox.</b> Without an {@link #id()}, every start makes a fresh mailbox and every stop terminates it. With
 * one, the mailbox outlives restarts and keeps what arrives meanwhile, and several instances may share it, each message
 * going to one of them. Within an application, agents that share an id must have the same types and the same
 * {@link #delivery()}; others are a mistake and are refused at the start. If the store loses its data, a running agent
 * registers again by itself, with the same id, types and name; what lay in its mailbox is gone.
 *
 * <p><b>Delivery.</b> At most once, unless configured: a message is gone from the mailbox when it is taken. At least once:
 * it stays there until it was handled. If the process dies, it is delivered again, to any instance that shares the id, or
 * to this one when it is back. An action that threw has been answered with that and is done; so is one that threw an
 * {@link Error}. But an action whose answer cannot be sent, and a listening method that throws at what nobody waits for,
 * get their message again after a pause, and after {@link #maxAttempts()} failures it becomes a dead letter.
 *
 * <p>A method that takes an {@link academy.exchange.Acknowledgement} settles its messages by itself: when it returns, the
 * container does not, and it may do so later on any thread. A request is answered when the method returns, as always, and
 * one whose method threw is done then; what was answered is not handled again, so that a method that wants a request again
 * says {@code retry} before it returns. Until a message is settled it counts against {@link #concurrency()} and
 * {@link #prefetch()}: with one at a time and none ahead, a method that never settles gets no further message. What is
 * not settled when the agent stops, or was interrupted by that, goes back to the mailbox, without counting as an attempt.
 *
 * <p><b>Threads.</b> Messages are handled in threads of the agent's container, as many at a time as
 * {@link #concurrency()} says. With one at a time, fields of the bean that loops and timers leave alone need no locks.
 * Pings, cancel and shutdown requests do not wait for a free one of these threads, except for a method that hears any of
 * them: they are answered within the poll timeout by a thread kept for that.
 *
 * <p>Every text attribute may hold {@code ${}} placeholders and {@code #{}} expressions.
 */
@Documented
@Reflective
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface AgentMailbox {

    /** The same as {@link #name()}. */
    @AliasFor("name")
    String value() default "";

    /** A label for people, under which the agent can be discovered as well; none by default. */
    @AliasFor("value")
    String name() default "";

    /** A fixed uuid, which keeps the mailbox across restarts; by default each start makes a fresh one. */
    String id() default "";

    /**
     * Type names under which it can be discovered beside those of its class, with and without subclasses, for example the
     * path of the Python class it stands in for. One text may hold several, separated by commas; Python peers that look
     * without subclasses find it by the first of them only.
     *
     * @see AgentRegistration#exactTypeNames()
     */
    String[] types() default {};

    /**
     * The id of its container, under which the {@link academy.exchange.mailbox.MailboxContainerRegistry} knows it, and
     * which names its threads; by default the name of the bean, for a method followed by a dot and the method's name.
     * No two may be the same.
     */
    String container() default "";

    /** How many messages are handled at a time, at least 1; by default as configured for all containers. */
    String concurrency() default "";

    /**
     * How many messages may be taken ahead of a free handler, at least 0; by default as configured for all containers.
     * They are lost if the process dies, unless they are delivered at least once.
     */
    String prefetch() default "";

    /** Whether it starts with the application, {@code true} or {@code false}; by default as configured for all. */
    String autoStartup() default "";

    /**
     * What becomes of its messages when the process dies: {@code at-most-once} or {@code at-least-once}; by default as
     * configured for all agents.
     *
     * @see academy.exchange.DeliveryMode
     */
    String delivery() default "";

    /**
     * With delivery at least once, after how many failed attempts to handle it a message becomes a dead letter, at least 1;
     * by default as configured for all agents.
     */
    String maxAttempts() default "";
}
