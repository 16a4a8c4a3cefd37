package academy.exchange.test;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.DestructionAwareBeanPostProcessor;

import academy.exchange.Exchange;
import academy.exchange.HandleFactory;
import academy.exchange.autoconfigure.ExchangeProperties;
import academy.exchange.handle.ExchangeHandles;

/** Has the application use its exchange through a {@link WatchedExchange}. */
final class ExchangeWatch implements DestructionAwareBeanPostProcessor {

    private final ObjectProvider<CapturedMessages> captured;
    private final ObjectProvider<ExchangeProperties> properties;
    private final Map<String, WatchedExchange> watched = new ConcurrentHashMap<>();

    ExchangeWatch(ObjectProvider<CapturedMessages> captured, ObjectProvider<ExchangeProperties> properties) {
        this.captured = captured;
        this.properties = properties;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        if (!(bean instanceof Exchange exchange)) {
            return bean;
        }
        WatchedExchange watch = new WatchedExchange(exchange, captured.getObject(), this::handles);
        watched.put(beanName, watch);
        return watch.proxy();
    }

    /** What is destroyed is the exchange itself, which does not know these handles. */
    @Override
    public void postProcessBeforeDestruction(Object bean, String beanName) {
        WatchedExchange watch = watched.remove(beanName);
        if (watch != null) {
            watch.closeHandles();
        }
    }

    @Override
    public boolean requiresDestruction(Object bean) {
        return bean instanceof Exchange;
    }

    /** Like those that the exchange has, but what they send and receive is seen. */
    private HandleFactory handles(Exchange proxy) {
        ExchangeProperties known = properties.getIfAvailable();
        if (known == null) {
            return HandleFactory.of(proxy);
        }
        ExchangeProperties.Handle handle = known.handle();
        return new ExchangeHandles(proxy, handle.timeout(), handle.allowedExceptions(), handle.maxPending());
    }
}
