package academy.exchange.agent;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;

import academy.exchange.Message;

/**
 * Supplies parameters of {@link Action} methods and of listening methods that are not among the arguments of a request,
 * such as the user on whose behalf it comes. Every bean of this type is asked, in order; the first that supports a
 * parameter supplies it.
 *
 * <p>It is not asked for what this library supplies itself (the {@link Message} and its parts, an {@link ActionContext},
 * {@link academy.exchange.Arguments}, the name of the action for a fallback), nor for a parameter with {@link Param},
 * which is an argument whatever its type.
 *
 * <p><b>Threads.</b> {@link #supports} is called at the start, {@link #resolve} by the threads that handle messages,
 * several at a time.
 */
public interface ActionArgumentResolver {

    /**
     * Whether it supplies this parameter. Asked once, when the agent is made.
     *
     * @param parameter of the method as written, with its annotations, also those of interfaces, and its generic type
     */
    boolean supports(MethodParameter parameter);

    /**
     * The value of a parameter it supports, for one message.
     *
     * @param message what the method is called for; an action request unless the method listens to others
     * @return what the method gets; it must be of the parameter's type
     * @throws Exception answered like what the method throws, without calling it
     */
    @Nullable
    Object resolve(MethodParameter parameter, Message message) throws Exception;
}
