package academy.exchange.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import tools.jackson.core.JsonGenerator;

/**
 * A value that holds others. It is filled while a pickle is read, which may well put it into itself; so it must pass
 * {@link PlainCheck} before anybody asks for its weight or writes it, and stays as it is from then on.
 */
final class PlainContainer implements PlainValue {

    /** Which of Python's it is. */
    enum Kind {
        LIST,
        TUPLE,
        SET,
        FROZENSET,
        DICT;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How far the check has come. */
    enum Stage {
        UNCHECKED,
        BEGUN,
        PASSED
    }

    private final Kind kind;
    private List<PlainValue> elements;
    private Stage stage = Stage.UNCHECKED;
    private int height;
    private long weight;

    /**
     * One that holds these.
     *
     * @param elements never changed; most containers are filled once and keep what they are given
     */
    PlainContainer(Kind kind, List<PlainValue> elements) {
        this.kind = kind;
        this.elements = elements;
    }

    Kind kind() {
        return kind;
    }

    /** What it holds; keys and values of a dict in turn. */
    List<PlainValue> elements() {
        return elements;
    }

    void add(List<PlainValue> more) {
        if (elements.isEmpty()) {
            elements = more;
            return;
        }
        if (!(elements instanceof ArrayList)) {
            elements = new ArrayList<>(elements);
        }
        elements.addAll(more);
    }

    Stage stage() {
        return stage;
    }

    void begin() {
        stage = Stage.BEGUN;
    }

    void pass(int measuredHeight, long measuredWeight) {
        height = measuredHeight;
        weight = measuredWeight;
        stage = Stage.PASSED;
    }

    /** How many containers lie inside each other, this one included. */
    int height() {
        return height;
    }

    @Override
    public long weight() {
        return weight;
    }

    @Override
    public void write(JsonGenerator out) {
        if (kind == Kind.DICT) {
            writeObject(out);
        } else {
            out.writeStartArray();
            elements.forEach(element -> element.write(out));
            out.writeEndArray();
        }
    }

    private void writeObject(JsonGenerator out) {
        out.writeStartObject();
        for (int i = 0; i < elements.size(); i += 2) {
            out.writeName(elements.get(i).key().orElseThrow());
            elements.get(i + 1).write(out);
        }
        out.writeEndObject();
    }

    @Override
    public Optional<String> key() {
        return Optional.empty();
    }
}
