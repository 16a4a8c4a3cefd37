package academy.exchange.embedded.autoconfigure;

import java.util.Optional;
import java.util.stream.Stream;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;

/**
 * Matches unless the application names a Redis of its own, for a named server wins over an embedded one, or has no use for
 * any. A blank property names nothing.
 */
final class NoOtherRedisCondition extends SpringBootCondition {

    @Override
    public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
        ConditionMessage.Builder message = ConditionMessage.forCondition("Embedded Redis");
        Environment environment = context.getEnvironment();
        if (!needsRedis(environment)) {
            return ConditionOutcome.noMatch(message.because("the exchange is switched off or in memory"));
        }
        return otherRedis(environment)
                .map(property -> ConditionOutcome.noMatch(message.because(property + " names another Redis")))
                .orElseGet(() -> ConditionOutcome.match(message.because("no property names another Redis")));
    }

    private static boolean needsRedis(Environment environment) {
        return environment.getProperty("academy.exchange.enabled", Boolean.class, true)
                && !environment.getProperty("academy.exchange.type", "redis").equalsIgnoreCase("memory");
    }

    private static Optional<String> otherRedis(Environment environment) {
        Binder binder = Binder.get(environment);
        Stream<String> values = Stream.of("url", "host", "port", "username", "password", "database")
                .map(NoOtherRedisCondition::property)
                .filter(property -> StringUtils.hasText(environment.getProperty(property)));
        Stream<String> groups = Stream.of("sentinel", "masterreplica", "cluster")
                .map(NoOtherRedisCondition::property)
                .filter(property -> binder.bind(property, Bindable.mapOf(String.class, Object.class))
                        .isBound());
        return Stream.concat(values, groups).findFirst();
    }

    private static String property(String name) {
        return EmbeddedRedisAutoConfiguration.PREFIX + "." + name;
    }
}
