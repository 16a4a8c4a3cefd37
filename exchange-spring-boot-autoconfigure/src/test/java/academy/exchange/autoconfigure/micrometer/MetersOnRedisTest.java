package academy.exchange.autoconfigure.micrometer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.search.MeterNotFoundException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import academy.exchange.ActionFailedException;
import academy.exchange.AgentHandle;
import academy.exchange.AgentId;
import academy.exchange.AgentRegistration;
import academy.exchange.Exchange;
import academy.exchange.ExchangeFullException;
import academy.exchange.ExchangeTimeoutException;
import academy.exchange.MailboxTerminatedException;
import academy.exchange.Message;
import academy.exchange.Request;
import academy.exchange.agent.Action;
import academy.exchange.agent.AgentMailbox;
import academy.exchange.agent.AgentRegistrar;
import academy.exchange.autoconfigure.ExchangeAutoConfiguration;
import academy.exchange.embedded.EmbeddedRedis;
import academy.exchange.mailbox.MailboxContainerRegistry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * What a registry of meters shows of an exchange on a real Redis. The table of {@code docs/metrics.md} is what it shows, and
 * all of it; with {@code -Dmetrics.write=true} it is written instead of compared.
 */
@Timeout(300)
class MetersOnRedisTest {

    private static final Path PAGE = Path.of("..", "docs", "metrics.md");
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String ID = "6f2a2f0e-4a39-4c5e-9f0a-3d2f0a3f6a11";

    private static EmbeddedRedis redis;

    @BeforeAll
    static void startRedis() {
        redis = EmbeddedRedis.start();
    }

    @AfterAll
    static void stopRedis() {
        redis.close();
    }

    private static ApplicationContextRunner runner(String prefix) {
        return new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(ExchangeAutoConfiguration.class, ExchangeMetricsAutoConfiguration.class))
                .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
                .withBean("clerk", Clerk.class)
                .withPropertyValues(
                        "academy.exchange.redis.host=127.0.0.1",
                        "academy.exchange.redis.port=" + redis.port(),
                        "academy.exchange.redis.key-prefix=" + prefix);
    }

    @Test
    void pageListsEveryMeterThatThereIs() {
        runner("page:").run(context -> {
            assertThat(clerk(context).call("greet", String.class, LONG, "world"))
                    .isEqualTo("hello world");
            await().atMost(LONG).untilAsserted(() -> assertThat(value(context, "received", "agent", "clerk"))
                    .isPositive());
            assertThatPageHas(table(context.getBean(MeterRegistry.class)));
        });
    }

    @Test
    void whatIsSentAskedAndHandledIsCountedByItsOutcome() {
        runner("count:").run(context -> {
            AgentHandle clerk = clerk(context);
            assertThat(clerk.call("greet", String.class, LONG, "world")).isEqualTo("hello world");
            assertThatThrownBy(() -> clerk.call("fail", String.class, LONG)).isInstanceOf(ActionFailedException.class);
            assertThatThrownBy(() -> clerk.call("no such action", String.class, LONG))
                    .isInstanceOf(ActionFailedException.class);
            assertThat(clerk.ping(LONG)).isPositive();

            awaitOne(context, "asked", "action", "greet", "outcome", "success");
            awaitOne(context, "asked", "action", "fail", "outcome", "error");
            awaitOne(context, "asked", "action", "(ping)", "outcome", "success");
            assertThat(handled(context, "greet", "success")).isOne();
            assertThat(handled(context, "fail", "error")).isOne();
            assertThat(handled(context, "*", "refused")).isOne();
            await().atMost(LONG).untilAsserted(() -> {
                assertThat(value(context, "sent", "kind", "request", "outcome", "success"))
                        .isEqualTo(4);
                assertThat(value(context, "sent", "kind", "response", "outcome", "success"))
                        .isEqualTo(4);
                assertThat(value(context, "received", "agent", "clerk")).isEqualTo(4);
            });
            assertThat(value(context, "reconnects")).isZero();
        });
    }

    @Test
    void whatCannotBeSentOrIsNotAnsweredIsCountedAsThat() {
        runner("lost:").withPropertyValues("academy.exchange.queue-limit=1").run(context -> {
            Exchange exchange = context.getBean(Exchange.class);
            AgentId silent = exchange.registerAgent(MetersOnRedisTest.class);
            Message ping = Message.request(exchange.registerClient(), silent, new Request.Ping());
            exchange.send(ping);
            assertThatThrownBy(() -> exchange.send(Message.request(ping.src(), silent, new Request.Ping())))
                    .isInstanceOf(ExchangeFullException.class);
            awaitOne(context, "sent", "kind", "request", "outcome", "refused");
            assertThat(exchange.getMailbox(silent).receive(LONG)).isNotNull();
            assertThatThrownBy(
                            () -> exchange.getHandle(silent).call("greet", String.class, Duration.ofMillis(50), "you"))
                    .isInstanceOf(ExchangeTimeoutException.class);
            awaitOne(context, "asked", "action", "greet", "outcome", "timeout");
            exchange.terminate(silent);
            assertThatThrownBy(() -> exchange.send(Message.request(ping.src(), silent, new Request.Ping())))
                    .isInstanceOf(MailboxTerminatedException.class);
            awaitOne(context, "sent", "kind", "request", "outcome", "unavailable");
        });
    }

    @Test
    void whatIsBeingHandledIsCounted() {
        runner("busy:").run(context -> {
            CompletableFuture<String> answer = clerk(context).withTimeout(LONG).action("hold", String.class);
            await().atMost(LONG).untilAsserted(() -> assertThat(value(context, "in.flight", "agent", "clerk"))
                    .isOne());
            context.getBean(Clerk.class).free.countDown();
            assertThat(answer).succeedsWithin(LONG).isEqualTo("held");
            await().atMost(LONG).untilAsserted(() -> assertThat(value(context, "in.flight", "agent", "clerk"))
                    .isZero());
        });
    }

    @Test
    void whatWaitsAndWhatIsDeadIsCounted() {
        runner("lie:").run(context -> {
            Exchange exchange = context.getBean(Exchange.class);
            AgentId id = AgentId.of(ID);
            await().atMost(LONG).untilAsserted(() -> assertThat(value(context, "queued", "agent", "clerk"))
                    .isZero());
            push("lie:queue:" + ID, "rubbish");
            await().atMost(LONG).untilAsserted(() -> assertThat(value(context, "dead.letters", "agent", "clerk"))
                    .isOne());

            context.getBean(MailboxContainerRegistry.class).get("clerk").stop();
            exchange.send(Message.request(exchange.registerClient(), id, new Request.Ping()));

            await().atMost(LONG).untilAsserted(() -> assertThat(value(context, "queued", "agent", "clerk"))
                    .isOne());
            assertThat(value(context, "in.flight", "agent", "clerk")).isZero();
            assertThat(value(context, "failed", "agent", "clerk")).isZero();
        });
    }

    @Test
    void metersOfAnAgentGoWhenItIsRemoved() {
        runner("gone:").run(context -> {
            AgentRegistrar registrar = context.getBean(AgentRegistrar.class);
            registrar.register("temporary", new Clerk(), AgentRegistration.of(Clerk.class));
            await().atMost(LONG).untilAsserted(() -> assertThat(names(context, "temporary"))
                    .contains("academy.exchange.queued", "academy.exchange.received"));

            registrar.remove("temporary");

            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(names(context, "temporary")).isEmpty());
            assertThat(names(context, "clerk")).contains("academy.exchange.queued");
        });
    }

    /** Without a limit a scrape would wait as long as the exchange itself does for each agent. */
    @Test
    void storeThatHangsHoldsUpNoScrape() {
        try (EmbeddedRedis own = EmbeddedRedis.start()) {
            runner("hang:")
                    .withPropertyValues(
                            "academy.exchange.redis.port=" + own.port(), "academy.exchange.redis.operation-timeout=20s")
                    .run(context -> {
                        AgentRegistrar registrar = context.getBean(AgentRegistrar.class);
                        for (int i = 0; i < 20; i++) {
                            registrar.register("clerk-" + i, new Clerk(), AgentRegistration.of(Clerk.class));
                        }
                        await().atMost(LONG).untilAsserted(() -> assertThat(value(context, "queued", "agent", "clerk"))
                                .isZero());
                        signal("STOP", own);
                        try {
                            await().pollDelay(Duration.ofSeconds(5))
                                    .atMost(LONG)
                                    .untilAsserted(
                                            () -> assertThat(scrape(context)).isLessThan(Duration.ofSeconds(3)));
                        } finally {
                            signal("CONT", own);
                        }
                    });
        }
    }

    private static Duration scrape(ApplicationContext context) {
        long start = System.nanoTime();
        for (Meter meter : context.getBean(MeterRegistry.class).getMeters()) {
            meter.measure().forEach(measured -> assertThat(measured.getValue()).isNotNegative());
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static void signal(String name, EmbeddedRedis server) throws Exception {
        int status = new ProcessBuilder("kill", "-" + name, Long.toString(server.pid()))
                .start()
                .waitFor();
        assertThat(status).isZero();
    }

    @Test
    void storeThatIsAwayIsNotANumberAndComesBack() {
        EmbeddedRedis own = EmbeddedRedis.start();
        try {
            runner("away:")
                    .withPropertyValues(
                            "academy.exchange.redis.port=" + own.port(),
                            "academy.exchange.redis.operation-timeout=1s",
                            "academy.exchange.retry-window=1m")
                    .run(context -> {
                        await().atMost(LONG).untilAsserted(() -> assertThat(value(context, "queued", "agent", "clerk"))
                                .isZero());
                        own.close();

                        await().atMost(LONG).untilAsserted(() -> assertThat(value(context, "queued", "agent", "clerk"))
                                .isNaN());
                        await().atMost(LONG).untilAsserted(() -> assertThat(value(context, "reconnects"))
                                .isPositive());
                        try (EmbeddedRedis again = EmbeddedRedis.start("--port", String.valueOf(own.port()))) {
                            assertThat(again.isAlive()).isTrue();
                            await().atMost(LONG)
                                    .untilAsserted(() -> assertThat(value(context, "queued", "agent", "clerk"))
                                            .isZero());
                        }
                    });
        } finally {
            own.close();
        }
    }

    private static AgentHandle clerk(ApplicationContext context) {
        return context.getBean(Exchange.class).getHandle(AgentId.of(ID));
    }

    private static double handled(ApplicationContext context, String action, String outcome) {
        return value(context, "handled", "agent", "clerk", "type", "Clerk", "action", action, "outcome", outcome);
    }

    /** Whoever sends or asks may go on a moment before it is counted. */
    private static void awaitOne(ApplicationContext context, String name, String... tags) {
        await().atMost(LONG)
                .ignoreException(MeterNotFoundException.class)
                .untilAsserted(() -> assertThat(value(context, name, tags)).isOne());
    }

    /** The first value of the only meter with this name and these tags. */
    private static double value(ApplicationContext context, String name, String... tags) {
        Meter meter = context.getBean(MeterRegistry.class)
                .get("academy.exchange." + name)
                .tags(tags)
                .meter();
        return meter.measure().iterator().next().getValue();
    }

    private static List<String> names(ApplicationContext context, String agent) {
        return context.getBean(MeterRegistry.class).getMeters().stream()
                .map(Meter::getId)
                .filter(id -> agent.equals(id.getTag("agent")))
                .map(Meter.Id::getName)
                .toList();
    }

    private static void push(String key, String content) {
        RedisClient client = RedisClient.create(redis.url());
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            assertThat(connection.sync().rpush(key, content)).isPositive();
        } finally {
            client.shutdown();
        }
    }

    private static List<String> table(MeterRegistry registry) {
        TreeMap<String, String> rows = new TreeMap<>();
        registry.getMeters().stream()
                .map(Meter::getId)
                .filter(id -> id.getName().startsWith("academy."))
                .forEach(id -> rows.put(id.getName(), row(id)));
        List<String> lines =
                new ArrayList<>(List.of("| Meter | Type | Unit | Tags | What it says |", "|---|---|---|---|---|"));
        lines.addAll(rows.values());
        return lines;
    }

    private static String row(Meter.Id id) {
        String tags = id.getTags().stream()
                .map(Tag::getKey)
                .map(key -> "`" + key + "`")
                .collect(Collectors.joining(", "));
        return "| `" + id.getName() + "` | " + type(id.getType()) + " | " + text(id.getBaseUnit()) + " | " + tags
                + " | " + text(id.getDescription()) + ". |";
    }

    private static String type(Meter.Type type) {
        return type.name().toLowerCase(Locale.ROOT);
    }

    private static String text(@Nullable String text) {
        return Objects.requireNonNull(text, "a meter without unit or description");
    }

    private static void assertThatPageHas(List<String> table) throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(PAGE));
        int begin = lines.indexOf("<!-- meters -->") + 1;
        int end = lines.indexOf("<!-- end of meters -->");
        if (Boolean.getBoolean("metrics.write")) {
            lines.subList(begin, end).clear();
            lines.addAll(begin, table);
            Files.write(PAGE, lines);
        } else {
            assertThat(lines.subList(begin, end))
                    .as("the table of %s; run this test with -Dmetrics.write=true", PAGE)
                    .isEqualTo(table);
        }
    }

    @AgentMailbox(id = ID)
    static class Clerk {

        final CountDownLatch free = new CountDownLatch(1);

        @Action
        String greet(String name) {
            return "hello " + name;
        }

        @Action
        String fail() {
            throw new IllegalStateException("on purpose");
        }

        @Action
        String hold() throws InterruptedException {
            free.await();
            return "held";
        }
    }
}
