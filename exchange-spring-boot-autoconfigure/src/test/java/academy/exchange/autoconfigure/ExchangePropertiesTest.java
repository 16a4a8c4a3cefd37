package academy.exchange.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.net.URL;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import academy.exchange.redis.RedisExchangeBuilder;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ExchangePropertiesTest {

    private final ApplicationContextRunner runner =
            new ApplicationContextRunner().withUserConfiguration(PropertiesOnly.class);

    @Nested
    class Values {

        @ParameterizedTest
        @CsvSource({
            "academy.exchange.max-message-size, 0B",
            "academy.exchange.max-message-size, 513MB",
            "academy.exchange.retry-window, 0s",
            "academy.exchange.retry-window, 9s",
            "academy.exchange.dead-letter-limit, 0",
            "academy.exchange.unavailable-after, 999ms",
            "academy.exchange.unavailable-after, 2d",
            "academy.exchange.queue-limit, -1",
            "academy.exchange.redis.ended-mailbox-lifetime, -1s",
            "academy.exchange.redis.request-lifetime, -1s",
            "academy.exchange.handle.max-pending, 0",
            "academy.exchange.redis.port, 0",
            "academy.exchange.redis.port, 65536",
            "academy.exchange.redis.database, -1",
            "academy.exchange.redis.key-prefix, a*",
            "academy.exchange.redis.host, redis.example:6379",
            "academy.exchange.redis.host, redis://redis.example",
            "academy.exchange.redis.host, two words",
            "academy.exchange.redis.connect-timeout, 0s",
            "academy.exchange.redis.connect-timeout, 500us",
            "academy.exchange.redis.connect-timeout, 25h",
            "academy.exchange.redis.operation-timeout, -1s",
            "academy.exchange.redis.discovery, guess",
            "academy.exchange.redis.reply-retention, 0s",
            "academy.exchange.redis.reply-retention, 500us",
            "academy.exchange.redis.dedicated-readers, -1",
            "academy.exchange.redis.client-name, two words",
            "academy.exchange.redis.cluster.max-redirects, -1",
            "academy.exchange.redis.start-up-check, maybe",
            "academy.exchange.unknown-properties, maybe",
            "academy.exchange.redis.wait-for-replicas, -1",
            "academy.exchange.redis.wait-for-replicas-timeout, 0s",
            "academy.exchange.redis.wait-for-replicas-timeout, 500us",
            "academy.exchange.agent.concurrency, 0",
            "academy.exchange.agent.prefetch, -1",
            "academy.exchange.agent.prefetch, 2147483647",
            "academy.exchange.agent.poll-timeout, 0s",
            "academy.exchange.agent.shutdown-timeout, -1s",
            "academy.exchange.agent.heartbeat-interval, 0s",
            "academy.exchange.agent.idle-after, -1s",
            "academy.exchange.agent.delivery, exactly-once",
            "academy.exchange.agent.recovery-time, 999ms",
            "academy.exchange.agent.max-attempts, 0",
            "academy.exchange.agent.min-retry-pause, 0s",
            "academy.exchange.agent.max-retry-pause, 999ms",
            "academy.exchange.agent.max-hops, 0",
            "academy.exchange.handle.timeout, 0s",
            "academy.exchange.handle.allowed-exceptions, java.lang.String",
            "academy.exchange.handle.allowed-exceptions, no.such.Exception",
            "academy.exchange.type, rabbit",
        })
        void outOfRangeAreRefusedByName(String property, String value) {
            runner.withPropertyValues(property + "=" + value)
                    .run(context -> assertThat(context).getFailure().hasStackTraceContaining(property));
        }

        @Test
        void retryWindowMayBeShortInMemory() {
            runner.withPropertyValues("academy.exchange.type=memory", "academy.exchange.retry-window=1s")
                    .run(context -> assertThat(context).hasNotFailed());
        }

        @Test
        void exceptionsAreAllowedByName() {
            runner.run(context -> assertThat(
                            context.getBean(ExchangeProperties.class).handle().allowedExceptions())
                    .isEmpty());
            runner.withPropertyValues("academy.exchange.handle.allowed-exceptions="
                            + "java.lang.IllegalStateException,java.io.IOException")
                    .run(context -> assertThat(context.getBean(ExchangeProperties.class)
                                    .handle()
                                    .allowedExceptions())
                            .containsExactly("java.lang.IllegalStateException", "java.io.IOException"));
        }

        @Test
        void contradictionNamesBothProperties() {
            runner.withPropertyValues(
                            "academy.exchange.redis.wait-for-replicas=1",
                            "academy.exchange.redis.wait-for-replicas-timeout=3s")
                    .run(context -> assertThat(context)
                            .getFailure()
                            .hasStackTraceContaining("academy.exchange.redis.wait-for-replicas-timeout")
                            .hasStackTraceContaining("academy.exchange.redis.operation-timeout"));
            runner.withPropertyValues("academy.exchange.redis.operation-timeout=2m")
                    .run(context -> assertThat(context)
                            .getFailure()
                            .hasStackTraceContaining("academy.exchange.retry-window")
                            .hasStackTraceContaining("academy.exchange.redis.operation-timeout"));
        }
    }

    /** Those that remain are what the starter sets by itself. */
    @Test
    void everySettingOfTheBuilderIsAProperty() {
        Set<String> names = new TreeSet<>();
        for (Class<?> type : List.of(ExchangeProperties.class, ExchangeRedisProperties.class)) {
            Stream.of(type.getRecordComponents()).map(RecordComponent::getName).forEach(names::add);
        }
        assertThat(Stream.of(RedisExchangeBuilder.class.getMethods())
                        .filter(method -> method.getReturnType() == RedisExchangeBuilder.class)
                        .map(Method::getName)
                        .filter(name -> !names.contains(name)))
                .containsExactlyInAnyOrder("handles", "observer", "onConnect");
    }

    @Nested
    class Connection {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "url=redis://r",
                    "host=r",
                    "port=1",
                    "username=u",
                    "password=p",
                    "database=0",
                    "sentinel.master=m",
                    "masterreplica.nodes=a,b",
                    "cluster.nodes=c"
                })
        void isOwnWithAnyConnectionProperty(String property) {
            assertHasConnection(property, true);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "url=",
                    "host=",
                    "host= ",
                    "port=",
                    "username=",
                    "password=",
                    "database=",
                    "embedded=true",
                    "key-prefix=x:",
                    "connect-timeout=1s",
                    "operation-timeout=2s",
                    "masterreplica.nodes=",
                    "cluster.nodes=",
                    "connection-factory=f"
                })
        void isNotOwnWithBlankOrOtherProperties(String property) {
            assertHasConnection(property, false);
        }

        @Test
        void secretsAreNotInTheText() {
            runner.withPropertyValues(
                            "academy.exchange.redis.url=redis://user:secret@host",
                            "academy.exchange.redis.password=secret")
                    .run(context -> assertThat(context.getBean(ExchangeProperties.class))
                            .asString()
                            .doesNotContain("secret"));
            runner.withPropertyValues("academy.exchange.redis.host=redis://user:s3cret@host")
                    .run(context -> assertThat(context.getStartupFailure())
                            .rootCause()
                            .hasMessageContaining("academy.exchange.redis.host")
                            .hasMessageContaining("academy.exchange.redis.url")
                            .hasMessageNotContaining("s3cret"));
        }

        private void assertHasConnection(String property, boolean expected) {
            runner.withPropertyValues("academy.exchange.redis." + property).run(context -> assertThat(
                            context.getBean(ExchangeProperties.class).redis().hasConnection())
                    .isEqualTo(expected));
        }
    }

    @Nested
    class Metadata {

        private final Map<String, JsonNode> properties = properties();

        @Test
        void describesEveryProperty() {
            assertThat(properties).hasSizeGreaterThan(15).allSatisfy((name, property) -> assertThat(
                            property.path("description").asString(""))
                    .as(name)
                    .isNotBlank());
        }

        @Test
        void knowsDefaults() {
            assertThat(defaultOf("academy.exchange.enabled")).isEqualTo("true");
            assertThat(defaultOf("academy.exchange.type")).isEqualTo("redis");
            assertThat(defaultOf("academy.exchange.max-message-size")).isEqualTo("1MB");
            assertThat(defaultOf("academy.exchange.read-pickles")).isEqualTo("true");
            assertThat(defaultOf("academy.exchange.queue-limit")).isEqualTo("0");
            assertThat(defaultOf("academy.exchange.redis.ended-mailbox-lifetime"))
                    .isEqualTo("0s");
            assertThat(defaultOf("academy.exchange.redis.request-lifetime")).isEqualTo("0s");
            assertThat(defaultOf("academy.exchange.handle.max-pending")).isEqualTo("100000");
            assertThat(defaultOf("academy.exchange.redis.operation-timeout")).isEqualTo("10s");
            assertThat(defaultOf("academy.exchange.agent.concurrency")).isEqualTo("1");
            assertThat(defaultOf("academy.exchange.agent.prefetch")).isEqualTo("0");
            assertThat(defaultOf("management.health.academy-exchange.enabled")).isEqualTo("true");
        }

        private String defaultOf(String property) {
            return requireNonNull(properties.get(property)).path("defaultValue").asString();
        }

        private static Map<String, JsonNode> properties() {
            return documents().stream()
                    .flatMap(document ->
                            StreamSupport.stream(document.path("properties").spliterator(), false))
                    .filter(property -> property.path("name").asString().matches(".*academy[.-]exchange.*"))
                    .collect(Collectors.toMap(property -> property.path("name").asString(), property -> property));
        }

        private static List<JsonNode> documents() {
            try {
                List<URL> found = Collections.list(ExchangeProperties.class
                        .getClassLoader()
                        .getResources("META-INF/spring-configuration-metadata.json"));
                return found.stream().map(Metadata::read).toList();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static JsonNode read(URL document) {
            try (InputStream in = document.openStream()) {
                return JsonMapper.shared().readTree(in);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(ExchangeProperties.class)
    static class PropertiesOnly {}
}
