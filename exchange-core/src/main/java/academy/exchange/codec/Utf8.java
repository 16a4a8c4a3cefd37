package academy.exchange.codec;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Bytes read as UTF-8 up to the first that are not. Jackson would guess other encodings from the first bytes, and let
 * some wrong ones pass.
 *
 * @param text what could be read
 * @param badByte where the first wrong byte is, -1 if all are right
 */
record Utf8(CharBuffer text, int badByte) {

    static Utf8 decode(byte[] content, int length) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(content, 0, length);
        CharBuffer out = CharBuffer.allocate(length);
        CoderResult result = decoder.decode(in, out, true);
        return new Utf8(out.flip(), result.isError() ? in.position() : -1);
    }
}
