package academy.exchange.redis;

import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;

/**
 * The contract on a server in a container: the images that people run, newer than the embedded server. Subclasses are
 * enabled {@linkplain #DOCKER where there is a Docker engine}; each starts one container for all of its tests.
 */
abstract class ContainerRedisTest extends RedisExchangeTest {

    static final String DOCKER = "academy.exchange.redis.ContainerRedisTest#isDockerThere";
    static final String NO_DOCKER = "no Docker engine here; the contract ran against the embedded server";

    static boolean isDockerThere() {
        return DockerClientFactory.instance().isDockerAvailable();
    }

    /** A server from an image, started when the first test asks for it. */
    static final class Server {

        private static final int PORT = 6379;

        private final GenericContainer<?> container;
        private @Nullable TestRedis redis;

        Server(String image) {
            container = new GenericContainer<>(image).withExposedPorts(PORT);
        }

        TestRedis redis() {
            TestRedis started = redis;
            if (started == null) {
                container.start();
                started = TestRedis.at(container.getHost(), container.getMappedPort(PORT));
                redis = started;
            }
            return started;
        }

        void stop() {
            if (redis != null) {
                redis.close();
            }
            container.stop();
        }
    }
}
