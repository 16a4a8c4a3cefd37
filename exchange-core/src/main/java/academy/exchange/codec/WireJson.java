package academy.exchange.codec;

import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.CharBuffer;
import java.util.function.Consumer;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON as it is on the wire, with a factory and a mapper of its own: no setting of the application changes the protocol
 * or lifts a limit. The same limits hold for a message and for the texts inside it.
 */
final class WireJson {

    /** Python refuses longer integers, see {@code sys.get_int_max_str_digits}. */
    static final int MAX_NUMBER_LENGTH = 4300;

    private final Limits limits;
    private final Reasons reasons;
    private final JsonFactory factory;
    private final JsonMapper mapper;

    WireJson(Limits limits) {
        this.limits = limits;
        this.reasons = new Reasons(limits);
        this.factory = factory(limits);
        this.mapper = JsonMapper.builder(factory)
                // A tree may be one field of a document that goes on; the end is checked where the document ends.
                .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                // Numbers of arguments that came as plain JSON are written again, to the last digit.
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .build();
    }

    private static JsonFactory factory(Limits limits) {
        return JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(limits.depth())
                        .maxStringLength(limits.stringLength())
                        .maxNumberLength(MAX_NUMBER_LENGTH)
                        .build())
                .streamWriteConstraints(StreamWriteConstraints.builder()
                        .maxNestingDepth(limits.depth())
                        .build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
                .disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE)
                .build();
    }

    Limits limits() {
        return limits;
    }

    JsonParser parser(CharBuffer text) {
        return mapper.createParser(text.array(), text.arrayOffset() + text.position(), text.remaining());
    }

    JsonParser parser(String text) {
        return mapper.createParser(text);
    }

    JsonGenerator generator(OutputStream out) {
        return mapper.createGenerator(out, JsonEncoding.UTF8);
    }

    /**
     * The value at which the parser stands.
     *
     * @throws UnreadableException if a number in it has an exponent beyond those of {@link java.math.BigDecimal}
     */
    JsonNode tree(JsonParser parser) {
        try {
            return mapper.readTree(parser);
        } catch (NumberFormatException e) {
            // Jackson lets this one through as it is.
            throw new UnreadableException("over a limit: the exponent of a number is too large", e);
        }
    }

    /** The only value of this document, from its start to its end. */
    JsonNode document(JsonParser parser) {
        if (parser.nextToken() == null) {
            throw new UnreadableException("empty: there is no JSON");
        }
        JsonNode tree = tree(parser);
        requireEnd(parser);
        return tree;
    }

    /**
     * The only value of this text.
     *
     * @throws UnreadableException if the text is not JSON or over a limit
     */
    JsonNode tree(String text) {
        try (JsonParser parser = parser(text)) {
            return document(parser);
        } catch (JacksonException e) {
            throw unreadable(e);
        }
    }

    void requireEnd(JsonParser parser) {
        if (parser.nextToken() != null) {
            throw new UnreadableException("trailing content: the JSON goes on after its end");
        }
    }

    /** This value as compact JSON. */
    String text(JsonNode value) {
        return text(generator -> mapper.writeTree(generator, value));
    }

    /** What this writes, as compact JSON. */
    String text(Consumer<JsonGenerator> content) {
        return text(ObjectWriteContext.empty(), content);
    }

    /** The same for values of the application, whose serializers find its own mapper through the context. */
    String text(ObjectWriteContext context, Consumer<JsonGenerator> content) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = factory.createGenerator(context, text)) {
            content.accept(generator);
        }
        return Surrogates.escapeLone(text.toString());
    }

    /** What is wrong with the JSON. */
    UnreadableException unreadable(JacksonException failure) {
        return new UnreadableException(reasons.whyUnreadable(failure), failure);
    }

    /** Why a value cannot be converted, in one line. */
    String whyNotConverted(RuntimeException failure) {
        return reasons.whyNotConverted(failure);
    }
}
