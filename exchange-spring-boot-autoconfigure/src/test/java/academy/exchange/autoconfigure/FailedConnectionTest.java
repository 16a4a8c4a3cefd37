package academy.exchange.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import academy.exchange.embedded.EmbeddedRedis;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

/** What somebody is told whose settings lead to a server, but not in the way that it is to be used. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class FailedConnectionTest {

    private static EmbeddedRedis redis;
    private static Administration server;

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    SslAutoConfiguration.class, ExchangeAutoConfiguration.class, DataRedisAutoConfiguration.class))
            .withPropertyValues(own("connect-timeout=1s"), own("operation-timeout=4s"));

    @BeforeAll
    static void start() {
        redis = EmbeddedRedis.start();
        server = new Administration(redis);
    }

    @AfterAll
    static void stop() {
        server.close();
        redis.close();
    }

    @Test
    void databaseThatTheServerDoesNotHaveIsAMatterOfTheDatabase() {
        assertAnalysis(
                at(redis.port()).withPropertyValues(own("database=99")),
                "DB index is out of range",
                "academy.exchange.redis.database");
        assertAnalysis(
                runner.withPropertyValues("spring.data.redis.port=" + redis.port(), "spring.data.redis.database=99"),
                "DB index is out of range",
                "spring.data.redis.database");
    }

    @Test
    void commandThatTheLoginLacksForTheFirstConnectionIsNamedWithTheRuleToAdd() {
        server.run(LeastRights.rule("academy", "") + " -select");
        assertAnalysis(
                at(redis.port())
                        .withPropertyValues(own("username=academy"), own("password=PASSWORD"), own("database=1")),
                "'select'",
                "ACL SETUSER LOGIN +select",
                "--academy.exchange.redis.print-acl");
    }

    /** As Redis 7 says it, which the server of these tests is not. */
    @Test
    void loginIsNamedWhereRedisNamesIt() {
        assertThat(ConnectionAdvice.on(new IllegalStateException(
                        "NOPERM User shop has no permissions to run the 'client|setname' command")))
                .contains("ACL SETUSER shop +client|setname");
    }

    @Test
    void serverThatIsNoClusterIsToBeNamedAsOne() {
        assertAnalysis(
                runner.withPropertyValues(own("cluster.nodes=127.0.0.1:" + redis.port())),
                "cluster support disabled",
                "academy.exchange.redis.host",
                "academy.exchange.redis.cluster.nodes");
    }

    @Test
    void replicasWithoutTheirMasterAreAMatterOfTheList() {
        try (EmbeddedRedis replica = EmbeddedRedis.start("--replicaof", redis.host(), Integer.toString(redis.port()))) {
            String list = "masterreplica.nodes=127.0.0.1:" + replica.port();
            assertAnalysis(
                    runner.withPropertyValues(own(list)),
                    "127.0.0.1:" + replica.port() + " is a replica",
                    "academy.exchange.redis.masterreplica.nodes");
            assertAnalysis(
                    runner.withPropertyValues("spring.data.redis." + list),
                    "127.0.0.1:" + replica.port() + " is a replica",
                    "spring.data.redis.masterreplica.nodes");
        }
    }

    @Test
    void driverOfSpringBootsChoiceIsNamed() {
        assertAnalysis(
                runner.withPropertyValues("spring.data.redis.client-type=jedis"),
                "Lettuce",
                "spring.data.redis.client-type=lettuce",
                "academy.exchange.redis.host");
    }

    @Test
    void customizerIsToBlameForWhatItSets() {
        assertAnalysis(
                at(redis.port()).withBean(RedisExchangeCustomizer.class, () -> exchange -> exchange.keyPrefix("a*")),
                "The key prefix 'a*'",
                "RedisExchangeCustomizer");
    }

    @Nested
    class Sentinel {

        @Test
        void thatDoesNotKnowTheMasterIsAMatterOfItsName() throws IOException {
            Path file = Files.createTempFile("sentinel-", ".conf");
            file.toFile().deleteOnExit();
            Files.writeString(file, "sentinel monitor mine 127.0.0.1 %d 1%n".formatted(redis.port()));
            try (EmbeddedRedis sentinel = EmbeddedRedis.start(file.toString(), "--sentinel")) {
                assertAnalysis(
                        runner.withPropertyValues(
                                own("sentinel.master=other"), own("sentinel.nodes=127.0.0.1:" + sentinel.port())),
                        "other",
                        "academy.exchange.redis.sentinel.master");
                assertAnalysis(at(sentinel.port()), "does not know: eval", "academy.exchange.redis.sentinel.nodes");
            }
        }

        @Test
        void thatIsTheServerItselfIsAMatterOfItsAddress() {
            assertAnalysis(
                    runner.withPropertyValues(
                            own("sentinel.master=mine"), own("sentinel.nodes=127.0.0.1:" + redis.port())),
                    "Sentinels [127.0.0.1:" + redis.port() + "]",
                    "academy.exchange.redis.sentinel.nodes");
        }
    }

    @Nested
    class Encryption {

        private final Certificate certificate;

        Encryption(@TempDir Path directory) {
            this.certificate = Certificate.in(directory);
        }

        @Test
        void certificateThatIsNotTrustedIsAMatterOfTheBundle() {
            try (EncryptedServer encrypted = new EncryptedServer(certificate)) {
                assertAnalysis(
                        at(encrypted.port()).withPropertyValues(own("ssl.enabled=true")),
                        "certification path",
                        "academy.exchange.redis.ssl.bundle",
                        "spring.ssl.bundle");
                assertAnalysis(
                        at(encrypted.port())
                                .withPropertyValues(own("host=localhost"), own("ssl.bundle=redis"), trusted()),
                        "No name matching localhost",
                        "name of the host");
                assertAnalysis(
                        at(encrypted.port()), "127.0.0.1:" + encrypted.port(), "academy.exchange.redis.ssl.enabled");
            }
        }

        @Test
        void certificateThatTheServerAsksForIsAMatterOfTheBundle() {
            try (EncryptedServer encrypted = EncryptedServer.mutual(certificate)) {
                assertAnalysis(
                        at(encrypted.port()).withPropertyValues(own("ssl.bundle=redis"), trusted()),
                        "127.0.0.1:" + encrypted.port(),
                        "keystore",
                        "academy.exchange.redis.ssl.bundle");
                at(encrypted.port())
                        .withPropertyValues(
                                own("ssl.bundle=redis"),
                                trusted(),
                                "spring.ssl.bundle.pem.redis.keystore.certificate=" + certificate.certificate(),
                                "spring.ssl.bundle.pem.redis.keystore.private-key=" + certificate.key())
                        .run(ConnectionTest::assertWorks);
            }
        }

        @Test
        void thatTheServerDoesNotSpeakIsAmongTheCauses() {
            assertAnalysis(
                    at(redis.port()).withPropertyValues(own("ssl.enabled=true")),
                    "127.0.0.1:" + redis.port(),
                    "academy.exchange.redis.ssl.enabled");
        }

        @Test
        void fileOfTheBundleThatIsMissingOrBrokenIsNamed() throws IOException {
            Path broken = Files.writeString(certificate.key().resolveSibling("broken.pem"), "nothing");
            for (Path file : new Path[] {certificate.key().resolveSibling("gone.pem"), broken}) {
                assertAnalysis(
                        at(redis.port())
                                .withPropertyValues(
                                        own("ssl.bundle=redis"),
                                        "spring.ssl.bundle.pem.redis.truststore.certificate=" + file),
                        "academy.exchange.redis.ssl.bundle is \"redis\"",
                        "spring.ssl.bundle.pem.redis");
            }
        }

        private String trusted() {
            return "spring.ssl.bundle.pem.redis.truststore.certificate=" + certificate.certificate();
        }
    }

    private ApplicationContextRunner at(int port) {
        return runner.withPropertyValues(own("host=127.0.0.1"), own("port=" + port));
    }

    private static String own(String property) {
        return "academy.exchange.redis." + property;
    }

    private static void assertAnalysis(ApplicationContextRunner application, String description, String... action) {
        application.run(context -> {
            assertThat(context).hasFailed();
            FailureAnalysis analysis =
                    requireNonNull(new ExchangeFailureAnalyzer().analyze(requireNonNull(context.getStartupFailure())));
            assertThat(analysis.getDescription()).contains(description).doesNotContain("PASSWORD");
            assertThat(analysis.getAction()).contains(action);
        });
    }
}
