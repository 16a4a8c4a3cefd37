package academy.exchange.autoconfigure;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Properties of the connection without an application. */
final class Properties {

    private Properties() {}

    /** @param properties each as {@code host=localhost} */
    static ExchangeRedisProperties redis(String... properties) {
        MapConfigurationPropertySource source = new MapConfigurationPropertySource();
        for (String property : properties) {
            int equals = property.indexOf('=');
            source.put("academy.exchange.redis." + property.substring(0, equals), property.substring(equals + 1));
        }
        return new Binder(source)
                .bindOrCreate("academy.exchange", ExchangeProperties.class)
                .redis();
    }
}
