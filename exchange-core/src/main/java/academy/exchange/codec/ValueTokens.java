package academy.exchange.codec;

import java.util.function.Consumer;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.util.JsonParserDelegate;
import tools.jackson.databind.util.TokenBuffer;

/** One value of a payload, parsed but not yet converted. Once copied it never changes; any thread may read it. */
final class ValueTokens extends TokenBuffer implements ParsedValue {

    private ValueTokens(JsonParser parser) {
        super(parser, parser.objectReadContext());
        // Decimals become what the type asked for says, and doubles where it says nothing.
        forceUseOfBigDecimal(false);
    }

    private ValueTokens() {
        super(ObjectWriteContext.empty(), false);
    }

    /** What this writes, which must be one value. */
    static ValueTokens of(Consumer<JsonGenerator> value) {
        ValueTokens tokens = new ValueTokens();
        value.accept(tokens);
        return tokens;
    }

    /** The value at which the parser stands; afterwards it stands at the value's end. */
    static ValueTokens copy(JsonParser parser) {
        ValueTokens tokens = new ValueTokens(parser);
        tokens.copyCurrentStructure(parser);
        return tokens;
    }

    @Override
    public ValueTokens tokens() {
        return this;
    }

    @Override
    public JsonParser asParser(ObjectReadContext context) {
        return new FiniteIntegers(super.asParser(context));
    }

    /** Refuses to make an integer of NaN or an infinity, of which Jackson would make zero without a word. */
    private static final class FiniteIntegers extends JsonParserDelegate {

        FiniteIntegers(JsonParser parser) {
            super(parser);
        }

        @Override
        public byte getByteValue() {
            return finite().getByteValue();
        }

        @Override
        public short getShortValue() {
            return finite().getShortValue();
        }

        @Override
        public int getIntValue() {
            return finite().getIntValue();
        }

        @Override
        public long getLongValue() {
            return finite().getLongValue();
        }

        @Override
        public int getValueAsInt() {
            return finite().getValueAsInt();
        }

        @Override
        public int getValueAsInt(int other) {
            return finite().getValueAsInt(other);
        }

        @Override
        public long getValueAsLong() {
            return finite().getValueAsLong();
        }

        @Override
        public long getValueAsLong(long other) {
            return finite().getValueAsLong(other);
        }

        private JsonParser finite() {
            if (delegate.isNaN()) {
                throw new InputCoercionException(
                        this, delegate.getString() + " is not an integer", delegate.currentToken(), Number.class);
            }
            return delegate;
        }
    }
}
