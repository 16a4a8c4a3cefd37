package academy.exchange.agent;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.aot.hint.annotation.Reflective;

/**
 * Makes a method of an {@link AgentMailbox} bean an action that others may ask for. The method need not be public.
 *
 * <p><b>Parameters</b> are bound by position and by name and converted from JSON; an {@link java.util.Optional} one may
 * be left out. An {@link ActionContext}, a {@link academy.exchange.Message}, a {@link academy.exchange.Header} and an
 * {@link academy.exchange.EntityId} are not taken from the arguments: the context and the whole of the request, its
 * header and who asks.
 *
 * <p><b>Answer.</b> What the method returns is the answer, null for {@code void}; what it throws becomes an error answer.
 * For a {@link java.util.concurrent.CompletionStage} or {@link java.util.concurrent.Future} the handling thread waits
 * until it completes, so that such an action counts as running until it has ended; one that never completes holds
 * that thread until the agent stops. Arguments that do not fit are answered with an error that says what is expected,
 * without calling the method.
 */
@Documented
@Reflective
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
public @interface Action {

    /** The name others ask for; by default that of the method. No two actions of an agent may share one. */
    String value() default "";
}
