package academy.exchange.codec;

import java.util.Optional;
import java.util.function.Function;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

import academy.exchange.AgentHandle;
import academy.exchange.AgentId;
import academy.exchange.ClientId;
import academy.exchange.EntityId;
import academy.exchange.ForeignText;

/**
 * Writes ids and handles that are arguments or results, and reads ids again, in the form that ids have in the header of
 * a message. Without the role an id could not be read as that of any entity.
 */
final class IdentityValues {

    private IdentityValues() {}

    static JacksonModule module() {
        return new SimpleModule("academy-exchange-ids")
                .addSerializer(new IdWriter<>(EntityId.class, id -> id))
                .addSerializer(new IdWriter<>(AgentHandle.class, AgentHandle::agentId))
                .addSerializer(new IdWriter<>(AgentHandle.View.class, AgentHandle.View::viewedAgent))
                .addDeserializer(EntityId.class, new IdReader<>(EntityId.class))
                .addDeserializer(AgentId.class, new IdReader<>(AgentId.class))
                .addDeserializer(ClientId.class, new IdReader<>(ClientId.class));
    }

    private static final class IdWriter<T> extends StdSerializer<T> {

        private final Function<T, EntityId> id;

        IdWriter(Class<T> type, Function<T, EntityId> id) {
            super(type);
            this.id = id;
        }

        @Override
        public void serialize(T value, JsonGenerator out, SerializationContext context) {
            EnvelopeWriter.id(out, id.apply(value));
        }
    }

    private static final class IdReader<T extends EntityId> extends StdDeserializer<T> {

        private final Class<T> type;

        IdReader(Class<T> type) {
            super(type);
            this.type = type;
        }

        @Override
        public T deserialize(JsonParser parser, DeserializationContext context) {
            JsonNode tree = context.readTree(parser);
            try {
                EntityId id = read(Fields.of("id", tree));
                if (type.isInstance(id)) {
                    return type.cast(id);
                }
                return context.reportInputMismatch(this, "it is the id of the %s", ForeignText.line(id.toString()));
            } catch (UnreadableException unreadable) {
                return context.reportInputMismatch(this, "%s", ForeignText.line(unreadable.reason()));
            }
        }

        /** Without a role it is of the kind that is wanted, if that is known. */
        private EntityId read(Fields id) {
            if (type == ClientId.class && !id.has("role")) {
                return new ClientId(id.uuid("uid"), Optional.ofNullable(id.optionalText("name")));
            }
            return HeaderReader.id(id);
        }
    }
}
