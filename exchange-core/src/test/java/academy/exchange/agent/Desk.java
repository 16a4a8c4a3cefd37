package academy.exchange.agent;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import academy.exchange.AgentId;
import academy.exchange.ClientId;
import academy.exchange.EntityId;
import academy.exchange.Message;
import academy.exchange.MessageCodec;
import academy.exchange.RemoteFailure;
import academy.exchange.Request;
import academy.exchange.Response;
import academy.exchange.codec.JsonMessageCodec;

import static org.assertj.core.api.Assertions.assertThat;

/** A dispatcher with an agent behind it and somebody who asks in front of it, without threads. */
final class Desk {

    static final AgentId AGENT = AgentId.of("11111111-1111-4111-8111-111111111111");
    static final ClientId CLIENT = ClientId.of("22222222-2222-4222-8222-222222222222");

    private final RecordingExchange exchange;
    private final ActionCancels cancels;
    private final RequestDispatcher dispatcher;
    private final List<Request.Shutdown> shutdowns = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();

    private Desk(MessageCodec codec, Receiver receiver, AgentOptions options) {
        exchange = new RecordingExchange(codec);
        cancels = new ActionCancels(
                exchange, new Replies(exchange, receiver.label()), options.cancelsOnShutdown(), false);
        OwnHandles handles = new OwnHandles(exchange, AGENT);
        dispatcher = new RequestDispatcher(
                exchange,
                ObservedAgent.of(exchange.observer(), "desk", receiver),
                receiver,
                cancels,
                options.maxHops(),
                () -> handles,
                shutdown -> {
                    assertThat(exchange.sent()).as("answered before it stops").isNotEmpty();
                    shutdowns.add(shutdown);
                });
    }

    /** Before the actions of this bean. */
    static Desk of(Object bean) {
        return of(JsonMessageCodec.create(), bean);
    }

    static Desk of(MessageCodec codec, Object bean) {
        return new Desk(
                codec, ActionTable.of("counter", bean, bean.getClass(), ActionSupport.none()), AgentOptions.defaults());
    }

    static Desk of(AgentOptions options, Object bean) {
        return new Desk(
                JsonMessageCodec.create(),
                ActionTable.of("counter", bean, bean.getClass(), ActionSupport.none()),
                options);
    }

    /** Before the listening method of this name. */
    static Desk ofListener(Object bean, String name) {
        Method method = Stream.of(bean.getClass().getDeclaredMethods())
                .filter(each -> each.getName().equals(name))
                .findFirst()
                .orElseThrow();
        return new Desk(
                JsonMessageCodec.create(),
                ListenerMethod.of("audit", bean, method, bean.getClass(), ActionSupport.none()),
                AgentOptions.defaults());
    }

    RecordingExchange exchange() {
        return exchange;
    }

    RequestDispatcher dispatcher() {
        return dispatcher;
    }

    ActionCancels cancels() {
        return cancels;
    }

    List<Request.Shutdown> shutdowns() {
        return shutdowns;
    }

    /** Hands in a message and returns the only answer. */
    Message ask(EntityId src, Request request) {
        Message message = Message.request(src, AGENT, request);
        exchange.sent().clear();
        tell(message);
        assertThat(exchange.sent()).hasSize(1);
        Message answer = exchange.sent().get(0);
        assertThat(answer.tag()).isEqualTo(message.tag());
        assertThat(answer.dest()).isEqualTo(src);
        return answer;
    }

    Response ask(Request request) {
        return (Response) ask(CLIENT, request).body();
    }

    /** Hands in a message as a container does with an urgent one, also if it is to be handled in its turn after all. */
    void tellUrgent(Message message) {
        try {
            if (!dispatcher.handleUrgent(message)) {
                dispatcher.handle(message);
            }
        } catch (Exception | Error failure) {
            failures.add(failure);
        }
    }

    /** Hands in a message; what the container would have to log and count is in {@link #failures()}. */
    void tell(Message message) {
        try {
            dispatcher.handle(message);
        } catch (Exception | Error failure) {
            failures.add(failure);
        }
    }

    List<Throwable> failures() {
        return failures;
    }

    Request.Action action(String action, @Nullable Object... arguments) {
        return exchange.codec().encodeAction(action, Arrays.asList(arguments), Map.of());
    }

    /** What an action returned, as the type it is asked for. */
    @Nullable
    Object call(Class<?> type, String action, @Nullable Object... arguments) {
        return result(type, action(action, arguments));
    }

    @Nullable
    Object callNamed(Class<?> type, String action, Map<String, ?> named, @Nullable Object... positional) {
        return result(type, exchange.codec().encodeAction(action, Arrays.asList(positional), named));
    }

    /** How an action failed. */
    RemoteFailure fail(String action, @Nullable Object... arguments) {
        return failure(action(action, arguments));
    }

    RemoteFailure failNamed(String action, Map<String, ?> named, @Nullable Object... positional) {
        return failure(exchange.codec().encodeAction(action, Arrays.asList(positional), named));
    }

    private @Nullable Object result(Class<?> type, Request.Action request) {
        Response answer = ask(request);
        assertThat(answer).isInstanceOf(Response.Result.class);
        return exchange.codec().decodeResult((Response.Result) answer, type);
    }

    private RemoteFailure failure(Request.Action request) {
        Response answer = ask(request);
        assertThat(answer).isInstanceOf(Response.ActionError.class);
        return exchange.codec().decodeFailure((Response.ActionError) answer);
    }
}
