package academy.samples.pipeline;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import academy.exchange.AgentId;
import academy.exchange.Exchange;
import academy.exchange.Mailbox;
import academy.exchange.mailbox.MailboxContainerRegistry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** A process with some of the agents, and what it does about those that are missing, silent or gone. */
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class ChosenAgentsTest {

    @Test
    void unknownNameFailsTheStartAndTheKnownOnesAreListed(CapturedOutput output) {
        assertThatThrownBy(() -> run("--pipeline.agents=lowerer,shouter")).isInstanceOf(RuntimeException.class);

        assertThat(output.getAll()).contains("shouter", "The agents are coordinator, lowerer, reverser.");
    }

    @Test
    void onlyTheChosenOnesRun() {
        try (ConfigurableApplicationContext application = run("--pipeline.agents=lowerer, reverser")) {
            Exchange exchange = application.getBean(Exchange.class);

            assertThat(exchange.discoverAll()).hasSize(2);
            assertThat(exchange.discover(Lowerer.class)).hasSize(1);
            assertThat(exchange.discover(Reverser.class)).hasSize(1);
        }
    }

    @Test
    void withoutCoordinatorTheAnswerSaysWhatToStart() throws Exception {
        try (ConfigurableApplicationContext application = run("--pipeline.agents=lowerer")) {
            HttpResponse<String> answer = WebApi.of(application).process("DEADBEEF");

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body())
                    .isEqualTo("No coordinator is running."
                            + " Start a process with --pipeline.agents=coordinator on the same Redis.\n");
        }
    }

    @Test
    void withoutReverserTheCoordinatorSaysWhatToStart() throws Exception {
        try (ConfigurableApplicationContext application =
                run("--pipeline.agents=coordinator,lowerer", "--pipeline.step.total=2s")) {
            HttpResponse<String> answer = WebApi.of(application).process("DEADBEEF");

            assertThat(answer.statusCode()).isEqualTo(502);
            assertThat(answer.body()).contains("No reverser is running.", "--pipeline.agents=reverser");
        }
    }

    @Test
    void silentCoordinatorIsATimeout() throws Exception {
        try (ConfigurableApplicationContext application =
                run("--pipeline.agents=", "--pipeline.line.answer=200ms", "--pipeline.line.total=300ms")) {
            registerSilent(application, Coordinator.class);

            HttpResponse<String> answer = WebApi.of(application).process("DEADBEEF");

            assertThat(answer.statusCode()).isEqualTo(504);
            assertThat(answer.body()).contains("did not answer action 'process' within");
        }
    }

    @Test
    void silentLowererIsPassedOver() throws Exception {
        try (ConfigurableApplicationContext application = run("--pipeline.step.answer=200ms")) {
            registerSilent(application, Lowerer.class);

            assertThat(WebApi.of(application).process("ONE\nTWO\nTHREE\nFOUR").body())
                    .isEqualTo("eno\nowt\neerht\nruof");
        }
    }

    @Test
    void lowererThatNeverGaveASignOfLifeIsNotAsked() throws Exception {
        try (ConfigurableApplicationContext application =
                run("--pipeline.agents=coordinator,reverser", "--pipeline.step.total=300ms")) {
            application.getBean(Exchange.class).registerAgent(Lowerer.class);

            assertThat(WebApi.of(application).process("DEADBEEF").body()).contains("No lowerer is running.");
        }
    }

    @Test
    void stoppingProcessWaitsForNoAgentAnyMore() throws Exception {
        CompletableFuture<HttpResponse<String>> answer;
        try (ConfigurableApplicationContext application = run("--pipeline.agents=coordinator,reverser")) {
            answer = WebApi.of(application).processLater("DEADBEEF");
            await("the coordinator to look for a lowerer").until(() -> requestsUnderWay(application) == 1);
        }

        assertThat(answer.join().statusCode()).isEqualTo(502);
        assertThat(answer.join().body()).contains("No lowerer is running.");
    }

    private static int requestsUnderWay(ConfigurableApplicationContext application) {
        return application
                .getBean(MailboxContainerRegistry.class)
                .find("coordinator")
                .orElseThrow()
                .status()
                .inFlight();
    }

    private static void registerSilent(ConfigurableApplicationContext application, Class<?> type) {
        Exchange exchange = application.getBean(Exchange.class);
        AgentId silent = exchange.registerAgent(type);
        try (Mailbox mailbox = exchange.getMailbox(silent)) {
            mailbox.heartbeat();
        }
    }

    private static ConfigurableApplicationContext run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(
                "--server.port=0",
                "--academy.exchange.type=memory",
                "--academy.exchange.redis.embedded=false",
                "--pipeline.alive-within=1m"));
        all.addAll(List.of(arguments));
        return SpringApplication.run(PipelineApplication.class, all.toArray(String[]::new));
    }
}
