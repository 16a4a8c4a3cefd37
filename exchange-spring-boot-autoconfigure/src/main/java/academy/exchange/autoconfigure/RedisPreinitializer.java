package academy.exchange.autoconfigure;

import java.lang.reflect.Proxy;

import org.springframework.boot.autoconfigure.preinitialize.BackgroundPreinitializer;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisAsyncCommandsImpl;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;

/**
 * Begins, while the application reads its configuration, with what is slow in the first connection to Redis: Lettuce makes a
 * proxy of more than a thousand methods for it. Spring Boot does this in the background where there is more than one
 * processor, and goes on without it where it fails.
 */
final class RedisPreinitializer implements BackgroundPreinitializer {

    @Override
    public void preinitialize() {
        proxy();
        var unused = RedisAsyncCommandsImpl.class.getMethods();
    }

    /** The class of a proxy is made once for all with the same interfaces in this order, as the first connection has them. */
    static Object proxy() {
        return Proxy.newProxyInstance(
                AbstractRedisClient.class.getClassLoader(),
                new Class<?>[] {RedisCommands.class, RedisClusterCommands.class},
                (proxy, method, arguments) -> null);
    }
}
