package academy.exchange.autoconfigure;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.preinitialize.BackgroundPreinitializer;
import org.springframework.core.io.support.SpringFactoriesLoader;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;

import academy.exchange.embedded.EmbeddedRedis;

import static org.assertj.core.api.Assertions.assertThat;

class RedisPreinitializerTest {

    /** Lettuce may change the interfaces of its proxy, and what was made before would be of no use. */
    @Test
    void firstConnectionUsesTheClassThatWasMadeForIt() {
        try (EmbeddedRedis redis = EmbeddedRedis.start();
                RedisClient client = RedisClient.create("redis://" + redis.host() + ":" + redis.port());
                StatefulRedisConnection<String, String> connection = client.connect()) {
            assertThat(connection.sync().getClass())
                    .isSameAs(RedisPreinitializer.proxy().getClass());
        }
    }

    @Test
    void springBootKnowsIt() {
        assertThat(SpringFactoriesLoader.loadFactories(
                        BackgroundPreinitializer.class, getClass().getClassLoader()))
                .hasAtLeastOneElementOfType(RedisPreinitializer.class)
                .filteredOn(RedisPreinitializer.class::isInstance)
                .allSatisfy(BackgroundPreinitializer::preinitialize);
    }
}
