package academy.exchange.test;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

import academy.exchange.Exchange;
import academy.exchange.agent.AgentRegistrar;
import academy.exchange.autoconfigure.ExchangeAutoConfiguration;
import academy.exchange.autoconfigure.ExchangeProperties;
import academy.exchange.mailbox.MailboxContainerRegistry;

/** What a test uses to watch the exchange and to take part in it. */
@AutoConfiguration(after = ExchangeAutoConfiguration.class)
public final class ExchangeTesterAutoConfiguration {

    ExchangeTesterAutoConfiguration() {}

    @Bean
    static CapturedMessages capturedMessages() {
        return new CapturedMessages();
    }

    /** Static, and given suppliers, so that looking at other beans does not make these too early. */
    @Bean
    static ExchangeWatch exchangeWatch(
            ObjectProvider<CapturedMessages> captured, ObjectProvider<ExchangeProperties> properties) {
        return new ExchangeWatch(captured, properties);
    }

    @Bean
    FakeAgents fakeAgents(AgentRegistrar registrar) {
        return new FakeAgents(registrar);
    }

    @Bean
    ExchangeTester exchangeTester(
            Exchange exchange, MailboxContainerRegistry containers, FakeAgents fakes, CapturedMessages captured) {
        return new ExchangeTester(exchange, containers, fakes, captured);
    }
}
