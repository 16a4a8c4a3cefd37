package academy.exchange.autoconfigure.actuate;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.ConfigurableApplicationContext;

import academy.exchange.embedded.EmbeddedRedis;
import academy.exchange.mailbox.MailboxContainer;
import academy.exchange.mailbox.MailboxContainerRegistry;

import static academy.exchange.autoconfigure.actuate.OperatedApplication.get;
import static academy.exchange.autoconfigure.actuate.OperatedApplication.post;
import static academy.exchange.autoconfigure.actuate.OperatedApplication.sendTwo;
import static org.assertj.core.api.Assertions.assertThat;

/** Who may do what at the endpoint, and see what, on either backend. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@ParameterizedClass
@ValueSource(strings = {"redis", "memory"})
class EndpointAccessTest {

    private static EmbeddedRedis redis;

    private final String type;

    EndpointAccessTest(String type) {
        this.type = type;
    }

    @BeforeAll
    static void startRedis() {
        redis = EmbeddedRedis.start();
    }

    @AfterAll
    static void stopRedis() {
        redis.close();
    }

    @Test
    void whatMessagesCarryIsShownWhereThatIsWanted() {
        try (ConfigurableApplicationContext web = run("management.endpoint.exchange.show-payloads=always")) {
            post(web, "/echo/pause", 200);
            sendTwo(web, "no secret");
            assertThat(get(web, "/echo/messages", 200).toString()).contains("no secret");
        }
    }

    @Test
    void whatMessagesCarryIsNotShownToWhoeverIsNotLoggedIn() {
        try (ConfigurableApplicationContext web = run("management.endpoint.exchange.show-payloads=when-authorized")) {
            post(web, "/echo/pause", 200);
            sendTwo(web, "a secret");
            assertThat(get(web, "/echo/messages", 200).toString()).doesNotContain("secret");
        }
    }

    @Test
    void whatMessagesCarryIsShownToWhoeverIsLoggedIn() {
        try (ConfigurableApplicationContext web = run("management.endpoint.exchange.show-payloads=when-authorized")) {
            post(web, "/echo/pause", 200);
            sendTwo(web, "a secret");
            assertThat(get(web, "/echo/messages?as=anybody", 200).toString()).contains("a secret");
        }
    }

    @Test
    void whatMessagesCarryIsShownToNobodyWithoutARightRole() {
        try (ConfigurableApplicationContext web = run(
                "management.endpoint.exchange.show-payloads=when-authorized",
                "management.endpoint.exchange.roles=auditor")) {
            post(web, "/echo/pause", 200);
            sendTwo(web, "a secret");
            assertThat(get(web, "/echo/messages?as=operator", 200).toString()).doesNotContain("secret");
            assertThat(get(web, "/echo/messages?as=auditor", 200).toString()).contains("a secret");
        }
    }

    @Test
    void whoeverMayOnlyReadCannotOperate() {
        try (ConfigurableApplicationContext web = run("management.endpoint.exchange.access=read-only")) {
            get(web, "/echo", 200);
            post(web, "/echo/pause", 405);
            assertThat(web.getBean(MailboxContainerRegistry.class)
                            .get("echo")
                            .status()
                            .state())
                    .isEqualTo(MailboxContainer.State.RUNNING);
        }
    }

    @Test
    void withoutAccessThereIsNoEndpoint() {
        try (ConfigurableApplicationContext web = run("management.endpoint.exchange.access=none")) {
            assertThat(get(web, "", 404).toString()).doesNotContain("agents");
        }
    }

    private ConfigurableApplicationContext run(String... properties) {
        return OperatedApplication.run(type, redis.port(), properties);
    }
}
