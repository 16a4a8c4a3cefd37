package academy.exchange.agent;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import academy.exchange.AgentId;
import academy.exchange.AgentRegistration;
import academy.exchange.Body;
import academy.exchange.ClientId;
import academy.exchange.DeadLetter;
import academy.exchange.EntityId;
import academy.exchange.ErrorCode;
import academy.exchange.Exchange;
import academy.exchange.ExchangeUnavailableException;
import academy.exchange.Mailbox;
import academy.exchange.MailboxStatus;
import academy.exchange.Message;
import academy.exchange.Request;
import academy.exchange.Response;
import academy.exchange.Urgency;
import academy.exchange.Urgent;
import academy.exchange.codec.JsonMessageCodec;
import academy.exchange.mailbox.MailboxContainerRegistry;
import academy.exchange.memory.InMemoryExchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What those get who ask an agent while it fails to start. */
@Timeout(30)
class AgentFailedStartTest {

    private final Exchange store = InMemoryExchange.create(JsonMessageCodec.create());
    private final ClientId client = store.registerClient();
    private Consumer<Set<Urgency>> look = kinds -> {};

    @AfterEach
    void closeExchange() {
        store.close();
    }

    @Test
    void whoeverAskedAFreshAgentLearnsThatItsMailboxIsGone() throws InterruptedException {
        AgentId agent = fail(AgentRegistration.of(Failing.class), new Request.Ping(), action());
        assertThat(store.status(agent)).isEqualTo(MailboxStatus.TERMINATED);
        assertThat(answers(2)).containsOnly(new Response.ProtocolError(ErrorCode.MAILBOX_TERMINATED, agent));
    }

    @Test
    void pingsToAFixedAgentAreCancelled() throws InterruptedException {
        AgentId agent = fail(fixed(), new Request.Ping(), new Request.Ping());
        assertThat(store.status(agent)).isEqualTo(MailboxStatus.ACTIVE);
        assertThat(answers(2)).containsOnly(new Response.ProtocolError(ErrorCode.PING_CANCELLED, null));
    }

    @Test
    void cancelAndShutdownRequestsToAFixedAgentAreRefused() throws InterruptedException {
        fail(fixed(), new Request.Cancel(UUID.randomUUID()), new Request.Shutdown(null));
        assertThat(answers(2))
                .anySatisfy(answer ->
                        assertThat(answer).isEqualTo(new Response.ProtocolError(ErrorCode.ACTION_INVALID_STATE, null)))
                .anySatisfy(answer -> assertThat(answer)
                        .isInstanceOfSatisfying(Response.ActionError.class, error -> assertThat(
                                        store.codec().decodeFailure(error).message())
                                .contains("failed to start")));
    }

    @Test
    void onlyControlRequestsAreTakenFromAFixedAgent() {
        look = kinds -> assertThat(kinds).containsExactly(Urgency.CONTROL);
        fail(fixed());
    }

    @Test
    void failureToAnswerDoesNotHideWhyTheStartFailed() {
        look = kinds -> {
            throw new ExchangeUnavailableException("down", null);
        };
        fail(fixed(), new Request.Ping());
    }

    @Test
    void interruptedStartAnswersPingsAndStaysInterrupted() throws InterruptedException {
        Failing agent = new Failing(id -> {
            store.send(Message.request(client, id, new Request.Ping()));
            Thread.currentThread().interrupt();
        });
        assertThatThrownBy(() -> start(agent, fixed())).hasRootCauseMessage("no instrument");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(answers(1)).containsExactly(new Response.ProtocolError(ErrorCode.PING_CANCELLED, null));
    }

    private static AgentRegistration fixed() {
        return AgentRegistration.of(Failing.class).withId(AgentId.random());
    }

    private Request action() {
        return store.codec().encodeAction("any", List.of(), Map.of());
    }

    private AgentId fail(AgentRegistration registration, Request... requests) {
        Failing agent = new Failing(id -> {
            for (Request request : requests) {
                store.send(Message.request(client, id, request));
            }
        });
        assertThatThrownBy(() -> start(agent, registration)).hasRootCauseMessage("no instrument");
        return agent.id;
    }

    private void start(Failing agent, AgentRegistration registration) {
        MailboxContainerRegistry registry = new MailboxContainerRegistry();
        registry.start();
        new AgentRegistrar(this::looked, () -> registry, AgentOptions::defaults)
                .register("failing", agent, registration);
    }

    private List<Body> answers(int count) throws InterruptedException {
        try (Mailbox mailbox = store.getMailbox(client)) {
            List<Message> received = mailbox.receive(count, Application.PATIENCE);
            assertThat(received).hasSize(count);
            return received.stream().map(Message::body).collect(Collectors.toList());
        }
    }

    /** The exchange, with mailboxes that can be looked into for what is urgent. */
    private Exchange looked() {
        return (Exchange) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Exchange.class}, (proxy, method, arguments) -> {
                    try {
                        Object result = method.invoke(store, arguments);
                        return result instanceof Mailbox mailbox ? new LookedMailbox(mailbox) : result;
                    } catch (InvocationTargetException failed) {
                        throw failed.getTargetException();
                    }
                });
    }

    private final class LookedMailbox implements Mailbox {
        private final Mailbox mailbox;

        LookedMailbox(Mailbox mailbox) {
            this.mailbox = mailbox;
        }

        @Override
        public Urgent receiveUrgent(Set<Urgency> kinds) throws InterruptedException {
            look.accept(kinds);
            return Urgent.settled(mailbox.receive(100, Duration.ZERO), Set.of());
        }

        @Override
        public List<Message> receive(int max, Duration timeout) throws InterruptedException {
            return mailbox.receive(max, timeout);
        }

        @Override
        public Exchange exchange() {
            return mailbox.exchange();
        }

        @Override
        public EntityId mailboxId() {
            return mailbox.mailboxId();
        }

        @Override
        public List<DeadLetter> deadLetters(int max) {
            return mailbox.deadLetters(max);
        }

        @Override
        public int redrive(int max) {
            return 0;
        }

        @Override
        public void heartbeat() {
            mailbox.heartbeat();
        }

        @Override
        public void close() {
            mailbox.close();
        }
    }

    static class Failing {
        private final Consumer<AgentId> before;
        private AgentId id = AgentId.random();

        Failing(Consumer<AgentId> before) {
            this.before = before;
        }

        @OnStart
        void open(AgentContext context) {
            id = context.id();
            before.accept(id);
            throw new IllegalArgumentException("no instrument");
        }

        @Action
        void any() {}
    }
}
