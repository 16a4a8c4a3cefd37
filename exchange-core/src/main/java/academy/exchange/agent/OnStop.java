package academy.exchange.agent;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.aot.hint.annotation.Reflective;

/**
 * Makes a method of a bean with {@link AgentMailbox} on its class run at every stop of an agent that had started: when
 * its last request has been answered and its loops and timers have ended, or were given up because the shutdown timeout
 * was over, and before a mailbox without a fixed id is terminated. So it does when the agent stops because others
 * terminated its mailbox.
 *
 * <p>The method is void, may take an {@link AgentContext}, and need not be public. There is at most one; one of a
 * superclass counts, and may be overridden.
 *
 * <p><b>Threads.</b> It runs on a thread of its own. The stop waits for it up to the shutdown timeout, on top of what
 * the last requests took, and at least for a moment; then its thread is interrupted and left to itself, which is
 * logged. It must not itself wait for the stop.
 *
 * <p><b>Failure.</b> What it throws is logged, and the stop goes on.
 */
@Documented
@Reflective
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
public @interface OnStop {}
