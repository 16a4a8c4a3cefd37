package academy.exchange.codec;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * UTF-8 as Python pickles it, which may hold halves of surrogate pairs in three bytes each. They are kept, as those
 * escaped in JSON are; two that fit each other become one character.
 */
final class PythonUtf8 {

    private static final char REPLACEMENT = '\uFFFD';

    private PythonUtf8() {}

    /**
     * @throws UnreadableException if the bytes are not UTF-8 otherwise
     */
    static String decode(byte[] bytes, int start, int length) {
        String text = new String(bytes, start, length, StandardCharsets.UTF_8);
        // Either it was there, or it stands for what could not be read.
        return text.indexOf(REPLACEMENT) < 0 ? text : decodeHalves(ByteBuffer.wrap(bytes, start, length));
    }

    private static String decodeHalves(ByteBuffer in) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        CharBuffer out = CharBuffer.allocate(in.remaining());
        CoderResult result = decoder.decode(in, out, true);
        while (result.isError()) {
            out.put(half(in));
            result = decoder.decode(in, out, true);
        }
        return out.flip().toString();
    }

    private static char half(ByteBuffer in) {
        int start = in.position();
        if (in.remaining() < 3
                || (in.get() & 0xff) != 0xed
                || (in.get(start + 1) & 0xe0) != 0xa0
                || (in.get(start + 2) & 0xc0) != 0x80) {
            throw new UnreadableException("not UTF-8: a string in the pickle cannot be read at byte " + start);
        }
        in.position(start + 3);
        return (char) (0xd000 | (in.get(start + 1) & 0x3f) << 6 | (in.get(start + 2) & 0x3f));
    }
}
