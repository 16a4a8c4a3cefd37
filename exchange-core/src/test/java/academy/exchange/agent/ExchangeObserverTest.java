package academy.exchange.agent;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import academy.exchange.ActionFailedException;
import academy.exchange.AgentHandle;
import academy.exchange.AgentId;
import academy.exchange.AgentRegistration;
import academy.exchange.ClientId;
import academy.exchange.ExchangeTimeoutException;
import academy.exchange.Header;
import academy.exchange.Mailbox;
import academy.exchange.MailboxTerminatedException;
import academy.exchange.Message;
import academy.exchange.RecordingObserver;
import academy.exchange.Request;
import academy.exchange.codec.JsonMessageCodec;
import academy.exchange.mailbox.MailboxContainerRegistry;
import academy.exchange.memory.InMemoryExchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** What an observer is told of questions and of agents that answer them. */
@Timeout(120)
class ExchangeObserverTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    private final RecordingObserver observer = new RecordingObserver();
    private final InMemoryExchange exchange = InMemoryExchange.builder(JsonMessageCodec.create())
            .observer(observer)
            .build();
    private final MailboxContainerRegistry registry = new MailboxContainerRegistry();
    private final AgentRegistrar agents = new AgentRegistrar(() -> exchange, () -> registry, AgentOptions::defaults);

    @AfterEach
    void end() {
        registry.stop();
        exchange.close();
    }

    private AgentHandle handle() {
        return handle("clerk", new Clerk());
    }

    private AgentHandle handle(String container, Object bean) {
        registry.start();
        AgentId id = AgentId.random();
        agents.register(container, bean, AgentRegistration.of(bean.getClass()).withId(id));
        return exchange.getHandle(id);
    }

    @Test
    void questionThatIsAnsweredIsSeenOnBothSides() throws InterruptedException {
        assertThat(handle().call("greet", String.class, LONG, "world")).isEqualTo("hello world");

        assertThat(observer.lines())
                .contains("handle clerk/Clerk/greet: SUCCESS", "ask: SUCCESS", "send REQUEST: SUCCESS");
        await().atMost(LONG).untilAsserted(() -> assertThat(observer.lines()).contains("send RESPONSE: SUCCESS"));
    }

    @Test
    void actionThatThrowsIsSeenOnBothSides() {
        assertThatThrownBy(() -> handle().call("fail", String.class, LONG)).isInstanceOf(ActionFailedException.class);

        assertThat(observer.lines())
                .contains("handle clerk/Clerk/fail: ERROR IllegalStateException", "ask: ERROR ActionFailedException");
    }

    @Test
    void actionThatIsNotThereIsSeenUnderNoNameOfTheSenders() {
        assertThatThrownBy(() -> handle().call("made up", String.class, LONG))
                .isInstanceOf(ActionFailedException.class);

        assertThat(observer.lines()).contains("handle clerk/Clerk/*: REFUSED RefusedException");
    }

    @Test
    void questionThatIsNotAnsweredInTimeIsSeen() {
        AgentHandle silent = exchange.getHandle(exchange.registerAgent(Clerk.class));

        assertThatThrownBy(() -> silent.call("greet", String.class, Duration.ofMillis(20), "world"))
                .isInstanceOf(ExchangeTimeoutException.class);

        assertThat(observer.lines()).contains("ask: TIMEOUT ExchangeTimeoutException");
    }

    @Test
    void questionThatIsCancelledIsSeen() {
        AgentHandle silent = exchange.getHandle(exchange.registerAgent(Clerk.class));

        CompletableFuture<String> answer = silent.action("greet", String.class, "world");
        answer.cancel(false);

        assertThat(observer.lines()).contains("ask: CANCELLED CancellationException");
    }

    @Test
    void questionToATerminatedAgentIsSeen() {
        AgentId gone = exchange.registerAgent(Clerk.class);
        exchange.terminate(gone);

        assertThatThrownBy(() -> exchange.getHandle(gone).call("greet", String.class, LONG, "world"))
                .isInstanceOf(MailboxTerminatedException.class);

        assertThat(observer.lines()).contains("ask: UNAVAILABLE MailboxTerminatedException");
    }

    @Test
    void questionOfAnActionIsSeenDuringItWhicheverThreadAsks() throws InterruptedException {
        AgentHandle clerk = handle();
        AgentHandle middleman = handle("middleman", new Middleman(clerk.agentId()));

        assertThat(middleman.call("pass", String.class, LONG)).isEqualTo("hello you");
        assertThat(middleman.call("passElsewhere", String.class, LONG)).isEqualTo("hello you");

        assertThat(observer.lines())
                .contains(
                        "ask during handle middleman/Middleman/pass: SUCCESS",
                        "ask during handle middleman/Middleman/passElsewhere: SUCCESS");
    }

    @Test
    void messageCarriesWhatTheObserverWants() throws InterruptedException {
        ClientId client = exchange.registerClient();
        AgentId agent = exchange.registerAgent(Clerk.class);
        Mailbox mailbox = exchange.getMailbox(agent);

        exchange.send(Message.request(client, agent, new Request.Ping()));
        Header sent = mailbox.receive(LONG).header();
        CompletableFuture<String> unused = exchange.getHandle(agent).action("greet", String.class, "world");
        Header asked = mailbox.receive(LONG).header();

        assertThat(sent.attributes()).containsEntry("sent_by", "test");
        assertThat(asked.attributes()).containsEntry("sent_by", "test").containsEntry("asked_by", "test");
    }

    @Test
    void sendThatFailsIsSeen() {
        Message message = Message.request(ClientId.random(), AgentId.random(), new Request.Ping());

        assertThatThrownBy(() -> exchange.send(message)).isNotNull();

        assertThat(observer.lines()).containsExactly("send REQUEST: UNAVAILABLE BadEntityIdException");
    }

    static class Clerk {

        @Action
        String greet(String name) {
            return "hello " + name;
        }

        @Action
        String fail() {
            throw new IllegalStateException("on purpose");
        }
    }

    record Middleman(AgentId clerk) {

        @Action
        @Nullable
        String pass(ActionContext context) throws InterruptedException {
            return context.handle(clerk).call("greet", String.class, LONG, "you");
        }

        @Action
        CompletableFuture<String> passElsewhere(ActionContext context) {
            AgentHandle handle = context.handle(clerk);
            return CompletableFuture.completedFuture("you")
                    .thenComposeAsync(name -> handle.action("greet", String.class, name));
        }
    }
}
