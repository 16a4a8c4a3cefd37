package academy.exchange.codec;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.TreeNode;
import tools.jackson.core.tree.ArrayTreeNode;
import tools.jackson.core.tree.ObjectTreeNode;
import tools.jackson.databind.json.JsonMapper;

import academy.exchange.ForeignText;
import academy.exchange.PayloadException;
import academy.exchange.Request;
import academy.exchange.Response;
import academy.exchange.Serialization;

/** Turns values of the application into the JSON texts that messages carry. */
final class PayloadWriter {

    private final WireJson json;
    private final JsonMapper mapper;

    PayloadWriter(WireJson json, JsonMapper mapper) {
        this.json = json;
        this.mapper = mapper;
    }

    Request.Action action(String action, List<?> positional, Map<String, ?> named) {
        return new Request.Action(action, Serialization.JSON, array(positional), object(named), null, null);
    }

    Response.Result result(@Nullable Object value) {
        return new Response.Result(Serialization.JSON, text(out -> write(out, "The result", value)));
    }

    private String array(List<?> values) {
        return text(out -> {
            out.writeStartArray();
            int index = 0;
            for (Object value : values) {
                write(out, "Argument " + index, value);
                index++;
            }
            out.writeEndArray();
        });
    }

    private String object(Map<String, ?> values) {
        return text(out -> {
            out.writeStartObject();
            values.forEach((name, value) -> {
                out.writeName(name);
                write(out, "Argument " + ForeignText.quote(name), value);
            });
            out.writeEndObject();
        });
    }

    private String text(Consumer<JsonGenerator> content) {
        return json.text(new ApplicationContext(mapper), out -> content.accept(new ShortNumbers(out)));
    }

    private void write(JsonGenerator out, String what, @Nullable Object value) {
        try {
            mapper.writeValue(out, value);
        } catch (RuntimeException e) {
            // Not only Jackson's own: getters and serializers of the application run in here.
            throw new PayloadException(what + " cannot be written as JSON: " + json.whyNotConverted(e), e);
        }
    }

    /** Lets serializers of the application that write a value through the generator find the application's mapper. */
    private static final class ApplicationContext extends ObjectWriteContext.Base {

        private final JsonMapper mapper;

        ApplicationContext(JsonMapper mapper) {
            this.mapper = mapper;
        }

        @Override
        public TokenStreamFactory tokenStreamFactory() {
            return mapper.tokenStreamFactory();
        }

        @Override
        public ObjectTreeNode createObjectNode() {
            return mapper.createObjectNode();
        }

        @Override
        public ArrayTreeNode createArrayNode() {
            return mapper.createArrayNode();
        }

        @Override
        public void writeValue(JsonGenerator out, @Nullable Object value) {
            mapper.writeValue(out, value);
        }

        @Override
        public void writeTree(JsonGenerator out, TreeNode tree) {
            mapper.writeValue(out, tree);
        }
    }
}
