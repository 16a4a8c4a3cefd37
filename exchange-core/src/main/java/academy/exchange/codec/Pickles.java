package academy.exchange.codec;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import academy.exchange.PayloadException;
import academy.exchange.codec.PlainContainer.Kind;

/**
 * Reads Python pickles of plain data. They are never unpickled: that would run the sender's code. What is more than
 * plain data is refused, and so is every pickle if reading them is switched off, except those of no arguments, which
 * have but these texts.
 *
 * @param limits for what is read and what comes of it
 * @param read whether pickles are read
 */
record Pickles(Limits limits, boolean read) {

    /** An empty tuple in pickle protocol 4, Python's default up to 3.13: no positional arguments. */
    static final String EMPTY_TUPLE = "gAQpLg==";

    /** An empty dict in pickle protocol 4: no arguments by name. */
    static final String EMPTY_DICT = "gAR9lC4=";

    /** The first byte of every pickle of protocol 2 and later. */
    static final byte FIRST_BYTE = (byte) 0x80;

    private static final Set<String> EMPTY_TUPLES = Set.of(EMPTY_TUPLE, "gAUpLg==");
    private static final Set<String> EMPTY_DICTS = Set.of(EMPTY_DICT, "gAV9lC4=");

    private static final String PLAIN_DATA =
            "plain data (numbers, strings, bytes, None, booleans, lists, tuples, dicts and sets)";

    /**
     * What a pickle is of.
     *
     * @param toJson how to have JSON instead
     */
    private record Subject(String name, String toJson) {

        private static final String BY_CALLER = "switch the caller to JSON"
                + " (in Python: Handle(..., request_serializer='json'), or set default_serializer)";

        static final Subject POSITIONAL = new Subject("The positional arguments", BY_CALLER);

        static final Subject NAMED = new Subject("The arguments by name", BY_CALLER);

        static final Subject RESULT =
                new Subject("The result", "ask for JSON (leave result_serialization out of the request)");

        PayloadException unreadable(UnreadableException cause) {
            return new PayloadException(
                    name + " cannot be read: " + cause.reason() + "; send " + PLAIN_DATA + ", or " + toJson, cause);
        }

        PayloadException switchedOff() {
            return new PayloadException(
                    name + " cannot be read: reading Python pickles is switched off here; switch it on"
                            + " (academy.exchange.read-pickles, or readPickles of the codec's builder), or " + toJson,
                    null);
        }
    }

    /** What can be done about an exception, of which there is always a pickle of an object. */
    static String refusal(String what) {
        return what + " a Python pickle, which is not read here: the caller pickles; " + Subject.BY_CALLER;
    }

    /**
     * The positional arguments in this pickle.
     *
     * @throws PayloadException if it is not read here, or holds anything but plain data
     */
    List<PlainValue> positional(String text) {
        if (!read && EMPTY_TUPLES.contains(text)) {
            return List.of();
        }
        if (value(Subject.POSITIONAL, text) instanceof PlainContainer all
                && (all.kind() == Kind.TUPLE || all.kind() == Kind.LIST)) {
            return all.elements();
        }
        throw Subject.POSITIONAL.unreadable(new UnreadableException("the pickle holds neither a tuple nor a list"));
    }

    /**
     * The arguments by name in this pickle.
     *
     * @throws PayloadException if it is not read here, or holds anything but plain data
     */
    Map<String, PlainValue> named(String text) {
        if (!read && EMPTY_DICTS.contains(text)) {
            return Map.of();
        }
        if (value(Subject.NAMED, text) instanceof PlainContainer all && all.kind() == Kind.DICT) {
            return members(all.elements());
        }
        throw Subject.NAMED.unreadable(new UnreadableException("the pickle does not hold a dict"));
    }

    /**
     * The result in this pickle.
     *
     * @throws PayloadException if it is not read here, or is anything but plain data
     */
    PlainValue result(String text) {
        return value(Subject.RESULT, text);
    }

    private PlainValue value(Subject subject, String text) {
        if (!read) {
            throw subject.switchedOff();
        }
        try {
            PlainValue value = new PickleMachine(new PickleInput(bytes(text), limits.stringLength())).run();
            new PlainCheck(limits).check(value);
            return value;
        } catch (UnreadableException e) {
            throw subject.unreadable(e);
        }
    }

    private byte[] bytes(String text) {
        if (text.length() > limits.messageSize()) {
            throw new UnreadableException(
                    "too large: " + text.length() + " characters, the limit is " + limits.messageSize());
        }
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new UnreadableException("not Base64: " + e.getMessage(), e);
        }
    }

    private static Map<String, PlainValue> members(List<PlainValue> elements) {
        Map<String, PlainValue> members = new LinkedHashMap<>();
        for (int i = 0; i < elements.size(); i += 2) {
            if (!(elements.get(i) instanceof PlainValue.Text name)) {
                throw Subject.NAMED.unreadable(new UnreadableException("the pickle holds a name that is no string"));
            }
            members.put(name.value(), elements.get(i + 1));
        }
        return members;
    }
}
