package academy.exchange.agent;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.GenericTypeResolver;

import academy.exchange.Body;
import academy.exchange.Message;
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

    private final List<MethodParameter> parameters;
    private final ArgumentBinding binding;
    private final List<Class<? extends Body>> kinds;

    private MethodParameters(List<MethodParameter> parameters) {
        this.parameters = parameters;
        this.binding = new ArgumentBinding(parameters.stream()
                .filter(each -> each.source() == MethodParameter.Source.ARGUMENT)
                .toList());
        this.kinds = KINDS.stream().filter(this::fits).toList();
    }

    /**
     * Reads them from the method as written, not from that of a proxy, which may have lost names and generic types.
     */
    static MethodParameters of(Method method, Class<?> userClass) {
        @Nullable String[] names = new DefaultParameterNameDiscoverer().getParameterNames(method);
        Type[] types = method.getGenericParameterTypes();
        List<MethodParameter> parameters = new ArrayList<>();
        for (int index = 0; index < types.length; index++) {
            String known = names == null ? null : names[index];
            parameters.add(MethodParameter.of(
                    known == null ? "arg" + index : known, GenericTypeResolver.resolveType(types[index], userClass)));
        }
        return new MethodParameters(List.copyOf(parameters));
    }

    /** The kinds of messages they fit; arguments fit action requests only. */
    List<Class<? extends Body>> kinds() {
        return kinds;
    }

    /** Whether a parameter is of exactly this kind, rather than of one that includes it. */
    boolean nameExactly(Class<? extends Body> kind) {
        return parameters.stream().anyMatch(parameter -> parameter.rawType() == kind);
    }

    boolean takeArguments() {
        return !binding.isEmpty();
    }

    /**
     * The values for an action request.
     *
     * @throws RefusedException if its arguments are not exactly those the method takes
     */
    @Nullable
    Object[] resolve(ActionCall call) throws RefusedException {
        return merge(call.message(), binding.bind(call));
    }

    /** The values for a message, whatever arguments it may carry. */
    @Nullable
    Object[] resolve(Message message) {
        return merge(message, List.of());
    }

    private @Nullable Object[] merge(Message message, List<@Nullable Object> arguments) {
        @Nullable Object[] values = new Object[parameters.size()];
        int next = 0;
        for (int index = 0; index < values.length; index++) {
            MethodParameter parameter = parameters.get(index);
            values[index] = switch (parameter.source()) {
                case MESSAGE -> message;
                case HEADER -> message.header();
                case SENDER -> message.src();
                case BODY -> message.body();
                case CONTEXT -> new RequestContext(message.header());
                case ARGUMENT -> arguments.get(next++);
            };
        }
        return values;
    }

    private boolean fits(Class<? extends Body> kind) {
        return parameters.stream().allMatch(parameter -> switch (parameter.source()) {
            case MESSAGE, HEADER, SENDER -> true;
            case BODY -> parameter.rawType().isAssignableFrom(kind);
            case CONTEXT, ARGUMENT -> kind == Request.Action.class;
        });
    }
}
