package academy.exchange.codec;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsonFormatVisitors.JsonAnyFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonArrayFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonBooleanFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonFormatTypes;
import tools.jackson.databind.jsonFormatVisitors.JsonFormatVisitable;
import tools.jackson.databind.jsonFormatVisitors.JsonFormatVisitorWrapper;
import tools.jackson.databind.jsonFormatVisitors.JsonIntegerFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonMapFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonNullFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonNumberFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonObjectFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonStringFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonValueFormat;

import academy.exchange.AgentHandle;
import academy.exchange.EntityId;

/**
 * Writes down as JSON Schema what a type looks like in JSON. It is the mapper itself that tells, so that its naming, its
 * annotations and its modules hold. A type within itself, or within too many others, is named and not described again: what
 * is inside is not referred to, so that each part of a schema can be used alone.
 */
final class SchemaWriter extends JsonFormatVisitorWrapper.Base {

    private static final int MOST_OBJECTS = 200;
    private static final int MOST_LEVELS = 20;

    private final Map<String, Object> schema = new LinkedHashMap<>();
    private final List<JavaType> path;
    private final int[] objects;

    private SchemaWriter(@Nullable SerializationContext context, List<JavaType> path, int[] objects) {
        if (context != null) {
            setContext(context);
        }
        this.path = path;
        this.objects = objects;
    }

    /** The schema of a type; an empty one, which anything fits, if the mapper cannot tell. */
    static Map<String, Object> write(JsonMapper mapper, Type type) {
        SchemaWriter writer = new SchemaWriter(null, List.of(), new int[1]);
        try {
            mapper.writer().acceptJsonFormatVisitor(mapper.constructType(type), writer);
            return writer.schema;
        } catch (JacksonException | IllegalArgumentException untold) {
            return Map.of();
        }
    }

    @Override
    public @Nullable JsonObjectFormatVisitor expectObjectFormat(JavaType type) {
        if (type.isJavaLangObject()) {
            return null;
        }
        schema.put("type", "object");
        schema.put("title", type.getRawClass().getSimpleName());
        if (path.contains(type) || path.size() >= MOST_LEVELS || objects[0]++ >= MOST_OBJECTS) {
            return null;
        }
        List<JavaType> within = new ArrayList<>(path);
        within.add(type);
        Map<String, Object> properties = new LinkedHashMap<>();
        schema.put("properties", properties);
        return new Properties(getContext(), properties, within);
    }

    private final class Properties extends JsonObjectFormatVisitor.Base {

        private final Map<String, Object> properties;
        private final List<JavaType> within;
        private final List<String> required = new ArrayList<>();

        Properties(SerializationContext context, Map<String, Object> properties, List<JavaType> within) {
            super(context);
            this.properties = properties;
            this.within = within;
        }

        @Override
        public void property(BeanProperty property) {
            optionalProperty(property);
            require(property.getName());
        }

        @Override
        public void property(String name, JsonFormatVisitable visitable, JavaType type) {
            optionalProperty(name, visitable, type);
            require(name);
        }

        @Override
        public void optionalProperty(BeanProperty property) {
            Map<String, Object> described = inside(
                    getContext().findPrimaryPropertySerializer(property.getType(), property),
                    property.getType(),
                    within);
            String description = property.getMetadata().getDescription();
            if (description != null) {
                described.put("description", description);
            }
            properties.put(property.getName(), described);
        }

        @Override
        public void optionalProperty(String name, JsonFormatVisitable visitable, JavaType type) {
            properties.put(name, inside(visitable, type, within));
        }

        private void require(String name) {
            required.add(name);
            schema.put("required", required);
        }
    }

    private Map<String, Object> inside(@Nullable JsonFormatVisitable visitable, JavaType type, List<JavaType> within) {
        SchemaWriter writer = new SchemaWriter(getContext(), within, objects);
        if (visitable != null) {
            visitable.acceptJsonFormatVisitor(writer, type);
        }
        return writer.schema;
    }

    @Override
    public JsonArrayFormatVisitor expectArrayFormat(JavaType type) {
        if (type.hasRawClass(byte[].class)) {
            schema.put("type", "string");
            schema.put("contentEncoding", "base64");
            return new JsonArrayFormatVisitor.Base(getContext());
        }
        schema.put("type", "array");
        return new JsonArrayFormatVisitor.Base(getContext()) {
            @Override
            public void itemsFormat(JsonFormatVisitable visitable, JavaType items) {
                schema.put("items", inside(visitable, items, path));
            }

            @Override
            public void itemsFormat(JsonFormatTypes items) {
                schema.put("items", items == JsonFormatTypes.ANY ? Map.of() : Map.of("type", items.value()));
            }
        };
    }

    @Override
    public JsonMapFormatVisitor expectMapFormat(JavaType type) {
        schema.put("type", "object");
        return new JsonMapFormatVisitor.Base(getContext()) {
            @Override
            public void valueFormat(JsonFormatVisitable visitable, JavaType values) {
                schema.put("additionalProperties", inside(visitable, values, path));
            }
        };
    }

    @Override
    public JsonStringFormatVisitor expectStringFormat(JavaType type) {
        schema.put("type", "string");
        return new JsonStringFormatVisitor.Base() {
            @Override
            public void format(JsonValueFormat format) {
                schema.put("format", name(format));
            }

            @Override
            public void enumTypes(Set<String> values) {
                schema.put("enum", List.copyOf(values));
            }
        };
    }

    private static String name(JsonValueFormat format) {
        return format.toString().toLowerCase(Locale.ROOT);
    }

    @Override
    public JsonNumberFormatVisitor expectNumberFormat(JavaType type) {
        schema.put("type", "number");
        return new JsonNumberFormatVisitor.Base();
    }

    @Override
    public JsonIntegerFormatVisitor expectIntegerFormat(JavaType type) {
        schema.put("type", "integer");
        return new JsonIntegerFormatVisitor.Base();
    }

    @Override
    public JsonBooleanFormatVisitor expectBooleanFormat(JavaType type) {
        schema.put("type", "boolean");
        return new JsonBooleanFormatVisitor.Base();
    }

    @Override
    public JsonNullFormatVisitor expectNullFormat(JavaType type) {
        schema.put("type", "null");
        return new JsonNullFormatVisitor.Base();
    }

    @Override
    public JsonAnyFormatVisitor expectAnyFormat(JavaType type) {
        if (type.isTypeOrSubTypeOf(EntityId.class) || type.isTypeOrSubTypeOf(AgentHandle.class)) {
            Map<String, Object> properties = new LinkedHashMap<>();
            properties.put("uid", Map.of("type", "string", "format", "uuid"));
            properties.put("name", Map.of("type", List.of("string", "null")));
            properties.put("role", Map.of("enum", List.of("agent", "user")));
            schema.put("type", "object");
            schema.put("title", type.getRawClass().getSimpleName());
            schema.put("properties", properties);
            schema.put("required", List.of("uid"));
        }
        return new JsonAnyFormatVisitor.Base();
    }
}
