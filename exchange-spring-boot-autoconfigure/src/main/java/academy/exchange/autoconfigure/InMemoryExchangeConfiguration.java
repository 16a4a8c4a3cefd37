package academy.exchange.autoconfigure;

import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import academy.exchange.Exchange;
import academy.exchange.MessageCodec;
import academy.exchange.memory.InMemoryExchange;

/** The exchange within this process. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnMissingBean(Exchange.class)
@ConditionalOnProperty(name = "academy.exchange.type", havingValue = "memory")
class InMemoryExchangeConfiguration {

    @Bean
    Exchange academyExchange(ExchangeProperties properties, MessageCodec codec) {
        ExchangeProperties.Handle handle = properties.handle();
        return InMemoryExchange.builder(codec)
                .retryWindow(properties.retryWindow())
                .deadLetterLimit(properties.deadLetterLimit())
                .queueLimit(properties.queueLimit())
                .handles(handle::of)
                .build();
    }
}
