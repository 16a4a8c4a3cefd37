package academy.exchange.test;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.springframework.aot.AotDetector;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotatedBeanDefinitionReader;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;

/** Puts the backend of an {@link ExchangeTest} before whatever the application says of its own. */
record BackendCustomizer(Backend backend) implements ContextCustomizer {

    private static final String PREFIX = "academy.exchange.";

    /** A blank value counts as not set. */
    private static final List<String> OTHER_REDIS = List.of(
            "url",
            "host",
            "port",
            "username",
            "password",
            "database",
            "client-name",
            "ssl.enabled",
            "ssl.bundle",
            "sentinel.master",
            "sentinel.nodes",
            "sentinel.username",
            "sentinel.password",
            "masterreplica.nodes",
            "cluster.nodes",
            "cluster.max-redirects");

    @Override
    public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration configuration) {
        Map<String, Object> properties = new LinkedHashMap<>();
        switch (backend) {
            case MEMORY -> properties.put(PREFIX + "type", "memory");
            case EMBEDDED_REDIS -> {
                properties.put(PREFIX + "type", "redis");
                OTHER_REDIS.forEach(each -> properties.put(PREFIX + "redis." + each, ""));
                properties.put(PREFIX + "redis.connection-factory", EmbeddedRedisConfiguration.FACTORY);
                // A server alone has nobody to wait for.
                properties.put(PREFIX + "redis.wait-for-replicas", 0);
                // Whatever the connection details say, Spring Boot takes of a URL whether to use TLS.
                properties.put("spring.data.redis.url", "");
                // Its own condition would stand back from a server of the application's.
                properties.put(PREFIX + "redis.embedded", false);
                declareServer(context);
            }
            case CONFIGURED -> {}
        }
        context.getEnvironment()
                .getPropertySources()
                .addFirst(new MapPropertySource("the backend of @ExchangeTest", properties));
    }

    private static void declareServer(ConfigurableApplicationContext context) {
        // A test that was processed ahead of time declares it by what was generated then.
        if (!AotDetector.useGeneratedArtifacts()) {
            new AnnotatedBeanDefinitionReader((BeanDefinitionRegistry) context.getBeanFactory())
                    .register(EmbeddedRedisConfiguration.class);
        }
    }
}
