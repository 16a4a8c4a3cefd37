package academy.exchange.micrometer;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import academy.exchange.AgentId;
import academy.exchange.ClientId;
import academy.exchange.ExchangeObserver.Outcome;
import academy.exchange.ExchangeObserver.Step;
import academy.exchange.Message;
import academy.exchange.codec.JsonMessageCodec;

import static org.assertj.core.api.Assertions.assertThat;

class ExchangeMetersTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ExchangeMeters meters = new ExchangeMeters(registry);

    @Test
    void namesOfActionsAfterTheFirst200ShareATag() {
        IntStream.range(0, 1000).forEach(i -> ask("action-" + i));
        ask("action-0");
        assertThat(registry.find("academy.exchange.asked").timers()).hasSize(201);
        assertThat(count("action-0")).isEqualTo(2);
        assertThat(count("action-199")).isOne();
        assertThat(count("*")).isEqualTo(800);
    }

    private void ask(String action) {
        Message request = Message.request(
                ClientId.random(),
                AgentId.random(),
                JsonMessageCodec.create().encodeAction(action, List.of(), Map.of()));
        meters.asking(request, Step.UNOBSERVED).ended(Outcome.SUCCESS, null);
    }

    private long count(String action) {
        return registry.get("academy.exchange.asked")
                .tags("action", action, "outcome", "success")
                .timer()
                .count();
    }
}
