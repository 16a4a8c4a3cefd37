package academy.exchange.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import academy.exchange.AgentHandle;
import academy.exchange.AgentId;
import academy.exchange.Exchange;
import academy.exchange.agent.Action;
import academy.exchange.agent.AgentMailbox;
import academy.exchange.embedded.EmbeddedRedis;
import academy.exchange.mailbox.MailboxContainer;
import academy.exchange.mailbox.MailboxContainerRegistry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What becomes of an agent with an id of its own when its context, or its Redis, ends and begins again. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ContextLifeOnRedisTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private static final AgentId ID = AgentId.of("6f2a2f0e-4a39-4c5e-9f0a-3d2f0a3f6a11");

    private static Server redis;

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(ExchangeAutoConfiguration.class))
            .withPropertyValues("agent.id=" + ID.uid())
            .withUserConfiguration(SlowAgent.class);

    @BeforeAll
    static void startRedis() {
        redis = new Server();
    }

    @AfterAll
    static void stopRedis() {
        redis.close();
    }

    @Test
    void closedContextFinishesWhatItBeganAndLosesNothing() {
        Gate gate = new Gate();
        int sent = 5;
        runner.withPropertyValues(redis.asOwn())
                .withBean(Gate.class, () -> gate)
                .run(context -> {
                    AgentHandle slow = context.getBean(Exchange.class).getHandle(ID);
                    List<CompletableFuture<Integer>> asked = IntStream.range(0, sent)
                            .mapToObj(number -> slow.action("work", Integer.class, number))
                            .toList();
                    assertThat(asked).hasSize(sent);
                    gate.awaitBegun();
                    CompletableFuture<Void> closed = CompletableFuture.runAsync(context::close);
                    await().until(() -> container(context).status().state() == MailboxContainer.State.STOPPING);
                    assertThat(gate.finished).isEmpty();
                    gate.open();
                    closed.get(30, TimeUnit.SECONDS);
                    assertThat(gate.finished).hasSize(gate.begunCount());
                });
        assertThat(gate.finished).isNotEmpty().hasSizeLessThan(sent);
        runner.withPropertyValues(redis.asOwn())
                .withBean(Gate.class, () -> gate)
                .run(context -> await().until(() -> gate.finished.size() == sent));
        assertThat(gate.finished).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
    }

    @Test
    void contextThatIsStoppedAndStartedWorksOn() {
        runner.withPropertyValues(redis.asOwn())
                .withBean(Gate.class, Gate::opened)
                .run(context -> {
                    AgentHandle slow = context.getBean(Exchange.class).getHandle(ID);
                    assertThat(slow.call("work", Integer.class, LIMIT, 1)).isEqualTo(1);
                    context.getSourceApplicationContext().stop();
                    assertThat(container(context).isRunning()).isFalse();
                    CompletableFuture<Integer> meanwhile = slow.action("work", Integer.class, 2);
                    context.getSourceApplicationContext().start();
                    assertThat(meanwhile.get(10, TimeUnit.SECONDS)).isEqualTo(2);
                });
    }

    @Test
    void agentWorksOnWhenRedisIsBack(@TempDir Path data) {
        EmbeddedRedis first = start(data);
        String port = String.valueOf(first.port());
        runner.withPropertyValues(
                        "academy.exchange.redis.host=127.0.0.1",
                        "academy.exchange.redis.port=" + port,
                        "academy.exchange.redis.operation-timeout=1s",
                        "academy.exchange.redis.connect-timeout=1s",
                        "academy.exchange.agent.poll-timeout=200ms")
                .withBean(Gate.class, Gate::opened)
                .run(context -> {
                    MailboxContainer slow = container(context);
                    AgentHandle handle = context.getBean(Exchange.class).getHandle(ID);
                    assertThat(handle.call("work", Integer.class, LIMIT, 1)).isEqualTo(1);
                    first.close();
                    await().atMost(LIMIT).until(() -> slow.status().lastError().isPresent());
                    assertThat(slow.isRunning()).isTrue();
                    try (EmbeddedRedis second = start(data, "--port", port)) {
                        assertThat(second.isAlive()).isTrue();
                        await().atMost(LIMIT.multipliedBy(2))
                                .until(() -> slow.status().lastError().isEmpty());
                        assertThat(handle.call("work", Integer.class, LIMIT, 7)).isEqualTo(7);
                    }
                });
    }

    private static EmbeddedRedis start(Path data, String... arguments) {
        return EmbeddedRedis.start(
                Stream.concat(Stream.of("--dir", data.toString(), "--appendonly", "yes"), Stream.of(arguments))
                        .toArray(String[]::new));
    }

    private static MailboxContainer container(ApplicationContext context) {
        return context.getBean(MailboxContainerRegistry.class).find("slow").orElseThrow();
    }

    /** Holds up work until it is opened, and keeps count of it. */
    static final class Gate {

        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch open = new CountDownLatch(1);
        private final List<Integer> all = new CopyOnWriteArrayList<>();
        private final List<Integer> finished = new CopyOnWriteArrayList<>();

        static Gate opened() {
            Gate gate = new Gate();
            gate.open();
            return gate;
        }

        void pass(int number) throws InterruptedException {
            all.add(number);
            begun.countDown();
            assertThat(open.await(30, TimeUnit.SECONDS)).isTrue();
            finished.add(number);
        }

        void awaitBegun() throws InterruptedException {
            assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
        }

        int begunCount() {
            return all.size();
        }

        void open() {
            open.countDown();
        }
    }

    @AgentMailbox(name = "slow", id = "${agent.id}")
    static class Slow {

        private final Gate gate;

        Slow(Gate gate) {
            this.gate = gate;
        }

        @Action
        public int work(int number) throws InterruptedException {
            gate.pass(number);
            return number;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class SlowAgent {

        @Bean
        Slow slow(Gate gate) {
            return new Slow(gate);
        }
    }
}
