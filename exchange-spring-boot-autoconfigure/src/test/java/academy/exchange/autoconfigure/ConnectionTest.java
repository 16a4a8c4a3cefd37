package academy.exchange.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.annotation.Order;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.jedis.JedisClientConfiguration;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

import io.lettuce.core.AclSetuserArgs;
import redis.clients.jedis.ConnectionPoolConfig;

import academy.exchange.Exchange;
import academy.exchange.ExchangeFullException;
import academy.exchange.Mailbox;
import academy.exchange.Message;
import academy.exchange.Request;
import academy.exchange.embedded.EmbeddedRedis;
import academy.exchange.memory.InMemoryExchange;
import academy.exchange.redis.RedisExchangeBuilder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Each way to a Redis, in an application. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ConnectionTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    SslAutoConfiguration.class, ExchangeAutoConfiguration.class, DataRedisAutoConfiguration.class));

    @Nested
    class Own {

        @Test
        void userPasswordDatabaseAndClientNameReachTheServer() {
            try (EmbeddedRedis redis = EmbeddedRedis.start();
                    Administration server = new Administration(redis)) {
                server.commands()
                        .aclSetuser(
                                "agent",
                                AclSetuserArgs.Builder.on()
                                        .addPassword("secret")
                                        .allKeys()
                                        .allChannels()
                                        .allCommands());
                runner.withPropertyValues(
                                own("host=127.0.0.1"),
                                own("port=" + redis.port()),
                                own("username=agent"),
                                own("password=secret"),
                                own("database=3"),
                                own("client-name=orders"))
                        .run(context -> {
                            assertWorks(context);
                            assertThat(server.clients()).contains("name=orders", "db=3", "user=agent");
                        });
            }
        }

        @Test
        void urlSaysUserPasswordAndDatabase() {
            try (EmbeddedRedis redis = EmbeddedRedis.start();
                    Administration server = new Administration(redis)) {
                server.run("ACL SETUSER agent on >s@cret ~* &* +@all");
                runner.withPropertyValues(own("url=redis://agent:s%40cret@127.0.0.1:" + redis.port() + "/4"))
                        .run(context -> {
                            assertWorks(context);
                            assertThat(server.clients()).contains("db=4", "user=agent");
                        });
            }
        }

        @Test
        void sentinelsTellWhichServer() throws IOException {
            try (EmbeddedRedis redis = EmbeddedRedis.start();
                    Administration server = new Administration(redis);
                    EmbeddedRedis sentinel = sentinel(redis)) {
                server.run("ACL SETUSER agent on >secret ~* &* +@all");
                runner.withPropertyValues(
                                own("sentinel.master=mine"),
                                own("sentinel.nodes=127.0.0.1:" + sentinel.port()),
                                own("sentinel.username=watcher"),
                                own("sentinel.password=watch"),
                                own("username=agent"),
                                own("password=secret"),
                                own("database=2"),
                                own("client-name=orders"))
                        .run(context -> {
                            assertWorks(context);
                            assertThat(server.clients()).contains("name=orders", "db=2", "user=agent");
                        });
            }
        }

        private static EmbeddedRedis sentinel(EmbeddedRedis master) throws IOException {
            Path file = Files.createTempFile("sentinel-", ".conf");
            file.toFile().deleteOnExit();
            Files.writeString(
                    file,
                    "requirepass another%nuser watcher on >watch ~* &* +@all%nsentinel monitor mine 127.0.0.1 %d 1%n"
                            .formatted(master.port()));
            return EmbeddedRedis.start(file.toString(), "--sentinel");
        }

        @Test
        void masterIsFoundAmongItsReplicas() {
            try (EmbeddedRedis redis = EmbeddedRedis.start();
                    Administration server = new Administration(redis);
                    EmbeddedRedis replica = EmbeddedRedis.start(
                            "--masteruser",
                            "copy",
                            "--masterauth",
                            "copy",
                            "--replicaof",
                            redis.host(),
                            Integer.toString(redis.port()));
                    Administration follower = new Administration(replica)) {
                for (Administration each : new Administration[] {server, follower}) {
                    each.run("ACL SETUSER copy on >copy +psync +replconf +ping");
                    each.run(LeastRights.rule("agent", "").replace("PASSWORD", "secret"));
                }
                runner.withPropertyValues(
                                own("masterreplica.nodes=127.0.0.1:" + replica.port() + ",127.0.0.1:" + redis.port()),
                                own("username=agent"),
                                own("password=secret"),
                                own("database=2"),
                                own("client-name=orders"))
                        .run(context -> {
                            assertWorks(context);
                            assertThat(server.clients()).contains("name=orders", "db=2", "user=agent");
                            assertThat(follower.clients()).doesNotContain("name=orders");
                        });
            }
        }

        @Test
        void doesNotChangeWhatOthersGet() {
            try (EmbeddedRedis redis = EmbeddedRedis.start()) {
                runner.withPropertyValues(
                                own("url=" + redis.url()),
                                "spring.data.redis.host=elsewhere.example",
                                "spring.data.redis.database=5")
                        .run(context -> {
                            assertWorks(context);
                            assertThat(context)
                                    .hasSingleBean(RedisConnectionFactory.class)
                                    .hasSingleBean(StringRedisTemplate.class);
                            assertThat(context.getBean(LettuceConnectionFactory.class))
                                    .returns("elsewhere.example", LettuceConnectionFactory::getHostName)
                                    .returns(5, LettuceConnectionFactory::getDatabase);
                        });
            }
        }
    }

    @Nested
    class Encrypted {

        private final Path directory;

        Encrypted(@TempDir Path directory) {
            this.directory = directory;
        }

        @Test
        void bundleHasTheCertificates() {
            Certificate certificate = Certificate.in(directory);
            try (EncryptedServer server = new EncryptedServer(certificate)) {
                runner.withPropertyValues(
                                own("host=127.0.0.1"),
                                own("port=" + server.port()),
                                own("ssl.bundle=redis"),
                                "spring.ssl.bundle.pem.redis.truststore.certificate=" + certificate.certificate())
                        .run(ConnectionTest::assertWorks);
                runner.withPropertyValues(
                                own("url=rediss://127.0.0.1:" + server.port()),
                                own("ssl.bundle=redis"),
                                "spring.ssl.bundle.pem.redis.truststore.certificate=" + certificate.certificate())
                        .run(ConnectionTest::assertWorks);
            }
        }

        @Test
        void sentinelsAndTheServerThatTheyNameSpeakTlsAlike() throws IOException {
            Certificate certificate = Certificate.in(directory);
            Path file = directory.resolve("sentinel.conf");
            try (EncryptedServer server = new EncryptedServer(certificate)) {
                Files.writeString(
                        file, "tls-replication yes%nsentinel monitor mine 127.0.0.1 %d 1%n".formatted(server.port()));
                try (EncryptedServer sentinel = new EncryptedServer(certificate, file.toString(), "--sentinel")) {
                    runner.withPropertyValues(
                                    own("sentinel.master=mine"),
                                    own("sentinel.nodes=127.0.0.1:" + sentinel.port()),
                                    own("ssl.bundle=redis"),
                                    "spring.ssl.bundle.pem.redis.truststore.certificate=" + certificate.certificate())
                            .run(ConnectionTest::assertWorks);
                }
            }
        }

        @Test
        void bundleOfTheApplicationsRedisCountsAsWell() {
            Certificate certificate = Certificate.in(directory);
            try (EncryptedServer server = new EncryptedServer(certificate)) {
                runner.withPropertyValues(
                                "spring.data.redis.host=127.0.0.1",
                                "spring.data.redis.port=" + server.port(),
                                "spring.data.redis.ssl.bundle=redis",
                                "spring.ssl.bundle.pem.redis.truststore.certificate=" + certificate.certificate())
                        .run(ConnectionTest::assertWorks);
            }
        }

        @Test
        void certificateThatNobodyTrustsIsRefused() {
            try (EncryptedServer server = new EncryptedServer(Certificate.in(directory))) {
                runner.withPropertyValues(own("host=127.0.0.1"), own("port=" + server.port()), own("ssl.enabled=true"))
                        .run(context -> assertThat(context)
                                .getFailure()
                                .rootCause()
                                .hasMessageContaining("certification path"));
            }
        }

        @Test
        void missingBundleIsNamedBesideThoseThereAre() {
            Certificate certificate = Certificate.in(directory);
            runner.withPropertyValues(
                            own("host=127.0.0.1"),
                            own("ssl.bundle=radish"),
                            "spring.ssl.bundle.pem.redis.truststore.certificate=" + certificate.certificate())
                    .run(context -> assertThat(context)
                            .getFailure()
                            .rootCause()
                            .hasMessageContaining("academy.exchange.redis.ssl.bundle")
                            .hasMessageContaining("radish")
                            .hasMessageContaining("redis"));
        }

        @Test
        void missingCertificateIsNamed() {
            runner.withPropertyValues(
                            own("host=127.0.0.1"),
                            own("ssl.bundle=redis"),
                            "spring.ssl.bundle.pem.redis.truststore.certificate=" + directory.resolve("gone.pem"))
                    .run(context -> assertThat(context).getFailure().hasStackTraceContaining("gone.pem"));
        }
    }

    @Nested
    class OfTheApplication {

        @Test
        void detailsOfTheApplicationSayWhere() {
            try (EmbeddedRedis redis = EmbeddedRedis.start()) {
                runner.withBean(DataRedisConnectionDetails.class, () -> details(redis))
                        .run(ConnectionTest::assertWorks);
            }
        }

        @Test
        void masterIsFoundAmongItsReplicas() {
            try (EmbeddedRedis redis = EmbeddedRedis.start();
                    EmbeddedRedis replica =
                            EmbeddedRedis.start("--replicaof", redis.host(), Integer.toString(redis.port()))) {
                runner.withPropertyValues("spring.data.redis.masterreplica.nodes=127.0.0.1:" + replica.port()
                                + ",127.0.0.1:" + redis.port())
                        .run(ConnectionTest::assertWorks);
            }
        }

        @Test
        void oneOfSeveralIsPickedByName() {
            try (EmbeddedRedis redis = EmbeddedRedis.start()) {
                runner.withBean("cache", RedisConnectionFactory.class, () -> factory("elsewhere.example", 6379))
                        .withBean("agents", RedisConnectionFactory.class, () -> factory("127.0.0.1", redis.port()))
                        .withPropertyValues(own("connection-factory=agents"))
                        .run(ConnectionTest::assertWorks);
            }
        }

        @Test
        void severalAreNamedWhereNothingPicksOne() {
            runner.withBean("cache", RedisConnectionFactory.class, () -> factory("one.example", 6379))
                    .withBean("sessions", RedisConnectionFactory.class, () -> factory("two.example", 6379))
                    .run(context -> assertThat(context)
                            .getFailure()
                            .rootCause()
                            .isInstanceOf(ConnectionSettingsException.class)
                            .hasMessageContaining("there are 2 RedisConnectionFactory beans")
                            .hasMessageContaining("cache, sessions"));
        }

        @Test
        void nameThatNoneHasIsRefusedWithThoseThereAre() {
            runner.withBean("cache", RedisConnectionFactory.class, () -> factory("one.example", 6379))
                    .withPropertyValues(own("connection-factory=cash"))
                    .run(context -> assertThat(context)
                            .getFailure()
                            .rootCause()
                            .hasMessageContaining("academy.exchange.redis.connection-factory is \"cash\"")
                            .extracting(refused -> ((ConnectionSettingsException) refused).action())
                            .asString()
                            .contains("cache"));
        }

        @Test
        void anotherDriverIsRefused() {
            runner.withBean(RedisConnectionFactory.class, () -> jedis()).run(context -> assertThat(context)
                    .getFailure()
                    .hasStackTraceContaining("needs a connection factory of the driver Lettuce")
                    .hasStackTraceContaining("JedisConnectionFactory"));
        }

        private static JedisConnectionFactory jedis() {
            return new JedisConnectionFactory(
                    new RedisStandaloneConfiguration(),
                    JedisClientConfiguration.builder()
                            .usePooling()
                            .poolConfig(new ConnectionPoolConfig())
                            .build());
        }

        private static DataRedisConnectionDetails details(EmbeddedRedis redis) {
            return new DataRedisConnectionDetails() {
                @Override
                public Standalone getStandalone() {
                    return Standalone.of(redis.host(), redis.port());
                }
            };
        }

        private static LettuceConnectionFactory factory(String host, int port) {
            return new LettuceConnectionFactory(new RedisStandaloneConfiguration(host, port));
        }
    }

    @Nested
    class Customizers {

        @Test
        void haveTheLastWordByTheirOrder() {
            try (EmbeddedRedis redis = EmbeddedRedis.start();
                    Administration server = new Administration(redis)) {
                runner.withPropertyValues(own("url=" + redis.url()), own("key-prefix=property:"))
                        .withBean("second", RedisExchangeCustomizer.class, Second::new)
                        .withBean("first", RedisExchangeCustomizer.class, First::new)
                        .run(context -> {
                            context.getBean(Exchange.class).registerClient("me");
                            assertThat(server.keys()).isNotEmpty().allMatch(key -> key.startsWith("second:"));
                        });
            }
        }

        @Test
        void inMemoryThereAreThoseAsWell() {
            runner.withPropertyValues("academy.exchange.type=memory")
                    .withBean(InMemoryExchangeCustomizer.class, () -> exchange -> exchange.queueLimit(1))
                    .run(context -> {
                        Exchange exchange = context.getBean(InMemoryExchange.class);
                        var me = exchange.registerClient("me");
                        exchange.send(Message.request(me, me, new Request.Ping()));
                        assertThatExceptionOfType(ExchangeFullException.class)
                                .isThrownBy(() -> exchange.send(Message.request(me, me, new Request.Ping())));
                    });
        }
    }

    @Order(1)
    static class First implements RedisExchangeCustomizer {

        @Override
        public void customize(RedisExchangeBuilder builder) {
            builder.keyPrefix("first:");
        }
    }

    @Order(2)
    static class Second implements RedisExchangeCustomizer {

        @Override
        public void customize(RedisExchangeBuilder builder) {
            builder.keyPrefix("second:");
        }
    }

    private static String own(String property) {
        return "academy.exchange.redis." + property;
    }

    static void assertWorks(AssertableApplicationContext context) throws InterruptedException {
        assertThat(context).hasNotFailed();
        Exchange exchange = context.getBean(Exchange.class);
        var me = exchange.registerClient("me");
        try (Mailbox mailbox = exchange.getMailbox(me)) {
            Message ping = Message.request(me, me, new Request.Ping());
            exchange.send(ping);
            assertThat(mailbox.receive(Duration.ofSeconds(10)).tag()).isEqualTo(ping.tag());
        }
        exchange.terminate(me);
    }
}
