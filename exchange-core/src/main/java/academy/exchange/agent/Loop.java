package academy.exchange.agent;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.aot.hint.annotation.Reflective;

/**
 * Makes a method of a bean with {@link AgentMailbox} on its class run in a thread of its own, from the start of the
 * agent, after {@link OnStart}, until the method returns or the agent stops. It is called once for each start; when it
 * returns, it has merely ended.
 *
 * <p>The method is void, may take a {@link StopSignal} and an {@link AgentContext}, and need not be public. It should
 * return soon after the signal:
 *
 * <pre>{@code
 * @Loop
 * void measure(StopSignal stop) throws InterruptedException {
 *     while (!stop.await(Duration.ofSeconds(1))) {
 *         readInstrument();
 *     }
 * }
 * }</pre>
 *
 * <p><b>Stop.</b> The signal is given when the agent begins to stop, also because its mailbox was terminated. A loop
 * that has not returned when a quarter of the shutdown timeout is over and the running requests have ended is
 * interrupted; one that has not even when the whole of it is over is left to itself, which is logged.
 *
 * <p><b>Threads.</b> The thread bears the name of the agent's container, a dash and the name of the method. A loop runs
 * side by side with requests, timers and other loops; what it shares with them needs locks whatever the concurrency.
 *
 * <p><b>Failure.</b> What it throws is logged as an error, and {@link #onFailure()} says what follows; the loop is not
 * run again either way. An {@link InterruptedException} after the signal is no failure.
 */
@Documented
@Reflective
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
public @interface Loop {

    /** What becomes of the agent when the loop fails; by default it stops. */
    FailurePolicy onFailure() default FailurePolicy.STOP_AGENT;
}
