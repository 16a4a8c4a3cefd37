package academy.exchange.agent;

import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;

import academy.exchange.Exchange;

/**
 * What methods that messages call need beside their bean.
 *
 * @param exchange where handles come from
 * @param resolvers supply parameters, the first that can
 * @param validators look at arguments, all of them
 * @param errorHandlers turn exceptions into answers, the first that does
 */
record ActionSupport(
        Supplier<Exchange> exchange,
        List<ActionArgumentResolver> resolvers,
        List<ArgumentValidator> validators,
        List<ActionErrorHandler> errorHandlers) {

    private static final ActionSupport NONE = new ActionSupport(
            () -> {
                throw new IllegalStateException("Handles need an exchange, but here is none");
            },
            List.of(),
            List.of(),
            List.of());

    /** No exchange, and nobody who helps. */
    static ActionSupport none() {
        return NONE;
    }

    /** Those that are beans, in their order; nobody if there is no bean factory. */
    static ActionSupport of(@Nullable BeanFactory beans, Supplier<Exchange> exchange) {
        if (beans == null) {
            return new ActionSupport(exchange, List.of(), List.of(), List.of());
        }
        return new ActionSupport(
                exchange,
                all(beans, ActionArgumentResolver.class),
                all(beans, ArgumentValidator.class),
                all(beans, ActionErrorHandler.class));
    }

    private static <T> List<T> all(BeanFactory beans, Class<T> type) {
        return beans.getBeanProvider(type).orderedStream().toList();
    }
}
