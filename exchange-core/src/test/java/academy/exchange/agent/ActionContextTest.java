package academy.exchange.agent;

import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import academy.exchange.AgentId;
import academy.exchange.EntityId;
import academy.exchange.Message;
import academy.exchange.RemoteFailure;
import academy.exchange.Request;
import academy.exchange.Response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(30)
class ActionContextTest {

    private final Curious curious = new Curious();
    private final Desk desk = Desk.of(curious);

    @Test
    void contextKnowsTheRequest() {
        UUID label = UUID.randomUUID();
        Message request = Message.request(
                Desk.CLIENT, Desk.AGENT, label, Map.of("tenant", "north"), desk.action("remember", "tea"));
        desk.tell(request);
        assertThat(curious.context()).satisfies(context -> {
            assertThat(context.source()).isEqualTo(Desk.CLIENT);
            assertThat(context.agent()).isEqualTo(Desk.AGENT);
            assertThat(context.tag()).isEqualTo(request.tag());
            assertThat(context.header()).isEqualTo(request.header());
            assertThat(context.header().attributes()).containsEntry("tenant", "north");
        });
        assertThat(curious.drink).isEqualTo("tea");
    }

    @Test
    void contextTellsAgentsFromClients() {
        assertThat(asksAsAgent(Desk.CLIENT)).isFalse();
        assertThat(asksAsAgent(AgentId.random())).isTrue();
    }

    @Test
    void contextIsNotAnArgument() {
        RemoteFailure failure = desk.fail("remember");
        assertThat(failure.message()).endsWith("is missing parameter 'drink'; it expects (String drink)");
    }

    @Test
    void listenerWithContextGetsActionRequestsOfAnyName() {
        Desk listener = Desk.ofListener(curious, "listen");
        assertThat(listener.call(Object.class, "anything", 1, 2)).isNull();
        assertThat(curious.context().source()).isEqualTo(Desk.CLIENT);
    }

    @Test
    void listenerWithContextHearsNoResponses() {
        Desk listener = Desk.ofListener(curious, "listen");
        listener.tell(
                Message.request(Desk.AGENT, Desk.CLIENT, new Request.Ping()).reply(new Response.Success()));
        assertThat(curious.seen).isNull();
    }

    @Test
    void contextDoesNotFitAnyOtherKind() {
        assertThatThrownBy(() -> Desk.ofListener(curious, "impossible"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("No message fits");
    }

    private boolean asksAsAgent(EntityId asker) {
        desk.ask(asker, desk.action("remember", "tea"));
        return curious.context().isAgentSource();
    }

    static class Curious {

        private @Nullable ActionContext seen;
        private @Nullable String drink;

        @Action
        void remember(ActionContext context, String drink) {
            this.seen = context;
            this.drink = drink;
        }

        void listen(ActionContext context) {
            this.seen = context;
        }

        void impossible(ActionContext context, Request.Ping ping) {
            throw new AssertionError(context + " with " + ping);
        }

        ActionContext context() {
            return Objects.requireNonNull(seen);
        }
    }
}
