package academy.exchange.autoconfigure;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.test.annotation.DirtiesContext.HierarchyMode;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestContextManager;

import academy.exchange.AgentId;
import academy.exchange.Exchange;
import academy.exchange.agent.Action;
import academy.exchange.agent.AgentMailbox;
import academy.exchange.mailbox.MailboxContainer;
import academy.exchange.mailbox.MailboxContainerRegistry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Spring's test framework pauses the context of a class whose turn is over, and starts it again for the next that needs it. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class PausedContextTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static final AgentId ID = AgentId.of("0b1c3a52-68e5-4c0c-8e0b-2d6fb8a4a001");

    private static Server redis;

    @BeforeAll
    static void startRedis() {
        redis = new Server();
    }

    @AfterAll
    static void stopRedis() {
        redis.close();
    }

    @Test
    void pausedContextReadsNothingAndWorksOnWhenItIsStartedAgain() throws Exception {
        TestContextManager first = new TestContextManager(First.class);
        ApplicationContext context = begin(first);
        Exchange exchange = context.getBean(Exchange.class);
        assertThat(add(exchange, ID)).isEqualTo(3);
        assertThat(add(exchange, exchange.discover("passer-by").get(0))).isEqualTo(3);
        first.afterTestClass();

        TestContextManager second = new TestContextManager(Second.class);
        Exchange other = begin(second).getBean(Exchange.class);
        await().atMost(LIMIT).until(() -> containers(context).noneMatch(MailboxContainer::isRunning));
        CompletableFuture<Integer> meanwhile = other.getHandle(ID).action("add", Integer.class, 3, 4);
        assertThat(meanwhile).isNotDone();
        second.afterTestClass();

        TestContextManager third = new TestContextManager(First.class);
        assertThat(begin(third)).isSameAs(context);
        assertThat(containers(context)).allMatch(MailboxContainer::isRunning);
        assertThat(meanwhile.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo(7);
        assertThat(add(exchange, ID)).isEqualTo(3);
        assertThat(add(exchange, exchange.discover("passer-by").get(0))).isEqualTo(3);
        third.getTestContext().markApplicationContextDirty(HierarchyMode.EXHAUSTIVE);
        second.getTestContext().markApplicationContextDirty(HierarchyMode.EXHAUSTIVE);
    }

    private static ApplicationContext begin(TestContextManager manager) throws Exception {
        manager.beforeTestClass();
        return manager.getTestContext().getApplicationContext();
    }

    private static Stream<MailboxContainer> containers(ApplicationContext context) {
        return context.getBean(MailboxContainerRegistry.class).containers().stream();
    }

    private static @Nullable Integer add(Exchange exchange, AgentId agent) throws InterruptedException {
        return exchange.getHandle(agent).call("add", Integer.class, LIMIT, 1, 2);
    }

    @SpringBootTest(
            classes = {Application.class, Agents.class},
            webEnvironment = WebEnvironment.NONE)
    static class First {

        @DynamicPropertySource
        static void redis(DynamicPropertyRegistry properties) {
            connect(properties);
        }
    }

    @SpringBootTest(classes = Application.class, webEnvironment = WebEnvironment.NONE)
    static class Second {

        @DynamicPropertySource
        static void redis(DynamicPropertyRegistry properties) {
            connect(properties);
        }
    }

    private static void connect(DynamicPropertyRegistry properties) {
        properties.add("academy.exchange.redis.host", () -> "127.0.0.1");
        properties.add("academy.exchange.redis.port", () -> redis.port());
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration(ExchangeAutoConfiguration.class)
    static class Application {}

    @Configuration(proxyBeanMethods = false)
    @Import({Adder.class, PasserBy.class})
    static class Agents {}

    @AgentMailbox(name = "adder", id = "0b1c3a52-68e5-4c0c-8e0b-2d6fb8a4a001")
    static class Adder {

        @Action
        public int add(int left, int right) {
            return left + right;
        }
    }

    /** Has a mailbox of its own each time it runs. */
    @AgentMailbox(name = "passer-by")
    static class PasserBy extends Adder {}
}
