package academy.exchange.agent;

import java.lang.reflect.Method;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import academy.exchange.Body;
import academy.exchange.Delivery;
import academy.exchange.Message;
import academy.exchange.MessageCodec;
import academy.exchange.Request;
import academy.exchange.Response;
import academy.exchange.Urgency;

/** A method that listens to a mailbox of its own; its parameters say which messages it gets. */
final class ListenerMethod implements Receiver {

    private final String label;
    private final MessageMethod method;

    private ListenerMethod(String label, MessageMethod method) {
        this.label = label;
        this.method = method;
    }

    /**
     * Makes a listener of a method.
     *
     * @param label what error messages call it
     * @throws IllegalStateException if there is no message that fits its parameters
     */
    static ListenerMethod of(String label, Object bean, Method written, Class<?> userClass, ActionSupport support) {
        MessageMethod method =
                MessageMethod.of(bean, written, MethodParameters.of(written, userClass, support), support);
        if (method.parameters().kinds().isEmpty()) {
            throw new IllegalStateException("No message fits the parameters of the listening method " + written
                    + "; arguments come with a Request.Action, and a message has one kind");
        }
        return new ListenerMethod(label, method);
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public void check(MessageCodec codec) {
        method.parameters().checkDefaults(codec);
    }

    @Override
    public Set<Urgency> urgent() {
        // Answers to handles are not for the method, and it may be waiting for one.
        Set<Urgency> kinds = EnumSet.of(Urgency.ANSWER);
        if (Stream.of(Request.Ping.class, Request.Cancel.class, Request.Shutdown.class)
                .noneMatch(this::wants)) {
            kinds.add(Urgency.CONTROL);
        }
        if (method.parameters().kinds().stream().noneMatch(Response.class::isAssignableFrom)) {
            kinds.add(Urgency.RESPONSE);
        }
        return kinds;
    }

    @Override
    public @Nullable Object run(ActionCall call) throws Exception {
        MethodParameters parameters = method.parameters();
        if (!accepts(Request.Action.class)) {
            throw RefusedException.unacceptable(call.agent() + " does not accept action requests; it accepts "
                    + parameters.kinds().stream().map(ListenerMethod::name).collect(Collectors.joining(", ")));
        }
        return method.answerAny(call);
    }

    @Override
    public List<ActionOutline> actions() {
        return List.of();
    }

    @Override
    public boolean answersOthers() {
        return accepts(Request.Action.class);
    }

    @Override
    public boolean hears(Message message) {
        return wants(message.body().getClass());
    }

    @Override
    public boolean notice(Delivery delivery) throws Exception {
        if (!hears(delivery.message())) {
            return false;
        }
        method.hear(delivery);
        return true;
    }

    @Override
    public boolean settles(Message message) {
        return method.parameters().takeAcknowledgement();
    }

    @Override
    public Optional<String> settlingMethod() {
        return method.parameters().takeAcknowledgement() ? Optional.of(method.toString()) : Optional.empty();
    }

    private boolean wants(Class<? extends Body> kind) {
        // A listener for everything is not meant to hear every ping.
        boolean meant =
                Response.class.isAssignableFrom(kind) || method.parameters().nameExactly(kind);
        return meant && accepts(kind);
    }

    private boolean accepts(Class<? extends Body> kind) {
        return method.parameters().kinds().contains(kind);
    }

    private static String name(Class<? extends Body> kind) {
        return kind.getName().substring(kind.getPackageName().length() + 1).replace('$', '.');
    }
}
