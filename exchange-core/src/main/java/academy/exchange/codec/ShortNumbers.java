package academy.exchange.codec;

import java.math.BigDecimal;
import java.math.BigInteger;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.exc.StreamWriteException;
import tools.jackson.core.util.JsonGeneratorDelegate;

/** Refuses numbers with more digits than Python peers and this library read. */
final class ShortNumbers extends JsonGeneratorDelegate {

    /** Numbers of fewer bits have fewer digits for sure, so that most need not be counted. */
    private static final int FEW_BITS = 3 * WireJson.MAX_NUMBER_LENGTH;

    private static final BigInteger TOO_LARGE = BigInteger.TEN.pow(WireJson.MAX_NUMBER_LENGTH);

    ShortNumbers(JsonGenerator out) {
        super(out);
    }

    @Override
    public JsonGenerator writeNumber(BigInteger value) {
        if (value.bitLength() > FEW_BITS && value.abs().compareTo(TOO_LARGE) >= 0) {
            throw tooLong();
        }
        return super.writeNumber(value);
    }

    @Override
    public JsonGenerator writeNumber(BigDecimal value) {
        if (value.unscaledValue().bitLength() > FEW_BITS && value.precision() > WireJson.MAX_NUMBER_LENGTH) {
            throw tooLong();
        }
        return super.writeNumber(value);
    }

    @Override
    public JsonGenerator writeNumber(String text) {
        if (text.length() > WireJson.MAX_NUMBER_LENGTH) {
            throw tooLong();
        }
        return super.writeNumber(text);
    }

    private StreamWriteException tooLong() {
        return new StreamWriteException(
                this,
                "a number of more than " + WireJson.MAX_NUMBER_LENGTH
                        + " digits, which neither Python nor this library reads; send it as a string");
    }
}
