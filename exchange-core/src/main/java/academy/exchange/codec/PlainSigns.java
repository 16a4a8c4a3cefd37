package academy.exchange.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds what needs a closer look in a text of JSON: all but printable ASCII, quotes and backslashes. Looks at eight bytes at a
 * time, since most of most messages is text that says what it says.
 */
final class PlainSigns {

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long EACH = 0x0101010101010101L;
    private static final long TOPS = 0x8080808080808080L;

    private final byte[] content;

    PlainSigns(byte[] content) {
        this.content = content;
    }

    /** The first place from this one on where something else than a plain sign is, or the content ends. */
    int end(int from) {
        int i = from;
        for (; i <= content.length - Long.BYTES; i += Long.BYTES) {
            long others = others((long) WORDS.get(content, i));
            if (others != 0) {
                return i + Long.numberOfTrailingZeros(others) / Byte.SIZE;
            }
        }
        while (i < content.length && isPlain(content[i])) {
            i++;
        }
        return i;
    }

    /** Bytes beyond ASCII are negative. */
    private static boolean isPlain(byte sign) {
        return sign >= ' ' && sign != '"' && sign != '\\';
    }

    /** The lowest top bit that is set is that of the first byte that is not plain. Those above it may be there by a borrow. */
    private static long others(long word) {
        long belowSpace = (word - ' ' * EACH) & ~word;
        return (belowSpace | zeros(word ^ '"' * EACH) | zeros(word ^ '\\' * EACH) | word) & TOPS;
    }

    private static long zeros(long word) {
        return (word - EACH) & ~word;
    }
}
