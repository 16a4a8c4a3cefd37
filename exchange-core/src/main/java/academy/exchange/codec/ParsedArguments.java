package academy.exchange.codec;

import java.lang.reflect.Type;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import academy.exchange.Arguments;
import academy.exchange.ForeignText;

/** Arguments that are parsed; each is converted when it is asked for, and anew each time. */
final class ParsedArguments implements Arguments {

    private final List<? extends ParsedValue> positional;
    private final Map<String, ? extends ParsedValue> named;
    private final PayloadReader reader;

    ParsedArguments(
            List<? extends ParsedValue> positional, Map<String, ? extends ParsedValue> named, PayloadReader reader) {
        this.positional = positional;
        this.named = named;
        this.reader = reader;
    }

    @Override
    public int size() {
        return positional.size();
    }

    @Override
    public Set<String> names() {
        return Collections.unmodifiableSet(named.keySet());
    }

    @Override
    public @Nullable Object get(int index, Type type) {
        return reader.convert("Argument " + index, positional.get(index).tokens(), type);
    }

    @Override
    public @Nullable Object get(String name, Type type) {
        ParsedValue value = named.get(name);
        String what = "Argument " + ForeignText.quote(name);
        if (value == null) {
            throw new IllegalArgumentException(what + " is not among those given by name");
        }
        return reader.convert(what, value.tokens(), type);
    }
}
