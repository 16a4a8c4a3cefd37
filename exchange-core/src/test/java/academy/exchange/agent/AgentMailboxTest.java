package academy.exchange.agent;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.core.annotation.AliasFor;
import org.springframework.stereotype.Component;

import academy.exchange.ActionFailedException;
import academy.exchange.AgentHandle;
import academy.exchange.AgentId;
import academy.exchange.ClientId;
import academy.exchange.Exchange;
import academy.exchange.Mailbox;
import academy.exchange.Message;
import academy.exchange.Request;
import academy.exchange.Response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(30)
class AgentMailboxTest {

    private static final AgentId FIXED = AgentId.of("33333333-3333-4333-8333-333333333333");

    @Test
    void beanAnswersThroughItsInterface() {
        try (Application application = Application.run(CounterAgent.class)) {
            AgentId id = application.exchange().discover(Counter.class).get(0);
            Counter counter = application.exchange().getHandle(id).as(Counter.class);
            assertThat(counter.increment(2)).isEqualTo(2);
            assertThat(counter.increment(3)).isEqualTo(5);
            CompletableFuture<Integer> later =
                    application.exchange().getHandle(id).action("count", Integer.class);
            assertThat(later).succeedsWithin(Application.PATIENCE).isEqualTo(5);
        }
    }

    @Test
    void agentIsDiscoveredByClassInterfaceAndName() {
        try (Application application = Application.run(CounterAgent.class)) {
            AgentId agent = application.agent("counter");
            assertThat(application.exchange().discover(CounterAgent.class)).containsExactly(agent);
            assertThat(application.exchange().discover(Counter.class)).containsExactly(agent);
            assertThat(application.exchange().discoverAll()).containsExactly(agent);
        }
    }

    @Test
    void actionErrorsReachTheCaller() {
        try (Application application = Application.run(CounterAgent.class)) {
            AgentHandle handle = application.handle("counter");
            assertThatThrownBy(() -> handle.call("increment", Integer.class, Application.PATIENCE, "much"))
                    .isInstanceOf(ActionFailedException.class)
                    .hasMessageContaining("cannot convert parameter 'by'");
            assertThatThrownBy(() -> handle.call("nope", Integer.class, Application.PATIENCE))
                    .isInstanceOf(ActionFailedException.class)
                    .hasMessageContaining("does not have an action named \"nope\"");
        }
    }

    @Test
    void agentAnswersPing() throws InterruptedException {
        try (Application application = Application.run(CounterAgent.class)) {
            assertThat(application.handle("counter").ping(Application.PATIENCE)).isPositive();
        }
    }

    @Test
    void methodListensToAMailboxOfItsOwn() throws InterruptedException {
        try (Application application = Application.run(Audit.class)) {
            ClientId client = application.exchange().registerClient();
            Message message = Message.request(
                    client,
                    application.agent("audit"),
                    application.exchange().codec().encodeAction("anything", List.of(1), Map.of()));
            application.exchange().send(message);
            Message heard = application.bean(Audit.class).heard.poll(10, TimeUnit.SECONDS);
            assertThat(heard).isEqualTo(message);
            Message answer = application.exchange().getMailbox(client).receive(Application.PATIENCE);
            assertThat(answer.tag()).isEqualTo(message.tag());
            assertThat(application.container("agentMailboxTest.Audit.onMessage").isRunning())
                    .isTrue();
        }
    }

    @Test
    void listeningMethodIsNotFoundByTheClassOfItsBean() {
        try (Application application = Application.run(Audit.class)) {
            assertThat(application.exchange().discover(Audit.class)).isEmpty();
            assertThat(application.exchange().discoverAll()).hasSize(2);
        }
    }

    @Test
    void listeningMethodGetsArguments() {
        try (Application application = Application.run(Audit.class)) {
            assertThat(application.handle("orders").action("order", String.class, new Order("tea", 2)))
                    .succeedsWithin(Application.PATIENCE)
                    .isEqualTo("2 tea");
        }
    }

    @Test
    void annotationMayStandOnAnother() {
        try (Application application = Application.run(MetaAgent.class)) {
            assertThat(application.handle("meta").action("echo", String.class, "x"))
                    .succeedsWithin(Application.PATIENCE)
                    .isEqualTo("x");
        }
    }

    @Test
    void attributesResolvePlaceholdersAndExpressions() {
        Map<String, Object> properties = Map.of(
                "agent.name", "resolved",
                "agent.id", FIXED.uid().toString(),
                "agent.types", "first, second",
                "agent.container", "desk");
        try (Application application = Application.run(properties, ResolvedAgent.class)) {
            assertThat(application.agent("resolved")).isEqualTo(FIXED);
            assertThat(application.agent("first")).isEqualTo(FIXED);
            assertThat(application.agent("second")).isEqualTo(FIXED);
            assertThat(application.agent("third")).isEqualTo(FIXED);
            assertThat(application.agent("fourth")).isEqualTo(FIXED);
            assertThat(application.container("desk").options().concurrency()).isEqualTo(4);
        }
    }

    @Test
    void oneActionRunsAtATimeUnlessToldOtherwise() {
        try (Application application = Application.run(CounterAgent.class)) {
            AgentHandle handle = application.handle("counter");
            CompletableFuture<?>[] all = new CompletableFuture<?>[200];
            for (int index = 0; index < all.length; index++) {
                all[index] = handle.action("increment", Integer.class, 1);
            }
            assertThat(CompletableFuture.allOf(all)).succeedsWithin(Application.PATIENCE);
            assertThat(handle.action("count", Integer.class))
                    .succeedsWithin(Application.PATIENCE)
                    .isEqualTo(200);
        }
    }

    @Test
    void listenerThatRepliesItselfIsNotAnsweredTwice() throws InterruptedException {
        try (Application application = Application.run(SelfReplying.class)) {
            ClientId client = application.exchange().registerClient();
            AgentId agent = application.agent("self");
            Message question = Message.request(
                    client, agent, application.exchange().codec().encodeAction("any", List.of(), Map.of()));
            Message ping = Message.request(client, agent, new Request.Ping());
            application.exchange().sendAll(List.of(question, ping));
            Mailbox answers = application.exchange().getMailbox(client);
            Message answer = answers.receive(Application.PATIENCE);
            assertThat(answer.tag()).isEqualTo(question.tag());
            assertThat(answer.body()).isEqualTo(new Response.Success());
            assertThat(answers.receive(Application.PATIENCE).tag()).isEqualTo(ping.tag());
        }
    }

    interface Counter {
        int increment(int by);

        int count();
    }

    @Component
    @AgentMailbox("counter")
    static class CounterAgent implements Counter {
        private int count;

        @Action
        @Override
        public int increment(int by) {
            return count += by;
        }

        @Action
        @Override
        public int count() {
            return count;
        }
    }

    record Order(String what, int count) {}

    @Component
    static class Audit {
        private final BlockingQueue<Message> heard = new LinkedBlockingQueue<>();

        @AgentMailbox("audit")
        void onMessage(Message message) {
            heard.add(message);
        }

        @AgentMailbox("orders")
        String onOrder(Order order) {
            return order.count() + " " + order.what();
        }
    }

    @Component
    static class SelfReplying {
        private final Exchange exchange;

        SelfReplying(Exchange exchange) {
            this.exchange = exchange;
        }

        @AgentMailbox("self")
        void onMessage(Message message) {
            exchange.send(message.reply(new Response.Success()));
        }
    }

    @Component
    @AgentMailbox
    @Target(ElementType.TYPE)
    @Retention(RetentionPolicy.RUNTIME)
    @interface NamedAgent {
        @AliasFor(annotation = AgentMailbox.class, attribute = "name")
        String value();
    }

    @Action
    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @interface Offer {}

    @NamedAgent("meta")
    static class MetaAgent {
        @Offer
        String echo(String text) {
            return text;
        }
    }

    @Component
    @AgentMailbox(
            name = "${agent.name}",
            id = "${agent.id}",
            types = {"${agent.types}", "#{{'third', 'fourth'}}"},
            container = "${agent.container}",
            concurrency = "#{2 * 2}",
            prefetch = "#{1 - 1}",
            autoStartup = "${agent.start:true}")
    static class ResolvedAgent extends MetaAgent {}
}
