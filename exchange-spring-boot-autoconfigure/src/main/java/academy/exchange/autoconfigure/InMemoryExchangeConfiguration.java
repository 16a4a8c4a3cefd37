package academy.exchange.autoconfigure;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import academy.exchange.Exchange;
import academy.exchange.ExchangeObserver;
import academy.exchange.MessageCodec;
import academy.exchange.memory.InMemoryExchange;

/** The exchange within this process. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnMissingBean(Exchange.class)
@ConditionalOnProperty(name = "academy.exchange.type", havingValue = "memory")
class InMemoryExchangeConfiguration {

    @Bean
    Exchange academyExchange(
            ExchangeProperties properties,
            MessageCodec codec,
            ObjectProvider<ExchangeObserver> observers,
            ObjectProvider<InMemoryExchangeCustomizer> customizers) {
        ExchangeProperties.Handle handle = properties.handle();
        InMemoryExchange.Builder exchange = InMemoryExchange.builder(codec)
                .retryWindow(properties.retryWindow())
                .deadLetterLimit(properties.deadLetterLimit())
                .queueLimit(properties.queueLimit())
                .handles(handle::of)
                .observer(ObserverGroup.of(observers.orderedStream().toList()));
        customizers.orderedStream().forEach(customizer -> customizer.customize(exchange));
        return exchange.build();
    }
}
