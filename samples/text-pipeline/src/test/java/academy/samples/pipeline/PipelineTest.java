package academy.samples.pipeline;

import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationContext;

import academy.exchange.AgentHandle;
import academy.exchange.Exchange;

import static org.assertj.core.api.Assertions.assertThat;

/** All three agents in one process. */
@Timeout(120)
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {"academy.exchange.type=memory", "academy.exchange.redis.embedded=false"})
class PipelineTest {

    private final WebApi web;
    private final Exchange exchange;

    PipelineTest(ApplicationContext application) {
        this.web = WebApi.of(application);
        this.exchange = application.getBean(Exchange.class);
    }

    @Test
    void textComesBackInLowerCaseAndReversed() throws Exception {
        assertThat(web.process("DEADBEEF").body()).isEqualTo("feebdaed");
    }

    @Test
    void coordinatorAnswersWhoeverAsksIt() throws Exception {
        AgentHandle coordinator =
                exchange.getHandle(exchange.discover(Coordinator.class).get(0));

        assertThat(coordinator.call("process", String.class, Duration.ofSeconds(10), "DEADBEEF"))
                .isEqualTo("feebdaed");
    }

    @Test
    void everyAgentIsFoundByItsClass() {
        assertThat(exchange.discover(Coordinator.class)).hasSize(1);
        assertThat(exchange.discover(Lowerer.class, false)).hasSize(1);
        assertThat(exchange.discover("academy.samples.pipeline.Reverser")).hasSize(1);
    }

    @Test
    void everyLineIsProcessedByItself() throws Exception {
        assertThat(web.process("One\nTWO three\n").body()).isEqualTo("eno\neerht owt\n");
        assertThat(web.process("\n\nA\r\n\nB").body()).isEqualTo("\n\na\n\nb");
    }

    @Test
    void emptyBodyIsAnEmptyText() throws Exception {
        assertThat(web.process("").statusCode()).isEqualTo(200);
        assertThat(web.process("").body()).isEmpty();
    }

    @Test
    void textIsUtf8BothWays() throws Exception {
        var answer = web.process("ÄÖÜ 🦊 ЖЩ");

        assertThat(answer.body()).isEqualTo("щж 🦊 üöä");
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/plain;charset=UTF-8");
    }

    @Test
    void moreLinesThanMayBeUnderWayKeepTheirOrder() throws Exception {
        String text = IntStream.range(0, 1_000).mapToObj(number -> "X" + number).collect(Collectors.joining("\n"));

        assertThat(web.process(text).body().lines())
                .containsExactlyElementsOf(IntStream.range(0, 1_000)
                        .mapToObj(number ->
                                new StringBuilder("x" + number).reverse().toString())
                        .toList());
    }

    @Test
    void lineThatIsTooLongIsRefused() throws Exception {
        var answer = web.process("short\n" + "long".repeat(300_000));

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body()).contains("bytes");
    }

    @Test
    void healthTellsOfTheAgents() throws Exception {
        var answer = web.health();

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"coordinator\"", "\"lowerer\"", "\"reverser\"", "RUNNING");
    }
}
