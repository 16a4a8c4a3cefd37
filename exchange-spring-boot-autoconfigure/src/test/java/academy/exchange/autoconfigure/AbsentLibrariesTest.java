package academy.exchange.autoconfigure;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Libraries that an application may have or not: without them it starts, and its agents answer. In processes, where they are really absent. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class AbsentLibrariesTest {

    /** What is left out, by the names of JARs. */
    private enum Library {
        ACTUATOR("spring-boot-(actuator|health).*"),
        MICROMETER("(micrometer|context-propagation|spring-boot-micrometer).*"),
        WEB("(tomcat|spring-web|spring-boot-(tomcat|webmvc|servlet|web-server|http-converter)).*"),
        VALIDATION("(jakarta.validation|hibernate-validator|spring-boot-validation).*"),
        POOL("commons-pool2.*");

        private final Pattern names;

        Library(String names) {
            this.names = Pattern.compile(names);
        }

        boolean has(String file) {
            return names.matcher(file).matches();
        }
    }

    /** Lettuce cannot be without Reactor, nor Spring Data Redis without Lettuce here. */
    private static final Pattern OF_REDIS =
            Pattern.compile("(reactor|reactive-streams|lettuce|netty|jedis|spring-data|spring-boot-data).*");

    @ParameterizedTest
    @EnumSource
    void areNotMissed(Library library, @TempDir Path directory) throws InterruptedException {
        try (Server redis = new Server();
                SmallProcess application = SmallProcess.start(
                        directory,
                        file -> !library.has(file),
                        List.of(),
                        "spring.main.web-application-type=none",
                        "academy.exchange.redis.host=127.0.0.1",
                        "academy.exchange.redis.port=" + redis.port())) {
            application.awaitEnd();
            assertThat(application.answers()).singleElement().asString().startsWith("3 to ");
        }
    }

    @Test
    void inMemoryNothingOfRedisNorReactorIsMissed(@TempDir Path directory) throws InterruptedException {
        try (SmallProcess application = SmallProcess.start(
                directory,
                file -> !OF_REDIS.matcher(file).matches() && !Library.ACTUATOR.has(file) && !Library.WEB.has(file),
                List.of(),
                "academy.exchange.type=memory")) {
            application.awaitEnd();
            assertThat(application.answers()).singleElement().asString().startsWith("3 to ");
            assertThat(application.output()).doesNotContain(" WARN  [", " ERROR [");
        }
    }
}
