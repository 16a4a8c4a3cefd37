package academy.samples.peer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import academy.exchange.AgentId;
import academy.exchange.Exchange;
import academy.exchange.ResultType;
import academy.exchange.agent.Action;
import academy.exchange.agent.ActionContext;
import academy.exchange.agent.AgentMailbox;
import academy.exchange.agent.AgentRegistrar;
import academy.exchange.embedded.EmbeddedRedis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The Java side alone; in place of the Python agent, one in Java that is known by the same name. */
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class PeerApplicationTest {

    private static final String NOBODY =
            "python-peer: no Python agent is here; samples/python-peer/run-python-agent starts one";

    @Test
    void withoutPythonAgentItSaysHowToStartOneAndLosesNothing(CapturedOutput output) {
        try (EmbeddedRedis redis = EmbeddedRedis.start();
                ConfigurableApplicationContext java = start(redis)) {
            awaitLine(output, NOBODY);
            assertThat(java.getBean(Exchange.class).discover(Analyst.TYPE)).isEmpty();
        }
        assertThat(output.getOut().lines()).endsWith("python-peer: 0 asked, 0 answered, 0 lost");
        assertThat(output.getErr()).isEmpty();
    }

    @Test
    void agentOfThatPathIsFoundWhenItComesAndMissedWhenItGoes(CapturedOutput output) {
        try (EmbeddedRedis redis = EmbeddedRedis.start();
                ConfigurableApplicationContext java = start(redis)) {
            awaitLine(output, NOBODY);
            AgentRegistrar registrar = java.getBean(AgentRegistrar.class);
            registrar.register("stand-in", new StandIn(java.getBean(Exchange.class)));
            awaitLine(output, "python-peer: 3 asked, 3 answered, 0 lost");
            registrar.remove("stand-in");
            awaitLine(output, NOBODY, 2);
        }
        assertThat(output.getOut())
                .contains("python-peer: found the Python agent analyst.Analyst as ")
                .contains("python-peer:   bakery    400 l a day, every day")
                .contains("python-peer:   cellar    400 l a day, but 1893 l on 2026-02-10");
        assertThat(output.getOut().lines()).last().asString().endsWith(" 0 lost");
    }

    @Test
    void redisIsOnTheAgreedPort(CapturedOutput output) throws IOException {
        int port = freePort();
        try (ConfigurableApplicationContext java = start("--peer.redis-port=" + port);
                Socket connection = new Socket(InetAddress.getLoopbackAddress(), port)) {
            assertThat(connection.isConnected()).isTrue();
            assertThat(java.getBean(Exchange.class).discover(Archive.class)).hasSize(1);
        }
        assertThat(output.getErr()).isEmpty();
    }

    private static ConfigurableApplicationContext start(EmbeddedRedis redis) {
        return start("--academy.exchange.redis.host=" + redis.host(), "--academy.exchange.redis.port=" + redis.port());
    }

    private static ConfigurableApplicationContext start(String... redis) {
        return new SpringApplicationBuilder(PeerApplication.class)
                .run(Stream.concat(Stream.of("--peer.round-every=500ms"), Stream.of(redis))
                        .toArray(String[]::new));
    }

    private static void awaitLine(CapturedOutput output, String line) {
        awaitLine(output, line, 1);
    }

    private static void awaitLine(CapturedOutput output, String line, int times) {
        await(line)
                .atMost(Duration.ofSeconds(60))
                .until(() -> output.getOut().lines().filter(line::equals).count() >= times);
    }

    private static int freePort() throws IOException {
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return any.getLocalPort();
        }
    }

    /** Has the name and the action of the Python agent, and asks the archive as that does. */
    @AgentMailbox(name = "stand-in", types = Analyst.TYPE)
    static final class StandIn {

        private static final ResultType<SortedMap<LocalDate, Integer>> READINGS = new ResultType<>() {};

        private final Exchange exchange;

        StandIn(Exchange exchange) {
            this.exchange = exchange;
        }

        @Action
        CompletableFuture<Analyst.Findings> examine(String meter, ActionContext request) {
            AgentId archive = exchange.discover("academy.samples.peer.Archive").get(0);
            return request.handle(archive)
                    .action("readings", READINGS, List.of(meter), Map.of())
                    .thenApply(StandIn::findings);
        }

        private static Analyst.Findings findings(SortedMap<LocalDate, Integer> readings) {
            SortedMap<LocalDate, Integer> unusual = new TreeMap<>(readings);
            unusual.values().removeIf(litres -> litres > 300 && litres < 500);
            return new Analyst.Findings(400, unusual);
        }
    }
}
