package academy.exchange.codec;

import java.math.BigInteger;
import java.util.Optional;

import tools.jackson.core.JsonGenerator;

/**
 * What a pickle may hold. All that reading it makes are these, and what they become is what the same values in JSON
 * become; only bytes, which JSON has not, stay bytes.
 */
sealed interface PlainValue extends ParsedValue
        permits PlainContainer,
                PlainValue.Constant,
                PlainValue.Whole,
                PlainValue.Huge,
                PlainValue.Real,
                PlainValue.Text,
                PlainValue.Binary {

    /** How much comes of it: one, and one for each character or byte. It takes at least as many bytes of a pickle. */
    long weight();

    void write(JsonGenerator out);

    /** The text that stands for it where it is the key of a dict, which Python's JSON chooses; empty if it has none. */
    Optional<String> key();

    @Override
    default ValueTokens tokens() {
        return ValueTokens.of(this::write);
    }

    /** Values of which there are only these. */
    enum Constant implements PlainValue {
        NONE("null"),
        TRUE("true"),
        FALSE("false");

        private final Optional<String> key;

        Constant(String key) {
            this.key = Optional.of(key);
        }

        @Override
        public long weight() {
            return 1;
        }

        @Override
        public void write(JsonGenerator out) {
            if (this == NONE) {
                out.writeNull();
            } else {
                out.writeBoolean(this == TRUE);
            }
        }

        @Override
        public Optional<String> key() {
            return key;
        }
    }

    /** An integer as most are. */
    record Whole(long value) implements PlainValue {

        @Override
        public long weight() {
            return 1;
        }

        @Override
        public void write(JsonGenerator out) {
            // Who does not say which type it wants gets the smallest that fits, as of JSON.
            if ((int) value == value) {
                out.writeNumber((int) value);
            } else {
                out.writeNumber(value);
            }
        }

        @Override
        public Optional<String> key() {
            return Optional.of(Long.toString(value));
        }
    }

    /** An integer that is too large for the others. */
    record Huge(BigInteger value) implements PlainValue {

        @Override
        public long weight() {
            return 1L + value.bitLength() / Byte.SIZE;
        }

        @Override
        public void write(JsonGenerator out) {
            out.writeNumber(value);
        }

        @Override
        public Optional<String> key() {
            return Optional.of(value.toString());
        }
    }

    /** A floating-point number, finite or not. */
    record Real(double value) implements PlainValue {

        @Override
        public long weight() {
            return 1;
        }

        @Override
        public void write(JsonGenerator out) {
            out.writeNumber(value);
        }

        @Override
        public Optional<String> key() {
            return Optional.of(PythonFloat.text(value));
        }
    }

    /** A string. */
    record Text(String value) implements PlainValue {

        @Override
        public long weight() {
            return 1L + value.length();
        }

        @Override
        public void write(JsonGenerator out) {
            out.writeString(value);
        }

        @Override
        public Optional<String> key() {
            return Optional.of(value);
        }
    }

    /** Bytes, of whichever of Python's types. Not a record, which would offer the array to everybody. */
    final class Binary implements PlainValue {

        private final byte[] value;

        Binary(byte[] value) {
            this.value = value;
        }

        @Override
        public long weight() {
            return 1L + value.length;
        }

        @Override
        public void write(JsonGenerator out) {
            // Tokens take a copy.
            out.writeBinary(value);
        }

        @Override
        public Optional<String> key() {
            return Optional.empty();
        }
    }
}
