package academy.exchange.autoconfigure;

import java.time.Duration;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.thread.Threading;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.core.task.VirtualThreadTaskExecutor;

import tools.jackson.databind.json.JsonMapper;

import academy.exchange.DeliveryOptions;
import academy.exchange.Exchange;
import academy.exchange.MessageCodec;
import academy.exchange.agent.AgentMailboxBeanPostProcessor;
import academy.exchange.agent.AgentOptions;
import academy.exchange.agent.AgentRegistrar;
import academy.exchange.codec.JsonMessageCodec;
import academy.exchange.mailbox.ContainerOptions;
import academy.exchange.mailbox.MailboxContainerRegistry;

/**
 * Gives an application its {@link Exchange}, and a mailbox to each bean that asks for one.
 *
 * <p>Every bean gives way to one of the application's own of the same type. All their names begin with {@code academy}, so that
 * they do not meet the names of beans that have nothing to do with them.
 */
@AutoConfiguration(
        afterName = {
            "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration",
            "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration"
        })
@ConditionalOnBooleanProperty(name = "academy.exchange.enabled", matchIfMissing = true)
@EnableConfigurationProperties(ExchangeProperties.class)
@Import({InMemoryExchangeConfiguration.class, RedisExchangeConfiguration.class, RedisWithoutLettuceConfiguration.class})
public final class ExchangeAutoConfiguration {

    private static final Logger log = LoggerFactory.getLogger(ExchangeAutoConfiguration.class);

    private static final String PHASE_TIMEOUT = "spring.lifecycle.timeout-per-shutdown-phase";

    ExchangeAutoConfiguration() {}

    /** Static, so that it comes before all other beans. */
    @Bean
    static PropertyNameCheck academyExchangePropertyNameCheck(Environment environment) {
        return new PropertyNameCheck(environment);
    }

    @Bean
    @ConditionalOnMissingBean
    MessageCodec academyMessageCodec(ExchangeProperties properties, ObjectProvider<JsonMapper> mapper) {
        JsonMessageCodec.Builder codec = JsonMessageCodec.builder()
                .maxMessageSize(properties.maxMessageSize().toBytes())
                .readPickles(properties.readPickles());
        mapper.ifUnique(values -> codec.mapper(withoutDefaultTyping(values)));
        return codec.build();
    }

    @Bean
    @ConditionalOnMissingBean(name = "academyExchangeHandlerMdc")
    HandlerMdc academyExchangeHandlerMdc() {
        return new HandlerMdc();
    }

    /** With virtual threads for handlers, and for them alone, where the application and its JVM have these. */
    @Bean
    @ConditionalOnMissingBean
    MailboxContainerRegistry academyMailboxContainerRegistry(Environment environment) {
        return Threading.VIRTUAL.isActive(environment)
                ? new MailboxContainerRegistry(new VirtualThreadTaskExecutor("exchange-handler-"))
                : new MailboxContainerRegistry();
    }

    /** Given suppliers, so that an application without an exchange starts as long as it has no agents. */
    @Bean
    @ConditionalOnMissingBean
    AgentRegistrar academyAgentRegistrar(
            ObjectProvider<Exchange> exchange,
            ObjectProvider<MailboxContainerRegistry> registry,
            ExchangeProperties properties,
            Environment environment) {
        warnOfStopThatIsCutOff(properties.agent().shutdownTimeout(), environment);
        return new AgentRegistrar(exchange::getObject, registry::getObject, () -> options(properties.agent()));
    }

    /** Static, and given a supplier, so that looking at other beans does not make these too early. */
    @Bean
    @ConditionalOnMissingBean
    static AgentMailboxBeanPostProcessor academyAgentMailboxBeanPostProcessor(
            ObjectProvider<AgentRegistrar> registrar) {
        return new AgentMailboxBeanPostProcessor(registrar::getObject);
    }

    /** Only a word of it, since an application may have given its lifecycle another limit than by the property. */
    private static void warnOfStopThatIsCutOff(Duration shutdownTimeout, Environment environment) {
        Duration phase =
                Binder.get(environment).bind(PHASE_TIMEOUT, Duration.class).orElse(Duration.ofSeconds(30));
        if (shutdownTimeout.compareTo(phase) > 0) {
            log.warn(
                    "academy.exchange.agent.shutdown-timeout is {}, but Spring waits for a phase of the stop for {} only, and cuts"
                            + " off what agents still do then. Set {} to more than that, or a shorter shutdown-timeout",
                    shutdownTimeout,
                    phase,
                    PHASE_TIMEOUT);
        }
    }

    /** With default typing it is the sender who chooses classes, and not every sender is of the application. */
    private static JsonMapper withoutDefaultTyping(JsonMapper mapper) {
        return mapper.deserializationConfig().getDefaultTyper(null) == null
                ? mapper
                : mapper.rebuild().deactivateDefaultTyping().build();
    }

    private static AgentOptions options(ExchangeProperties.Agent agent) {
        return AgentOptions.defaults()
                .withContainer(containerOptions(agent))
                .withMaxHops(agent.maxHops())
                .withCancelsOnShutdown(agent.cancelActionsOnShutdown());
    }

    private static ContainerOptions containerOptions(ExchangeProperties.Agent agent) {
        return ContainerOptions.defaults()
                .withConcurrency(agent.concurrency())
                .withPrefetch(agent.prefetch())
                .withPollTimeout(agent.pollTimeout())
                .withShutdownTimeout(agent.shutdownTimeout())
                .withAutoStartup(agent.autoStartup())
                .withHeartbeatInterval(agent.heartbeatInterval())
                .withIdleAfter(agent.idleAfter())
                .withDelivery(delivery(agent));
    }

    private static DeliveryOptions delivery(ExchangeProperties.Agent agent) {
        return DeliveryOptions.atMostOnce()
                .withMode(agent.delivery())
                .withRecoveryTime(agent.recoveryTime())
                .withMaxAttempts(agent.maxAttempts())
                .withRetryPauses(agent.minRetryPause(), agent.maxRetryPause());
    }
}
