package academy.exchange.redis;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.condition.EnabledIf;

@EnabledIf(value = ContainerRedisTest.DOCKER, disabledReason = ContainerRedisTest.NO_DOCKER)
class Valkey8ContainerTest extends ContainerRedisTest {

    private static final Server SERVER = new Server("valkey/valkey:8");

    @Override
    TestRedis redis() {
        return SERVER.redis();
    }

    @AfterAll
    static void stop() {
        SERVER.stop();
    }
}
