package academy.exchange.codec;

import java.lang.reflect.Type;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import academy.exchange.Arguments;
import academy.exchange.ForeignText;

/** Arguments whose JSON is parsed; each is converted when it is asked for, and anew each time. */
final class JsonArguments implements Arguments {

    private final List<ValueTokens> positional;
    private final Map<String, ValueTokens> named;
    private final PayloadReader reader;

    JsonArguments(List<ValueTokens> positional, Map<String, ValueTokens> named, PayloadReader reader) {
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
        return reader.convert("Argument " + index, positional.get(index), type);
    }

    @Override
    public @Nullable Object get(String name, Type type) {
        ValueTokens value = named.get(name);
        String what = "Argument " + ForeignText.quote(name);
        if (value == null) {
            throw new IllegalArgumentException(what + " is not among those given by name");
        }
        return reader.convert(what, value, type);
    }
}
