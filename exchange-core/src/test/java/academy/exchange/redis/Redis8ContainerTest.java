package academy.exchange.redis;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.condition.EnabledIf;

@EnabledIf(value = ContainerRedisTest.DOCKER, disabledReason = ContainerRedisTest.NO_DOCKER)
class Redis8ContainerTest extends ContainerRedisTest {

    private static final Server SERVER = new Server("redis:8");

    @Override
    TestRedis redis() {
        return SERVER.redis();
    }

    @AfterAll
    static void stop() {
        SERVER.stop();
    }
}
