package academy.exchange.agent;

import java.lang.reflect.Method;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import academy.exchange.Body;
import academy.exchange.Message;
import academy.exchange.MessageCodec;
import academy.exchange.Response;

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
    public @Nullable Object run(ActionCall call) throws Exception {
        MethodParameters parameters = method.parameters();
        if (!accepts(call.request())) {
            throw RefusedException.unacceptable(call.agent() + " does not accept action requests; it accepts "
                    + parameters.kinds().stream().map(ListenerMethod::name).collect(Collectors.joining(", ")));
        }
        return method.answerAny(call);
    }

    @Override
    public boolean notice(Message message) throws Exception {
        Body body = message.body();
        // A listener for everything is not meant to hear every ping.
        boolean wanted = body instanceof Response || method.parameters().nameExactly(body.getClass());
        if (!wanted || !accepts(body)) {
            return false;
        }
        method.hear(message);
        return true;
    }

    private boolean accepts(Body body) {
        return method.parameters().kinds().contains(body.getClass());
    }

    private static String name(Class<? extends Body> kind) {
        return kind.getName().substring(kind.getPackageName().length() + 1).replace('$', '.');
    }
}
