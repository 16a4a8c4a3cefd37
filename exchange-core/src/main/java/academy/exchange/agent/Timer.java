package academy.exchange.agent;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.aot.hint.annotation.Reflective;

/**
 * Makes a method of a bean with {@link AgentMailbox} on its class run again and again while the agent runs, after
 * {@link OnStart}: with a {@link #fixedDelay()} or at the times of a {@link #cron()} expression, of which there must be
 * exactly one.
 *
 * <p>The method is void, may take an {@link AgentContext}, and need not be public.
 *
 * <p><b>Stop.</b> When the agent begins to stop, no timer begins any more. A method that runs may finish; if it has not
 * returned when a quarter of the shutdown timeout is over and the running requests have ended, it is interrupted, and
 * if it has not even when the whole of it is over, it is left to itself, which is logged.
 *
 * <p><b>Threads.</b> All timers of an agent share one thread, so that none overlaps itself or another; one that takes
 * long delays the others. They run side by side with requests and loops; what they share with those needs locks
 * whatever the concurrency.
 *
 * <p><b>Failure.</b> What the method throws is logged as an error, and {@link #onFailure()} says what follows. An
 * {@link InterruptedException} after the stop has begun is no failure.
 *
 * <p>Both text attributes may hold {@code ${}} placeholders and {@code #{}} expressions.
 */
@Documented
@Reflective
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
public @interface Timer {

    /**
     * The time from the start of the agent to the first run, and from the end of each run to the next: more than zero,
     * as {@code 5s}, {@code 500ms} or {@code PT5S}. A number alone means milliseconds.
     */
    String fixedDelay() default "";

    /**
     * The times of the runs, in the time zone of the machine: six fields for second, minute, hour, day of month, month
     * and day of week, or a macro such as {@code @hourly}. Times that pass while the method runs are left out. An
     * expression without a time to come is no error; the timer then does not run.
     *
     * @see org.springframework.scheduling.support.CronExpression#parse(String)
     */
    String cron() default "";

    /** What becomes of the agent when a run fails; by default it stops, and the timer does not run again. */
    FailurePolicy onFailure() default FailurePolicy.STOP_AGENT;
}
