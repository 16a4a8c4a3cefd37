package academy.exchange.agent;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.aot.hint.annotation.Reflective;

/**
 * Makes a method of a bean with {@link AgentMailbox} on its class run at every start of the agent: once it is
 * registered and has its mailbox, and before its loops, its timers and its first request. Requests and pings that arrive before
 * the method has returned wait for it.
 *
 * <p>The method is void, may take an {@link AgentContext}, and need not be public. There is at most one; one of a
 * superclass counts, and may be overridden.
 *
 * <p><b>Threads.</b> It runs on the thread that starts the agent, as a rule that which starts the application, which
 * waits for it without limit. It must not wait for an answer of its own agent.
 *
 * <p><b>Failure.</b> What it throws fails the start: of the agent, and of the application if that starts it.
 * {@link OnStop} does not run after that. A mailbox that was made for this start is terminated, so that whoever asked
 * already gets {@link academy.exchange.ErrorCode#MAILBOX_TERMINATED}. One with a fixed id stays, and keeps for the next
 * start what it holds, except what asks about this one: waiting pings are answered with
 * {@link academy.exchange.ErrorCode#PING_CANCELLED}, and with them cancel and shutdown requests are refused. Should
 * replicas serve the mailbox, those requests may be answered so though they could have gone to a replica.
 */
@Documented
@Reflective
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
public @interface OnStart {}
