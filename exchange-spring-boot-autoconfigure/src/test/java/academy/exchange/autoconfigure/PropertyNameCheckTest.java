package academy.exchange.autoconfigure;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class PropertyNameCheckTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(ExchangeAutoConfiguration.class))
            .withPropertyValues("academy.exchange.type=memory");

    @ParameterizedTest
    @CsvSource({
        "academy.exchange.redis.key-prefiks, academy.exchange.redis.key-prefix",
        "academy.exchange.redis.hosts, academy.exchange.redis.host",
        "academy.exchange.host, academy.exchange.redis.host",
        "academy.exchange.agent.concurency, academy.exchange.agent.concurrency",
        "academy.exchange.redis.agent.concurrency, academy.exchange.agent.concurrency",
        "academy.exchange.redis.cluster.node[0], academy.exchange.redis.cluster.nodes",
        "academy.exchange.handel.timeout, academy.exchange.handle.timeout",
    })
    void misspeltNameIsRefusedWithTheNearest(String property, String nearest) {
        runner.withPropertyValues(property + "=1").run(context -> assertThat(context)
                .getFailure()
                .isInstanceOf(UnknownPropertyException.class)
                .hasMessageContaining(property)
                .hasMessageContaining("was " + nearest + " meant?"));
    }

    @Test
    void nameThatIsLikeNoneIsRefusedAlone() {
        runner.withPropertyValues("academy.exchange.kafka.bootstrap-servers=x").run(context -> assertThat(context)
                .getFailure()
                .hasMessageContaining("academy.exchange.kafka.bootstrap-servers")
                .hasMessageNotContaining("meant"));
    }

    @Test
    void analysisSaysWhatToDo() {
        runner.withPropertyValues("academy.exchange.agent.poll-time=1s").run(context -> {
            FailureAnalysis analysis =
                    requireNonNull(new ExchangeFailureAnalyzer().analyze(requireNonNull(context.getStartupFailure())));
            assertThat(analysis.getDescription()).contains("academy.exchange.agent.poll-time");
            assertThat(analysis.getAction()).contains("academy.exchange.unknown-properties=warn");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "academy.exchange.redis.keyPrefix=p",
                "academy.exchange.redis.key_prefix=p",
                "academy.exchange.redis.KEY-PREFIX=p",
                "academy.exchange.redis.cluster.nodes[0]=one",
                "academy.exchange.handle.allowed-exceptions[0]=java.lang.IllegalStateException",
                "academy.exchanges.other=of somebody else",
                "academy.exchange.console-of-nobody=x academy.exchange.unknown-properties=off",
            })
    void otherWritingsAreTheSameName(String properties) {
        runner.withPropertyValues(properties.split(" (?=academy)"))
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void moduleOnTheClassPathMayDescribeMore(@TempDir Path module) throws IOException {
        Path file = Files.createDirectories(module.resolve("META-INF")).resolve("spring-configuration-metadata.json");
        Files.writeString(
                file,
                """
                {"properties": [
                  {"name": "academy.exchange.more.single", "type": "java.lang.String"},
                  {"name": "academy.exchange.more.several", "type": "java.util.Map<java.lang.String,java.lang.String>"}
                ]}""");
        try (var loader = new URLClassLoader(
                new URL[] {module.toUri().toURL()}, getClass().getClassLoader())) {
            ApplicationContextRunner more = runner.withClassLoader(loader);
            more.withPropertyValues("academy.exchange.more.single=x", "academy.exchange.more.several.of-them=x")
                    .run(context -> assertThat(context).hasNotFailed());
            more.withPropertyValues("academy.exchange.more.singel=x").run(context -> assertThat(context)
                    .getFailure()
                    .hasMessageContaining("was academy.exchange.more.single meant?"));
        }
    }

    @Test
    void isOnlyWarnedOfWhereTheApplicationSaysSo() {
        try (LogOf log = LogOf.everybody()) {
            runner.withPropertyValues(
                            "academy.exchange.unknown-properties=warn", "academy.exchange.redis.hosts=localhost")
                    .run(context -> assertThat(context).hasNotFailed());
            assertThat(log.messages())
                    .anyMatch(line -> line.contains("academy.exchange.redis.hosts")
                            && line.contains("academy.exchange.redis.host meant?"));
        }
    }

    @Test
    void variablesAreOnlyWarnedOf() {
        try (LogOf log = LogOf.everybody()) {
            withVariables(Map.of("ACADEMY_EXCHANGE_REDIS_HOSTS", "localhost"));
            assertThat(log.messages()).anyMatch(line -> line.contains("academy.exchange.redis.hosts"));
        }
    }

    @Test
    void variablesMayBeWrittenInEitherWay() {
        try (LogOf log = LogOf.everybody()) {
            withVariables(Map.of(
                    "ACADEMY_EXCHANGE_REDIS_KEYPREFIX", "p",
                    "ACADEMY_EXCHANGE_REDIS_KEY_PREFIX", "p",
                    "ACADEMY_EXCHANGE_REDIS_CLUSTER_NODES_0", "one"));
            assertThat(log.messages()).noneMatch(line -> line.contains("There is no property"));
        }
    }

    private void withVariables(Map<String, Object> variables) {
        runner.withInitializer(context -> context.getEnvironment()
                        .getPropertySources()
                        .addLast(new SystemEnvironmentPropertySource("test-systemEnvironment", variables)))
                .run(context -> assertThat(context).hasNotFailed());
    }
}
