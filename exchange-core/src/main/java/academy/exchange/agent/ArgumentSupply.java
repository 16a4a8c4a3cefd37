package academy.exchange.agent;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.util.ClassUtils;

import academy.exchange.Message;

/**
 * Where the value of a parameter comes from that is no argument.
 *
 * @param resolver supports the parameter
 */
record ArgumentSupply(ActionArgumentResolver resolver, MethodParameter parameter) {

    /**
     * The value for this message.
     *
     * @throws IllegalStateException if the resolver gives what the parameter cannot be
     * @throws Exception what the resolver threw
     */
    @Nullable
    Object value(Message message) throws Exception {
        Object value = resolver.resolve(parameter, message);
        if (!ClassUtils.isAssignableValue(parameter.getParameterType(), value)) {
            throw new IllegalStateException(
                    "The resolver " + resolver.getClass().getName() + " gave "
                            + (value == null ? "null" : "a " + value.getClass().getName()) + " for parameter '"
                            + parameter.getParameterName() + "' of " + parameter.getExecutable());
        }
        return value;
    }
}
