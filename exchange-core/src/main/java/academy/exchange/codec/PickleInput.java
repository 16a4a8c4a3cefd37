package academy.exchange.codec;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The bytes of a pickle from the first to the last. Whatever length they claim of what follows, nothing is taken, and
 * no memory either, before that much is there.
 */
final class PickleInput {

    private static final BigInteger LARGEST =
            BigInteger.TEN.pow(WireJson.MAX_NUMBER_LENGTH).subtract(BigInteger.ONE);

    /** Somewhat more than the largest number has, so that parsing is not what takes the time. */
    private static final int MAX_INTEGER_BYTES = 2048;

    private final byte[] bytes;
    private final ByteBuffer little;
    private final int maxLength;
    private int position;
    private int instruction;
    private int frameEnd;

    /**
     * @param maxLength of a string, in characters, and of bytes
     */
    PickleInput(byte[] bytes, int maxLength) {
        this.bytes = bytes;
        this.little = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        this.maxLength = maxLength;
    }

    /** The instruction that comes next; what it takes must lie in the same frame. */
    int opcode() {
        instruction = position;
        return unsigned1();
    }

    /** The next byte, 0 to 255. */
    int unsigned1() {
        return bytes[take(1)] & 0xff;
    }

    int unsigned2() {
        return little.getShort(take(2)) & 0xffff;
    }

    long unsigned4() {
        return little.getInt(take(4)) & 0xffff_ffffL;
    }

    int signed4() {
        return little.getInt(take(4));
    }

    /** The length of something; one that is no positive number to Java is more than there is. */
    long unsigned8() {
        long length = little.getLong(take(8));
        return length < 0 ? Long.MAX_VALUE : length;
    }

    double real() {
        return Double.longBitsToDouble(Long.reverseBytes(little.getLong(take(8))));
    }

    BigInteger integer(long length) {
        requireThere(length);
        if (length > MAX_INTEGER_BYTES) {
            throw tooManyDigits();
        }
        byte[] digits = bytes(length);
        for (int i = 0, j = digits.length - 1; i < j; i++, j--) {
            byte low = digits[i];
            digits[i] = digits[j];
            digits[j] = low;
        }
        BigInteger value = digits.length == 0 ? BigInteger.ZERO : new BigInteger(digits);
        if (value.abs().compareTo(LARGEST) > 0) {
            throw tooManyDigits();
        }
        return value;
    }

    String text(long length) {
        int start = take(length);
        String text = PythonUtf8.decode(bytes, start, (int) length);
        requireLength("a string of " + text.length() + " characters", text.length());
        return text;
    }

    byte[] binary(long length) {
        requireThere(length);
        requireLength("bytes of length " + length, length);
        return bytes(length);
    }

    /** Begins a frame, which says how far the next values reach. */
    void frame() {
        long length = unsigned8();
        if (instruction < frameEnd) {
            throw new UnreadableException("broken: a frame begins inside a frame, at byte " + instruction);
        }
        requireThere(length);
        frameEnd = position + (int) length;
    }

    /**
     * @throws UnreadableException if something follows
     */
    void requireEnd() {
        if (position < bytes.length) {
            throw new UnreadableException(
                    "trailing content: the pickle goes on for " + (bytes.length - position) + " bytes after its end");
        }
    }

    private byte[] bytes(long length) {
        int start = take(length);
        return Arrays.copyOfRange(bytes, start, position);
    }

    /** Where the next bytes begin, after which the position is at their end. */
    private int take(long length) {
        requireThere(length);
        if (instruction < frameEnd && length > frameEnd - position) {
            throw new UnreadableException("broken: a frame ends inside a value, at byte " + frameEnd);
        }
        int start = position;
        position += (int) length;
        return start;
    }

    private void requireThere(long length) {
        if (length > bytes.length - position) {
            throw new UnreadableException("truncated: the pickle ends after " + bytes.length + " bytes");
        }
    }

    private void requireLength(String what, long length) {
        if (length > maxLength) {
            throw new UnreadableException("over a limit: the pickle holds " + what + ", the limit is " + maxLength);
        }
    }

    private static UnreadableException tooManyDigits() {
        return new UnreadableException(
                "over a limit: the pickle holds an integer of more than " + WireJson.MAX_NUMBER_LENGTH + " digits");
    }
}
