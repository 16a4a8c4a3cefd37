package academy.exchange.embedded.autoconfigure;

import java.util.Optional;
import java.util.stream.Stream;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Matches unless the application names a Redis of its own: a named server wins over an embedded one. */
final class NoOtherRedisCondition extends SpringBootCondition {

    @Override
    public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
        ConditionMessage.Builder message = ConditionMessage.forCondition("Embedded Redis");
        return otherRedis(Binder.get(context.getEnvironment()))
                .map(property -> ConditionOutcome.noMatch(message.because(property + " names another Redis")))
                .orElseGet(() -> ConditionOutcome.match(message.because("no property names another Redis")));
    }

    private static Optional<String> otherRedis(Binder binder) {
        Stream<String> values = Stream.of("host", "port", "url")
                .map(NoOtherRedisCondition::property)
                .filter(property -> binder.bind(property, String.class).isBound());
        Stream<String> groups = Stream.of("sentinel", "cluster")
                .map(NoOtherRedisCondition::property)
                .filter(property -> binder.bind(property, Bindable.mapOf(String.class, Object.class))
                        .isBound());
        return Stream.concat(values, groups).findFirst();
    }

    private static String property(String name) {
        return EmbeddedRedisAutoConfiguration.PREFIX + "." + name;
    }
}
