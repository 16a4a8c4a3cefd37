package academy.exchange.autoconfigure;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import academy.exchange.Exchange;
import academy.exchange.actuate.ExchangeHealthIndicator;
import academy.exchange.autoconfigure.actuate.ExchangeHealthContributorAutoConfiguration;
import academy.exchange.embedded.EmbeddedRedis;
import academy.exchange.redis.RedisExchangeBuilder;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What becomes of an application whose server would lose messages, or refuse them. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class StartUpCheckTest {

    private final EmbeddedRedis redis = EmbeddedRedis.start();
    private final Administration server = new Administration(redis);

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(ExchangeAutoConfiguration.class, DataRedisAutoConfiguration.class))
            .withPropertyValues("academy.exchange.redis.host=127.0.0.1", "academy.exchange.redis.port=" + redis.port());

    @AfterEach
    void stop() {
        server.close();
        redis.close();
    }

    @Test
    void fitServerIsSaidNothingAboutAndKeepsNothing() {
        try (LogOf log = LogOf.everybody()) {
            runner.run(context -> assertThat(context).hasNotFailed());
            assertThat(log.messages()).noneMatch(line -> line.contains("Redis at"));
        }
        assertThat(server.keys()).noneMatch(key -> key.contains("probe"));
    }

    @Test
    void refusedServerKeepsNoConnection() {
        server.commands().configSet("maxmemory-policy", "allkeys-lru");
        runner.run(context -> assertThat(context).hasFailed());
        await().untilAsserted(() -> assertThat(server.clients().lines()).hasSize(1));
    }

    @Nested
    class Eviction {

        @ParameterizedTest
        @ValueSource(strings = {"allkeys-lru", "volatile-ttl", "allkeys-random"})
        void isRefusedWithTheFix(String policy) {
            server.commands().configSet("maxmemory-policy", policy);
            runner.run(context -> {
                FailureAnalysis analysis = analysis(context);
                assertThat(analysis.getDescription())
                        .contains("maxmemory-policy " + policy)
                        .contains("127.0.0.1:" + redis.port());
                assertThat(analysis.getAction())
                        .contains("noeviction")
                        .contains("academy.exchange.redis.start-up-check=warn");
            });
        }

        @Test
        void isOnlyWarnedOfWhereTheApplicationSaysSo() {
            server.commands().configSet("maxmemory-policy", "allkeys-lru");
            assertWarns("maxmemory-policy allkeys-lru", "academy.exchange.redis.start-up-check=warn");
        }

        @Test
        void isNotLookedForWhereTheApplicationSaysSo() {
            server.commands().configSet("maxmemory-policy", "allkeys-lru");
            try (LogOf log = LogOf.everybody()) {
                runner.withPropertyValues("academy.exchange.redis.start-up-check=off")
                        .run(context -> assertThat(context).hasNotFailed());
                assertThat(log.messages()).noneMatch(line -> line.contains("maxmemory-policy"));
            }
        }

        @Test
        void isSeenByOneWhoMayOnlyAskForInformation() {
            server.commands().configSet("maxmemory-policy", "allkeys-lru");
            logIn(LeastRights.rule("academy", "") + " -config");
            asAcademy().run(context -> assertThat(analysis(context).getDescription())
                    .contains("maxmemory-policy allkeys-lru"));
        }

        @Test
        void thatNobodyMaySeeIsWarnedOf() {
            server.commands().configSet("maxmemory-policy", "allkeys-lru");
            logIn(LeastRights.rule("academy", "") + " -config -info");
            try (LogOf log = LogOf.everybody()) {
                asAcademy().run(context -> assertThat(context).hasNotFailed());
                assertThat(log.messages())
                        .anyMatch(line -> line.contains("does not tell its maxmemory-policy")
                                && line.contains("ACL SETUSER academy +config|get +info"));
            }
        }
    }

    @Nested
    class Replica {

        @Test
        void isRefusedWithTheFix() {
            server.commands().replicaof("127.0.0.1", Ports.free());
            runner.run(context -> {
                FailureAnalysis analysis = analysis(context);
                assertThat(analysis.getDescription()).contains("READONLY").contains("127.0.0.1:" + redis.port());
                assertThat(analysis.getAction()).contains("master").contains("academy.exchange.redis.sentinel.nodes");
            });
        }

        @Test
        void mayBeReadWhereTheApplicationSaysSo() {
            server.commands().replicaof("127.0.0.1", Ports.free());
            assertWarns("READONLY", "academy.exchange.redis.start-up-check=warn");
        }
    }

    @Nested
    class Rights {

        @Test
        void leastOnesAreEnough() {
            logIn(LeastRights.rule("academy", ""));
            try (LogOf log = LogOf.everybody()) {
                asAcademy().run(context -> {
                    assertThat(context).hasNotFailed();
                    context.getBean(Exchange.class).registerClient("me");
                });
                assertThat(log.messages()).noneMatch(line -> line.contains("Redis at"));
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"hset", "blpop", "zrangebyscore", "scan", "blmove", "evalsha", "del", "rename"})
        void missingOneIsNamedWithTheRuleToAdd(String command) {
            logIn(LeastRights.rule("academy", "") + " -" + command);
            asAcademy().run(context -> {
                FailureAnalysis analysis = analysis(context);
                assertThat(analysis.getDescription()).contains("\"academy\" to run: " + command);
                assertThat(analysis.getAction())
                        .contains("ACL SETUSER academy +" + command)
                        .contains(LeastRights.rule("academy", ""));
            });
        }

        @Test
        void everyOneThatIsNeededIsMissed() {
            Stream.concat(LeastRights.IN_SCRIPTS.stream(), LeastRights.DIRECT.stream())
                    .forEach(command -> {
                        logIn(LeastRights.rule("academy", "") + " -" + command);
                        asAcademy().run(context -> assertThat(analysis(context).getAction())
                                .as(command)
                                .contains("+" + command));
                    });
        }

        @Test
        void toRunScriptsIsNeededToo() {
            logIn(LeastRights.rule("academy", "") + " -eval");
            asAcademy().run(context -> assertThat(analysis(context).getAction()).contains("ACL SETUSER academy +eval"));
        }

        @Test
        void toTheKeysAreNamed() {
            logIn(LeastRights.rule("academy", "other:"));
            asAcademy().run(context -> {
                FailureAnalysis analysis = analysis(context);
                assertThat(analysis.getDescription()).contains("keys");
                assertThat(analysis.getAction()).contains("~exchange:*").contains("~queue:*");
            });
        }

        @Test
        void toInformationIsNotNeededForHealth() {
            logIn(LeastRights.rule("academy", "") + " -info -config");
            asAcademy()
                    .withConfiguration(AutoConfigurations.of(ExchangeHealthContributorAutoConfiguration.class))
                    .run(context -> assertThat(context.getBean(ExchangeHealthIndicator.class)
                                    .health()
                                    .getStatus())
                            .isEqualTo(Status.UP));
        }

        @ParameterizedTest
        @ValueSource(strings = {"queue", "request", "outgoing", "heartbeat"})
        void toOneKindOfKeysIsMissedAsWell(String kind) {
            logIn(LeastRights.rule("academy", "").replace(" ~" + kind + ":*", ""));
            asAcademy().run(context -> assertThat(analysis(context).getAction()).contains("~" + kind + ":*"));
        }

        @Test
        void forAPrefixAreThoseOfThePrefix() {
            logIn(LeastRights.rule("academy", "other:"));
            asAcademy()
                    .withPropertyValues("academy.exchange.redis.key-prefix=other:")
                    .run(context -> {
                        assertThat(context).hasNotFailed();
                        context.getBean(Exchange.class).registerClient("me");
                    });
        }
    }

    @Nested
    class Version {

        @Test
        void thatLacksACommandIsRefused() {
            try (EmbeddedRedis poor = EmbeddedRedis.start("--rename-command", "HRANDFIELD", "GONE")) {
                runner.withPropertyValues("academy.exchange.redis.port=" + poor.port())
                        .run(context -> assertThat(analysis(context).getDescription())
                                .contains("does not know: hrandfield")
                                .contains("6.2"));
            }
        }

        @ParameterizedTest
        @CsvSource({"5.0.14, true", "6.0.16, true", "6.2.0, false", "7.4.1, false", "10.0.0, false", "unstable, false"})
        void olderThan62IsRefused(String version, boolean refused) {
            ServerFacts facts = new ServerFacts(
                    List.of(version),
                    List.of("noeviction"),
                    List.of(),
                    List.of(),
                    false,
                    Optional.empty(),
                    Optional.empty());
            List<Finding> findings = new StartUpCheck(
                            "",
                            new RedisExchangeBuilder.Server(
                                    "Redis", "default", false, false, new LettuceConnectionFactory()))
                    .findings(facts);
            assertThat(findings).hasSize(refused ? 1 : 0).allSatisfy(finding -> assertThat(finding.problem())
                    .contains("version " + version)
                    .contains("6.2"));
        }
    }

    private void logIn(String rule) {
        server.run(rule);
    }

    private ApplicationContextRunner asAcademy() {
        return runner.withPropertyValues(
                "academy.exchange.redis.username=academy", "academy.exchange.redis.password=PASSWORD");
    }

    private void assertWarns(String text, String... properties) {
        try (LogOf log = LogOf.everybody()) {
            runner.withPropertyValues(properties)
                    .run(context -> assertThat(context).hasNotFailed());
            assertThat(log.messages()).anyMatch(line -> line.contains(text));
        }
    }

    private static FailureAnalysis analysis(AssertableApplicationContext context) {
        assertThat(context).hasFailed();
        return requireNonNull(new ExchangeFailureAnalyzer().analyze(requireNonNull(context.getStartupFailure())));
    }
}
