package academy.exchange.codec;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Floating-point numbers as text, with the digits and the form that Python chooses. */
final class PythonFloat {

    /** From which power of ten on Python writes an exponent. */
    private static final int LARGE = 16;

    private static final int SMALL = -4;

    private PythonFloat() {}

    /** What {@code repr} prints; of numbers that are not finite, what JSON has for them. */
    static String text(double value) {
        if (!Double.isFinite(value)) {
            return Double.toString(value);
        }
        String sign = Math.copySign(1, value) < 0 ? "-" : "";
        return sign + (value == 0 ? "0.0" : magnitude(shortest(Math.abs(value))));
    }

    /** Java prints a digit too many for some numbers, before version 19 for quite a few. */
    private static BigDecimal shortest(double value) {
        BigDecimal digits = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        while (digits.precision() > 1) {
            BigDecimal fewer = digits.round(new MathContext(digits.precision() - 1, RoundingMode.HALF_EVEN));
            if (fewer.doubleValue() != value) {
                return digits;
            }
            digits = fewer.stripTrailingZeros();
        }
        return digits;
    }

    private static String magnitude(BigDecimal digits) {
        int exponent = digits.precision() - digits.scale() - 1;
        if (exponent >= SMALL && exponent < LARGE) {
            String plain = digits.toPlainString();
            return plain.contains(".") ? plain : plain + ".0";
        }
        String all = digits.unscaledValue().toString();
        String mantissa = all.length() == 1 ? all : all.charAt(0) + "." + all.substring(1);
        return mantissa + String.format(Locale.ROOT, "e%s%02d", exponent < 0 ? "-" : "+", Math.abs(exponent));
    }
}
