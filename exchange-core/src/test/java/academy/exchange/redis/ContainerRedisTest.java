package academy.exchange.redis;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.launcher.listeners.TestExecutionSummary;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;

import static org.assertj.core.api.Assertions.assertThat;

/** The contract on servers in containers: the images that people run, newer than the embedded server. */
class ContainerRedisTest {

    private static final int PORT = 6379;

    /** Where the contract runs while a container is up. */
    private static @Nullable TestRedis inContainer;

    static boolean isDockerThere() {
        return DockerClientFactory.instance().isDockerAvailable();
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis:8", "valkey/valkey:8"})
    @EnabledIf(
            value = "isDockerThere",
            disabledReason = "no Docker engine here; the contract ran against the embedded server")
    void contractHoldsOn(String image) {
        try (GenericContainer<?> container = new GenericContainer<>(image).withExposedPorts(PORT)) {
            container.start();
            try (TestRedis redis = TestRedis.at(container.getHost(), container.getMappedPort(PORT))) {
                inContainer = redis;
                TestExecutionSummary summary = ContractRunsTest.run(InContainer.class);
                summary.printFailuresTo(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
                assertThat(summary.getTotalFailureCount()).isZero();
                assertThat(summary.getTestsSucceededCount()).isGreaterThan(100);
            }
        }
    }

    /** Started by the launcher alone: on its own it would have no server. */
    static class InContainer extends RedisExchangeTest {

        @Override
        TestRedis redis() {
            return Objects.requireNonNull(inContainer);
        }
    }
}
