package academy.exchange.agent;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

import org.jspecify.annotations.Nullable;
import org.springframework.core.GenericTypeResolver;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;

import academy.exchange.MessageCodec;
import academy.exchange.PayloadException;
import academy.exchange.Response;
import academy.exchange.Serialization;

/**
 * What is known of an action from its method.
 *
 * @param result what the method returns or promises, with type variables filled in; null for nothing
 */
record ActionOutline(String name, String description, MethodParameters parameters, @Nullable Type result) {

    private static final String MONO = "reactor.core.publisher.Mono";

    static ActionOutline of(String name, Method method, Class<?> userClass, MethodParameters parameters) {
        Action action = AnnotatedElementUtils.findMergedAnnotation(method, Action.class);
        Type returned = GenericTypeResolver.resolveType(method.getGenericReturnType(), userClass);
        return new ActionOutline(name, action == null ? "" : action.description(), parameters, promised(returned));
    }

    private static @Nullable Type promised(Type returned) {
        ResolvableType type = ResolvableType.forType(returned);
        Class<?> raw = type.toClass();
        if (CompletionStage.class.isAssignableFrom(raw)) {
            return valueOf(type, CompletionStage.class);
        }
        if (Future.class.isAssignableFrom(raw)) {
            return valueOf(type, Future.class);
        }
        return raw.getName().equals(MONO) ? valueOf(type, raw) : nothingOr(returned);
    }

    /** As written, so that what it holds is known in full; of a type without parameters only the class is known. */
    private static @Nullable Type valueOf(ResolvableType promise, Class<?> kind) {
        ResolvableType value = promise.getGenerics().length == 1
                ? promise.getGeneric(0)
                : ResolvableType.forClass(promise.as(kind).getGeneric(0).resolve(Object.class));
        return nothingOr(value.getType());
    }

    private static @Nullable Type nothingOr(Type value) {
        return value == void.class || value == Void.class ? null : value;
    }

    ActionDescription describe(MessageCodec codec) {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        for (MethodParameter parameter : parameters.arguments()) {
            properties.put(parameter.name(), schema(parameter, codec));
            if (!parameter.mayBeMissing()) {
                required.add(parameter.name());
            }
        }
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        schema.put("properties", properties);
        schema.put("required", required);
        schema.put("additionalProperties", parameters.takesAllArguments());
        return new ActionDescription(
                name, description, schema, result == null ? Map.of("type", "null") : codec.schema(result));
    }

    private static Map<String, Object> schema(MethodParameter parameter, MessageCodec codec) {
        Map<String, Object> schema = new LinkedHashMap<>(codec.schema(parameter.argumentType()));
        if (!parameter.description().isEmpty()) {
            schema.put("description", parameter.description());
        }
        if (parameter.defaultValue() != null) {
            addDefault(schema, parameter.defaultValue(), codec);
        }
        return schema;
    }

    /** As the JSON it is, not as what the parameter makes of it. */
    private static void addDefault(Map<String, Object> schema, String json, MessageCodec codec) {
        try {
            schema.put("default", codec.decodeResult(new Response.Result(Serialization.JSON, json), Object.class));
        } catch (PayloadException unreadable) {
            throw new IllegalStateException("The default was read when the agent was made: " + json, unreadable);
        }
    }
}
