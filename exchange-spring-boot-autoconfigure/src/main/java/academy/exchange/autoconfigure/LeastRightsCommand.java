package academy.exchange.autoconfigure;

import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.Environment;

/**
 * Makes of an application, started with {@value #PROPERTY}, a command that prints the rule for its login and ends. It comes
 * when all properties are known and before any bean is made, so that neither Redis nor anything else must be there.
 */
final class LeastRightsCommand implements ApplicationListener<ApplicationEnvironmentPreparedEvent> {

    static final String PROPERTY = "academy.exchange.redis.print-acl";

    private static final List<String> USERNAMES =
            List.of("academy.exchange.redis.username", "spring.data.redis.username");

    private static final List<String> CLUSTERS =
            List.of("academy.exchange.redis.cluster.nodes", "spring.data.redis.cluster.nodes");

    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
        Environment environment = event.getEnvironment();
        if (isWanted(environment.getProperty(PROPERTY))) {
            System.out.println(rule(environment));
            // By an exception the application would end as one that has failed.
            System.exit(0);
        }
    }

    /** An option without a value is one that is wanted. */
    static boolean isWanted(@Nullable String value) {
        return value != null && (value.isEmpty() || Boolean.parseBoolean(value));
    }

    /** No other property is asked for: one that takes its value from a place that is missing here must not matter. */
    static String rule(Environment environment) {
        String user = USERNAMES.stream()
                .map(environment::getProperty)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse("academy");
        return LeastRights.rule(
                user, environment.getProperty("academy.exchange.redis.key-prefix", ""), leadsToCluster(environment));
    }

    private static boolean leadsToCluster(Environment environment) {
        return CLUSTERS.stream()
                .anyMatch(nodes -> environment.containsProperty(nodes) || environment.containsProperty(nodes + "[0]"));
    }
}
