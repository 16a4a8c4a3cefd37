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
 * <p><b>Parameters</b> are bound by position and by name and converted from JSON. A missing argument is refused, unless
 * the parameter is an {@link java.util.Optional} or has a default ({@link Param#defaultValue()}); that it may be null
 * does not make it optional. An argument given as null is null, but refused for a primitive. An {@link ActionContext},
 * a {@link academy.exchange.Message}, a {@link academy.exchange.Header} and an {@link academy.exchange.EntityId} are not
 * taken from the arguments: they are the context of the request, the whole of it, its header and who asks; nor is an
 * {@link academy.exchange.Acknowledgement}, with which it settles the request, see {@link AgentMailbox}. A method that
 * takes {@link academy.exchange.Arguments} gets all arguments as they are, and can take none by itself.
 * What an {@link ActionArgumentResolver} supplies is no argument either. An {@link academy.exchange.AgentHandle} is one:
 * it is given as the id of an agent, and asks in the name of the agent that takes it. It may be optional, but not inside
 * another type. Where there is an {@link ArgumentValidator}, as with Jakarta Validation, arguments must be valid.
 *
 * <p><b>Answer.</b> What the method returns is the answer, null for {@code void}; what it throws becomes an error answer.
 * For a {@link java.util.concurrent.CompletionStage}, a {@link java.util.concurrent.Future} or a Reactor {@code Mono} the
 * handling thread waits until it completes, so that such an action counts as running until it has ended; one that never
 * completes holds that thread until it is cancelled or the agent stops. A {@code Mono} is subscribed to once; an empty one is answered with
 * null, and the subscription is disposed of when the wait is interrupted. Of a {@code Flux} or another publisher of many
 * values there is no one answer; it fails the start of the application. Arguments that do not fit are answered with an
 * error that says what is expected, without calling the method. An {@link ActionErrorHandler} may choose another answer
 * to an exception.
 *
 * <p><b>Description.</b> Every agent answers the action {@value AgentDescription#ACTION} with its {@link AgentDescription},
 * unless it has an action of that name, before any fallback and any listening method.
 *
 * <p><b>Cancel.</b> An action that is cancelled is answered at once, whatever it makes of it: its thread is interrupted, what
 * it returns is discarded, and one that had to wait its turn is not called at all. See {@link ActionContext#isCancelled()}.
 */
@Documented
@Reflective
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
public @interface Action {

    /** The name others ask for; by default that of the method. No two actions of an agent may share one. */
    String value() default "";

    /** What it does, for people and for language models that choose among actions; none by default. */
    String description() default "";

    /**
     * Whether the method is called for every name that no action of the agent has, which otherwise is answered with an
     * error. At most one method of an agent may be, and it has no name of its own.
     *
     * <p>Among its parameters, a {@link String} is the name that was asked for. It takes no argument by itself, but it
     * may take {@link academy.exchange.Arguments}, or a {@link academy.exchange.Request.Action} to be passed on unread,
     * and all else that is not an argument. Arguments that it does not take are not refused.
     */
    boolean fallback() default false;
}
