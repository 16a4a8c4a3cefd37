package academy.exchange.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.MDC;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import academy.exchange.AgentHandle;
import academy.exchange.AgentId;
import academy.exchange.Exchange;
import academy.exchange.ExchangeObserver.Scope;
import academy.exchange.ExchangeObserver.Work;
import academy.exchange.Header;
import academy.exchange.Message;
import academy.exchange.Request;
import academy.exchange.agent.Action;
import academy.exchange.agent.ActionContext;
import academy.exchange.agent.AgentMailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What an action finds in the MDC, and what stays there. */
@Timeout(120)
class HandlerMdcTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(ExchangeAutoConfiguration.class))
            .withBean("witness", Witness.class)
            .withPropertyValues("academy.exchange.type=memory");

    @Test
    void actionFindsItsMessageInTheMdc() {
        runner.run(context -> {
            assertThat(witness(context.getBean(Exchange.class)).call("look", String.class, LONG))
                    .isEqualTo("seen");

            Witness witness = context.getBean(Witness.class);
            Header header = witness.headers.get(0);
            assertThat(witness.seen.get(0))
                    .containsEntry("exchange.tag", header.tag().toString())
                    .containsEntry("exchange.source", header.src().uid().toString())
                    .containsEntry("exchange.destination", header.dest().uid().toString())
                    .containsEntry("exchange.action", "look");
        });
    }

    @Test
    void nothingIsLeftForTheNextAction() {
        runner.run(context -> {
            AgentHandle handle = witness(context.getBean(Exchange.class));
            assertThatThrownBy(() -> handle.call("fail", String.class, LONG)).hasMessageContaining("on purpose");
            assertThat(handle.call("look", String.class, LONG)).isEqualTo("seen");

            Witness witness = context.getBean(Witness.class);
            assertThat(witness.seen)
                    .extracting(entries -> entries.get("exchange.action"))
                    .containsExactly("fail", "look");
            assertThat(witness.seen)
                    .extracting(entries -> entries.get("exchange.tag"))
                    .doesNotHaveDuplicates();
        });
    }

    @Test
    void whatWasInTheMdcBeforeIsThereAgain() {
        Message message = Message.request(AgentId.random(), AgentId.random(), new Request.Ping());
        MDC.put("exchange.tag", "mine");
        try (Scope scope = new HandlerMdc()
                .handling(new Work(message, "agent", "Agent", "(ping)"))
                .open()) {
            assertThat(scope).isNotNull();
            assertThat(MDC.get("exchange.tag")).isEqualTo(message.tag().toString());
            assertThat(MDC.get("exchange.action")).isNull();
        }
        try {
            assertThat(MDC.getCopyOfContextMap()).isEqualTo(Map.of("exchange.tag", "mine"));
        } finally {
            MDC.clear();
        }
    }

    private static AgentHandle witness(Exchange exchange) {
        return exchange.getHandle(exchange.discover(Witness.class).get(0));
    }

    @AgentMailbox
    static class Witness {

        final List<Map<String, String>> seen = new CopyOnWriteArrayList<>();
        final List<Header> headers = new CopyOnWriteArrayList<>();

        @Action
        String look(ActionContext context) {
            note(context);
            return "seen";
        }

        @Action
        String fail(ActionContext context) {
            note(context);
            throw new IllegalStateException("on purpose");
        }

        private void note(ActionContext context) {
            headers.add(context.header());
            seen.add(MDC.getCopyOfContextMap());
        }
    }
}
