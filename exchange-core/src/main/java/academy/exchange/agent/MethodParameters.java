package academy.exchange.agent;

import java.lang.reflect.Method;
import java.util.List;

import org.jspecify.annotations.Nullable;

import academy.exchange.Arguments;
import academy.exchange.Body;
import academy.exchange.Delivery;
import academy.exchange.Message;
import academy.exchange.MessageCodec;
import academy.exchange.PayloadException;
import academy.exchange.Request;
import academy.exchange.Response;

/** The parameters of a method that messages call: which messages they fit, and the values for one of them. */
final class MethodParameters {

    private static final List<Class<? extends Body>> KINDS = List.of(
            Request.Action.class,
            Request.Ping.class,
            Request.Cancel.class,
            Request.Shutdown.class,
            Response.Result.class,
            Response.Success.class,
            Response.ActionError.class,
            Response.ProtocolError.class);

    private final Method method;
    private final List<MethodParameter> parameters;
    private final ArgumentBinding binding;
    private final List<Class<? extends Body>> kinds;

    private MethodParameters(Method method, List<MethodParameter> parameters, ActionSupport support) {
        this.method = method;
        this.parameters = parameters;
        this.binding = new ArgumentBinding(arguments(), support.exchange());
        this.kinds = KINDS.stream().filter(this::fits).toList();
    }

    /**
     * Reads them from the method as written.
     *
     * @throws IllegalStateException if they contradict themselves or each other
     */
    static MethodParameters of(Method method, Class<?> userClass, ActionSupport support) {
        return new MethodParameters(
                method,
                new MethodParameterReader(method, userClass, /* fallback= */ false, support.resolvers()).read(),
                support);
    }

    /**
     * Reads those of a method for actions of any name, for which a text is the name of the action.
     *
     * @throws IllegalStateException if they contradict each other, or if one is an argument
     */
    static MethodParameters ofFallback(Method method, Class<?> userClass, ActionSupport support) {
        return new MethodParameters(
                method,
                new MethodParameterReader(method, userClass, /* fallback= */ true, support.resolvers()).read(),
                support);
    }

    /**
     * Converts the defaults for missing arguments, so that a wrong one shows before a request needs it.
     *
     * @throws IllegalStateException if one cannot be converted
     */
    void checkDefaults(MessageCodec codec) {
        for (MethodParameter parameter : parameters) {
            try {
                parameter.missing(codec);
            } catch (PayloadException unfit) {
                // Why the codec cannot is left to the cause, since to the codec this is a result.
                throw new IllegalStateException(
                        "The default " + parameter.defaultValue() + " of parameter '" + parameter.name() + "' of "
                                + method + " cannot become "
                                + parameter.argumentType().getTypeName()
                                + "; give JSON of that type, a text with quotes of its own",
                        unfit);
            }
        }
    }

    /** The kinds of messages they fit; arguments fit action requests only. */
    List<Class<? extends Body>> kinds() {
        return kinds;
    }

    /** The name of the parameter of this index. */
    String name(int index) {
        return parameters.get(index).name();
    }

    /** Whether a parameter is of exactly this kind, rather than of one that includes it. */
    boolean nameExactly(Class<? extends Body> kind) {
        return parameters.stream().anyMatch(parameter -> parameter.rawType() == kind);
    }

    /**
     * The values for an action request.
     *
     * @throws RefusedException if its arguments are not exactly those the method takes
     * @throws Exception what a resolver of the application threw
     */
    @Nullable
    Object[] resolve(ActionCall call) throws Exception {
        Arguments given = call.arguments();
        return merge(
                call.delivery(), call.context(), given, takesAllArguments() ? List.of() : binding.bind(call, given));
    }

    /**
     * The values for an action request of whatever name. Its arguments count only if a parameter takes them.
     *
     * @throws RefusedException if they count and are not those the method takes
     * @throws Exception what a resolver of the application threw
     */
    @Nullable
    Object[] resolveAny(ActionCall call) throws Exception {
        return takesAllArguments() || !binding.isEmpty()
                ? resolve(call)
                : merge(call.delivery(), call.context(), null, List.of());
    }

    /**
     * The values for a message, whatever arguments it may carry.
     *
     * @throws Exception what a resolver of the application threw
     */
    @Nullable
    Object[] resolve(Delivery delivery) throws Exception {
        return merge(delivery, null, null, List.of());
    }

    /** Whether the method settles its messages by itself. */
    boolean takeAcknowledgement() {
        return parameters.stream().anyMatch(parameter -> parameter.source() == MethodParameter.Source.ACKNOWLEDGEMENT);
    }

    /** Those that arguments of a request go to, in their order. */
    List<MethodParameter> arguments() {
        return parameters.stream()
                .filter(each -> each.source() == MethodParameter.Source.ARGUMENT)
                .toList();
    }

    /** Whether one takes whatever arguments there are. */
    boolean takesAllArguments() {
        return parameters.stream().anyMatch(parameter -> parameter.source() == MethodParameter.Source.ARGUMENTS);
    }

    private @Nullable Object[] merge(
            Delivery delivery,
            @Nullable ActionContext context,
            @Nullable Arguments given,
            List<@Nullable Object> arguments)
            throws Exception {
        Message message = delivery.message();
        @Nullable Object[] values = new Object[parameters.size()];
        int next = 0;
        for (int index = 0; index < values.length; index++) {
            MethodParameter parameter = parameters.get(index);
            values[index] = switch (parameter.source()) {
                case MESSAGE -> message;
                case HEADER -> message.header();
                case SENDER -> message.src();
                case ACKNOWLEDGEMENT -> delivery.acknowledgement();
                case BODY -> message.body();
                case CONTEXT -> context;
                case ARGUMENTS -> given;
                case ACTION -> ((Request.Action) message.body()).action();
                case ARGUMENT -> arguments.get(next++);
                case SUPPLY -> parameter.supplied(message);
            };
        }
        return values;
    }

    private boolean fits(Class<? extends Body> kind) {
        return parameters.stream().allMatch(parameter -> switch (parameter.source()) {
            case MESSAGE, HEADER, SENDER, ACKNOWLEDGEMENT, SUPPLY -> true;
            case BODY -> parameter.rawType().isAssignableFrom(kind);
            case CONTEXT, ARGUMENTS, ACTION, ARGUMENT -> kind == Request.Action.class;
        });
    }
}
