package academy.exchange.autoconfigure;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.lettuce.core.cluster.SlotHash;

import academy.exchange.embedded.EmbeddedRedis;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** An application on a Redis Cluster, here of a single server that has all slots. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ClusterConnectionTest {

    private static EmbeddedRedis node;
    private static Administration server;

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(
                    AutoConfigurations.of(ExchangeAutoConfiguration.class, DataRedisAutoConfiguration.class));

    @BeforeAll
    static void start() {
        node = EmbeddedRedis.start("--cluster-enabled", "yes");
        server = new Administration(node);
        takeAllSlots(server);
    }

    private static void takeAllSlots(Administration one) {
        one.commands().clusterAddSlots(IntStream.range(0, SlotHash.SLOT_COUNT).toArray());
        await().until(() -> one.commands().clusterInfo().contains("cluster_state:ok"));
    }

    @AfterAll
    static void stop() {
        server.close();
        node.close();
    }

    @Test
    void ownOneAndThatOfTheApplicationWork() {
        own().run(ConnectionTest::assertWorks);
        ofTheApplication().run(ConnectionTest::assertWorks);
    }

    @Test
    void ofServersThatSpeakTlsWorks(@TempDir Path directory) {
        Certificate certificate = Certificate.in(directory);
        try (EncryptedServer encrypted =
                        new EncryptedServer(certificate, "--cluster-enabled", "yes", "--tls-cluster", "yes");
                Administration plain = new Administration(encrypted.plain())) {
            takeAllSlots(plain);
            runner.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class))
                    .withPropertyValues(
                            "academy.exchange.redis.cluster.nodes=127.0.0.1:" + encrypted.port(),
                            "academy.exchange.redis.ssl.bundle=redis",
                            "spring.ssl.bundle.pem.redis.truststore.certificate=" + certificate.certificate())
                    .run(ConnectionTest::assertWorks);
        }
    }

    @Test
    void loginWithTheLeastRightsWorksOnIt() {
        server.run(LeastRights.rule("academy", "", true));
        asAcademy().run(ConnectionTest::assertWorks);
        server.run("ACL SETUSER academy -hset");
        asAcademy().run(context -> {
            FailureAnalysis analysis = analysis(context.getStartupFailure());
            assertThat(analysis.getDescription()).contains("\"academy\" to run: hset");
            assertThat(analysis.getAction())
                    .contains("ACL SETUSER academy +hset")
                    .contains(LeastRights.rule("academy", "", true));
        });
        server.run("ACL SETUSER academy +hset -cluster");
        asAcademy()
                .run(context -> assertThat(analysis(context.getStartupFailure()).getAction())
                        .contains("+cluster")
                        .contains("--academy.exchange.redis.print-acl"));
    }

    @Test
    void evictingServerOfItIsRefused() {
        server.commands().configSet("maxmemory-policy", "allkeys-lru");
        try {
            own().run(context -> assertThat(
                            analysis(context.getStartupFailure()).getDescription())
                    .contains("maxmemory-policy allkeys-lru"));
        } finally {
            server.commands().configSet("maxmemory-policy", "noeviction");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"wait-for-replicas=1", "key-prefix={shop}:", "python-peers=true"})
    void whatItCannotDoIsRefusedByName(String property) {
        for (ApplicationContextRunner each : new ApplicationContextRunner[] {own(), ofTheApplication()}) {
            each.withPropertyValues("academy.exchange.redis." + property).run(context -> assertThat(
                            analysis(context.getStartupFailure()).getDescription())
                    .contains("academy.exchange.redis." + property.replaceAll("=.*", "")));
        }
    }

    @Test
    void serverOfItIsNotOneThatIsAlone() {
        runner.withPropertyValues("academy.exchange.redis.host=127.0.0.1", "academy.exchange.redis.port=" + node.port())
                .run(context -> {
                    FailureAnalysis analysis = analysis(context.getStartupFailure());
                    assertThat(analysis.getDescription()).contains("is a server of a Redis Cluster");
                    assertThat(analysis.getAction()).contains("academy.exchange.redis.cluster.nodes");
                });
    }

    private ApplicationContextRunner own() {
        return runner.withPropertyValues("academy.exchange.redis.cluster.nodes=127.0.0.1:" + node.port());
    }

    private ApplicationContextRunner ofTheApplication() {
        return runner.withPropertyValues("spring.data.redis.cluster.nodes=127.0.0.1:" + node.port());
    }

    private ApplicationContextRunner asAcademy() {
        return own().withPropertyValues(
                        "academy.exchange.redis.username=academy", "academy.exchange.redis.password=PASSWORD");
    }

    private static FailureAnalysis analysis(@Nullable Throwable failure) {
        return requireNonNull(new ExchangeFailureAnalyzer().analyze(requireNonNull(failure)));
    }
}
