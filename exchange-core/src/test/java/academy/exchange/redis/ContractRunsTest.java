package academy.exchange.redis;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;
import org.springframework.util.ClassUtils;

import academy.exchange.embedded.EmbeddedRedis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Runs the contract of both backends over and over and looks what stays behind. Once unless told otherwise:
 * {@code mvn test -pl exchange-core -am -Dtest=ContractRunsTest -Dexchange.contract.runs=100
 * -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class ContractRunsTest {

    private static final int RUNS = Integer.getInteger("exchange.contract.runs", 1);

    @Test
    void contractHoldsInEveryRunAndLeavesNoConnectionBehind() {
        TestRedis redis = TestRedis.shared();
        long before = connections(redis);
        long passed = 0;
        Class<?> inMemory = ClassUtils.resolveClassName("academy.exchange.memory.InMemoryExchangeTest", null);

        for (int run = 1; run <= RUNS; run++) {
            TestExecutionSummary summary = run(RedisExchangeTest.class, inMemory);
            summary.printFailuresTo(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
            assertThat(summary.getTotalFailureCount())
                    .as("failures in run %d", run)
                    .isZero();
            assertThat(summary.getTestsSucceededCount()).isGreaterThan(200);
            passed += summary.getTestsSucceededCount();
        }

        System.out.printf("contract: %d runs, %d tests passed, 0 failed%n", RUNS, passed);
        await().atMost(Duration.ofSeconds(5)).until(() -> connections(redis) == before);
        assertThat(redis.commands().keys("test-*")).isEmpty();
    }

    @Test
    void closedServerIsGone() {
        EmbeddedRedis server = EmbeddedRedis.start();
        long pid = server.pid();

        server.close();

        assertThat(ProcessHandle.of(pid)).isEmpty();
    }

    static TestExecutionSummary run(Class<?>... suites) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(Arrays.stream(suites)
                        .map(DiscoverySelectors::selectClass)
                        .toList())
                .build();
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create().execute(request, listener);
        return listener.getSummary();
    }

    private static long connections(TestRedis redis) {
        return redis.commands().clientList().lines().count();
    }
}
