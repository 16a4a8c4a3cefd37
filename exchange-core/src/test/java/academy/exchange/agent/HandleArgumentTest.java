package academy.exchange.agent;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.stereotype.Component;

import academy.exchange.AgentHandle;
import academy.exchange.AgentId;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(30)
class HandleArgumentTest {

    @Test
    void idOfAnAgentBecomesAHandleToIt() {
        try (Application application = Application.run(Caller.class, Callee.class)) {
            AgentId callee = application.agent("callee");
            assertThat(application.handle("caller").action("relay", String.class, callee, "x"))
                    .succeedsWithin(Application.PATIENCE)
                    .isEqualTo("heard x");
        }
    }

    @Test
    void uidAloneIsEnough() {
        try (Application application = Application.run(Caller.class, Callee.class)) {
            Map<String, String> bare =
                    Map.of("uid", application.agent("callee").uid().toString(), "role", "agent");
            assertThat(application.handle("caller").action("relay", String.class, bare, "x"))
                    .succeedsWithin(Application.PATIENCE)
                    .isEqualTo("heard x");
        }
    }

    @Test
    void handleMayBeOptional() {
        try (Application application = Application.run(Caller.class, Callee.class)) {
            AgentId callee = application.agent("callee");
            assertThat(application.handle("caller").action("perhaps", String.class))
                    .succeedsWithin(Application.PATIENCE)
                    .isEqualTo("nobody");
            assertThat(application.handle("caller").action("perhaps", String.class, callee))
                    .succeedsWithin(Application.PATIENCE)
                    .isEqualTo(callee.uid().toString());
        }
    }

    @Test
    void whatIsNoIdOfAnAgentIsRefused() {
        Desk desk = Desk.of(new Caller());
        assertThat(desk.fail("relay", "you", "x").message())
                .contains("cannot convert parameter 'other': ")
                .endsWith("; it expects (AgentHandle other, String text)");
        assertThat(desk.fail("relay", Map.of("name", "you"), "x").message())
                .contains("cannot convert parameter 'other': ")
                .contains("id.uid is missing");
    }

    @Test
    void handlesInsideOtherTypesAreRefused() {
        for (Object bean : List.of(new Listing(), new Mapping(), new Array(), new Nested())) {
            assertThatThrownBy(() -> Desk.of(bean))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("Parameter 'others' of ")
                    .hasMessageContaining("take AgentIds");
        }
        assertThatThrownBy(() -> Application.run(Listing.class).close())
                .isInstanceOf(BeanCreationException.class)
                .hasMessageContaining("holds AgentHandles");
    }

    @Component
    @AgentMailbox("caller")
    static class Caller {

        @Action
        String relay(AgentHandle other, String text) throws InterruptedException {
            return String.valueOf(other.call("hear", String.class, Application.PATIENCE, text));
        }

        @Action
        String perhaps(Optional<AgentHandle> other) {
            return other.map(handle -> handle.agentId().uid().toString()).orElse("nobody");
        }
    }

    @Component
    @AgentMailbox("callee")
    static class Callee {
        @Action
        String hear(String text) {
            return "heard " + text;
        }
    }

    @Component
    @AgentMailbox
    static class Listing {
        @Action
        int take(List<AgentHandle> others) {
            return others.size();
        }
    }

    static class Mapping {
        @Action
        int take(Map<String, AgentHandle> others) {
            return others.size();
        }
    }

    static class Array {
        @Action
        int take(AgentHandle[] others) {
            return others.length;
        }
    }

    static class Nested {
        @Action
        boolean take(Optional<List<AgentHandle>> others) {
            return others.isPresent();
        }
    }
}
