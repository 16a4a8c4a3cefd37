package academy.exchange.codec;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

import academy.exchange.Arguments;
import academy.exchange.ForeignText;
import academy.exchange.PayloadException;
import academy.exchange.Request;
import academy.exchange.Response;
import academy.exchange.Serialization;

/**
 * Turns the texts that messages carry, JSON or pickles, into values of the application. A text is parsed under the
 * limits of the wire and only then converted, to types that the application names and never the text. Between the two
 * lie tokens, not a tree: they keep every digit of a decimal until it is known what it shall become.
 */
final class PayloadReader {

    private final WireJson json;
    private final Pickles pickles;
    private final JsonMapper mapper;

    PayloadReader(WireJson json, Pickles pickles, JsonMapper mapper) {
        this.json = json;
        this.pickles = pickles;
        this.mapper = mapper;
    }

    Arguments arguments(Request.Action request) {
        if (request.serialization() == Serialization.PICKLE) {
            return new ParsedArguments(pickles.positional(request.positional()), pickles.named(request.named()), this);
        }
        return new ParsedArguments(
                parse("The positional arguments", request.positional(), PayloadReader::elements),
                parse("The arguments by name", request.named(), PayloadReader::members),
                this);
    }

    @Nullable
    Object result(Response.Result response, Type type) {
        if (response.serialization() == Serialization.PICKLE) {
            return convert("The result", pickles.result(response.result()).tokens(), type);
        }
        return convert("The result", parse("The result", response.result(), PayloadReader::only), type);
    }

    /**
     * @throws PayloadException if the value cannot become an object of that type
     */
    @Nullable
    Object convert(String what, ValueTokens value, Type type) {
        if (type == void.class || type == Void.class) {
            return null;
        }
        if (type instanceof Class<?> wanted && wanted.isPrimitive() && value.firstToken() == JsonToken.VALUE_NULL) {
            throw new PayloadException(what + " is null, which cannot become " + wanted.getName(), null);
        }
        try {
            return mapper.readValue(value, mapper.constructType(type));
        } catch (RuntimeException e) {
            // Not only Jackson's own: constructors and deserializers of the application run in here.
            throw new PayloadException(
                    what + " cannot become " + ForeignText.line(type.getTypeName()) + ": " + json.whyNotConverted(e),
                    e);
        }
    }

    private <T> T parse(String what, String text, Function<JsonParser, T> content) {
        try (JsonParser parser = json.parser(text)) {
            parser.nextToken();
            T value = content.apply(parser);
            json.requireEnd(parser);
            return value;
        } catch (JacksonException e) {
            throw unreadable(what, json.unreadable(e));
        } catch (UnreadableException e) {
            throw unreadable(what, e);
        }
    }

    private static PayloadException unreadable(String what, UnreadableException cause) {
        return new PayloadException(what + " cannot be read: " + cause.reason(), cause);
    }

    private static List<ValueTokens> elements(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw new UnreadableException("not a JSON array");
        }
        List<ValueTokens> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            elements.add(ValueTokens.copy(parser));
        }
        return elements;
    }

    private static Map<String, ValueTokens> members(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw new UnreadableException("not a JSON object");
        }
        Map<String, ValueTokens> members = new LinkedHashMap<>();
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            members.put(name, ValueTokens.copy(parser));
        }
        return members;
    }

    private static ValueTokens only(JsonParser parser) {
        if (parser.currentToken() == null) {
            throw new UnreadableException("empty: there is no JSON");
        }
        return ValueTokens.copy(parser);
    }
}
