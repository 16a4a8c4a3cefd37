package academy.exchange.autoconfigure;

import java.util.List;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/** The way to the application's Redis. */
record ApplicationConnection(ListableBeanFactory beans) {

    /**
     * The connection factory of that name or qualifier, or else the only or the primary one.
     *
     * @throws ConnectionSettingsException if there is none, or several of which nothing picks one
     */
    RedisConnectionFactory factory(ExchangeRedisProperties redis) {
        if (redis.connectionFactory() != null) {
            return named(redis.connectionFactory());
        }
        RedisConnectionFactory factory =
                beans.getBeanProvider(RedisConnectionFactory.class).getIfUnique();
        if (factory == null) {
            throw ConnectionSettingsException.withoutSingleFactory(names());
        }
        return factory;
    }

    private RedisConnectionFactory named(String name) {
        try {
            return BeanFactoryAnnotationUtils.qualifiedBeanOfType(beans, RedisConnectionFactory.class, name);
        } catch (NoSuchBeanDefinitionException missing) {
            throw ConnectionSettingsException.withoutNamedFactory(name, names());
        }
    }

    private List<String> names() {
        return List.of(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beans, RedisConnectionFactory.class));
    }
}
