package academy.exchange.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/** An application that is asked for the rule of its login, in a process of its own, without any Redis. */
@Timeout(300)
class LeastRightsCommandTest {

    private final Path output;

    LeastRightsCommandTest(@TempDir Path directory) {
        this.output = directory.resolve("output");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--academy.exchange.redis.print-acl=true", "--academy.exchange.redis.print-acl"})
    void applicationPrintsTheRuleForItsOwnLoginAndNothingElse(String option) throws Exception {
        Process application = start(
                option,
                "--academy.exchange.redis.username=shop",
                "--academy.exchange.redis.key-prefix=orders:",
                "--academy.exchange.redis.password=${NOT_KNOWN_HERE}");

        assertThat(application.waitFor(120, TimeUnit.SECONDS)).isTrue();

        assertThat(Files.readAllLines(output)).containsExactly(LeastRights.rule("shop", "orders:"));
        assertThat(application.exitValue()).isZero();
    }

    @Test
    void applicationCanBeAskedThroughItsEnvironment() throws Exception {
        Process application = start(
                Map.of("ACADEMY_EXCHANGE_REDIS_PRINT_ACL", "true", "ACADEMY_EXCHANGE_REDIS_KEY_PREFIX", "orders:"));

        assertThat(application.waitFor(120, TimeUnit.SECONDS)).isTrue();

        assertThat(Files.readAllLines(output)).containsExactly(LeastRights.rule("academy", "orders:"));
    }

    @Test
    void applicationThatIsNotAskedStarts() throws Exception {
        Process application = start(
                "--academy.exchange.redis.print-acl=false",
                "--academy.exchange.type=memory",
                "--spring.main.web-application-type=none");

        assertThat(application.waitFor(120, TimeUnit.SECONDS)).isTrue();

        assertThat(Files.readString(output)).doesNotContain("ACL SETUSER").contains("Spring Boot");
        assertThat(application.exitValue()).isZero();
    }

    @Test
    void loginOfTheApplicationsRedisCountsAsWell() {
        assertThat(LeastRightsCommand.rule(environment(Map.of("spring.data.redis.username", "all"))))
                .isEqualTo(LeastRights.rule("all", ""));
        assertThat(LeastRightsCommand.rule(environment(Map.of()))).isEqualTo(LeastRights.rule("academy", ""));
    }

    @Test
    void ruleForAClusterHasWhatTheDriverAsksOfIt() {
        for (String property : List.of("academy.exchange.redis.cluster.nodes", "spring.data.redis.cluster.nodes[0]")) {
            assertThat(LeastRightsCommand.rule(environment(Map.of(property, "one.example"))))
                    .isEqualTo(LeastRights.rule("academy", "", true))
                    .contains("+asking", "+cluster", "+readonly");
        }
    }

    private static Environment environment(Map<String, Object> properties) {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("test", properties));
        return environment;
    }

    private Process start(String... arguments) throws IOException {
        return start(Map.of(), arguments);
    }

    private Process start(Map<String, String> variables, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // The class path of a test has two files for it, of which it tells before anything else.
                "-Dlogback.statusListenerClass=ch.qos.logback.core.status.NopStatusListener",
                "-classpath",
                System.getProperty("java.class.path"),
                Asked.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder application =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        application.environment().putAll(variables);
        return application.start();
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Asked {

        public static void main(String[] arguments) {
            SpringApplication.run(Asked.class, arguments).close();
        }
    }
}
