package academy.exchange.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes pickles that are almost right: values of all kinds, referenced, repeated and nested, and now and then a length
 * that is a lie or an opcode that should not be there.
 */
final class PickleScript {

    /** In base64 this is as long as the longest message. */
    private static final int MAX_SIZE = Target.MESSAGE_SIZE / 4 * 3 + 64;

    private static final int MAX_DEPTH = 12;

    private static final long[] LIES = {
        0,
        1,
        127,
        128,
        255,
        256,
        65_535,
        65_536,
        1_000_000,
        100_000_000,
        0x7FFF_FFF0L,
        0x7FFF_FFFFL,
        0x8000_0000L,
        0xFFFF_FFFFL,
        0x1_0000_0000L,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        -1
    };

    private static final int[] OPCODES = {
        '(', '.', '0', '1', '2', 'F', 'I', 'J', 'K', 'L', 'M', 'N', 'P', 'Q', 'R', 'S', 'T', 'U', 'V', 'X', 'a', 'b',
        'c', 'd', '}', 'e', 'g', 'h', 'i', 'j', 'l', ']', 'o', 'p', 'q', 'r', 's', 't', ')', 'u', 'G', 'B', 'C', 0x80,
        0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8A, 0x8B, 0x8C, 0x8D, 0x8E, 0x8F, 0x90, 0x91, 0x92,
        0x93, 0x94, 0x95, 0x96, 0x97, 0x98
    };

    private final Script script;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int memoized;

    private PickleScript(Script script) {
        this.script = script;
    }

    static byte[] write(Script script) {
        PickleScript pickle = new PickleScript(script);
        pickle.document();
        return pickle.out.toByteArray();
    }

    private void document() {
        if (!script.once(16)) {
            op(0x80, script.oneOf(4, 2, 3, 5, 4, 1, 0, 6));
        }
        if (script.once(8)) {
            op(0x95);
            number(length(script.below(65_536), 8), 8);
        }
        // Arguments are a tuple or a dict, so these are worth being written often.
        switch (script.below(4)) {
            case 0 -> tuple(0);
            case 1 -> dict(0);
            default -> value(0);
        }
        while (script.once(4) && !isFull()) {
            anything();
        }
        if (!script.once(32)) {
            op('.');
        }
    }

    private void value(int depth) {
        if (script.once(48)) {
            anything();
        }
        if (depth > MAX_DEPTH || script.isUsedUp() || isFull()) {
            op('N');
            return;
        }
        switch (script.below(16)) {
            case 0 -> list(depth);
            case 1 -> tuple(depth);
            case 2 -> dict(depth);
            case 3 -> set(depth);
            case 4 -> get();
            case 5 -> nested();
            case 6 -> bomb();
            case 7, 8, 9 -> text();
            case 10 -> real();
            default -> integer();
        }
        if (script.once(4)) {
            put();
        }
    }

    private void list(int depth) {
        op(']');
        if (script.once(3)) {
            put();
        }
        if (script.once(4)) {
            value(depth + 1);
            op('a');
            return;
        }
        op('(');
        values(depth, 1);
        op('e');
    }

    private void tuple(int depth) {
        int size = script.below(6);
        if (size == 0) {
            op(')');
        } else if (size < 4) {
            for (int i = 0; i < size; i++) {
                value(depth + 1);
            }
            op(0x84 + size);
        } else {
            op('(');
            values(depth, 1);
            op(script.oneOf('t', 't', 'l'));
        }
    }

    private void dict(int depth) {
        if (script.once(6)) {
            op('(');
            values(depth, 2);
            op('d');
            return;
        }
        op('}');
        if (script.once(3)) {
            put();
        }
        op('(');
        values(depth, 2);
        op('u');
    }

    private void set(int depth) {
        if (script.once(2)) {
            op('(');
            values(depth, 1);
            op(0x91);
            return;
        }
        op(0x8F);
        op('(');
        values(depth, 1);
        op(0x90);
    }

    private void values(int depth, int each) {
        int start = out.size();
        for (int i = script.below(5) * each; i > 0; i--) {
            if (each == 2 && i % 2 == 0 && !script.once(6)) {
                text();
            } else {
                value(depth + 1);
            }
        }
        repeat(start);
    }

    /** Writes what was written since the start again, many times. */
    private void repeat(int start) {
        if (!script.once(6)) {
            return;
        }
        byte[] all = out.toByteArray();
        int times = script.oneOf(2, 10, 100, 1000, 10_000, 50_000);
        for (int i = 0; i < times && out.size() + all.length - start < MAX_SIZE; i++) {
            out.write(all, start, all.length - start);
        }
    }

    private void nested() {
        int levels = script.oneOf(3, 50, 98, 99, 100, 101, 102, 1000, 5000);
        int kind = script.below(4);
        for (int i = 0; i < levels && !isFull(); i++) {
            op(kind == 0 ? ']' : kind == 1 ? '(' : kind == 2 ? '}' : 'N');
            if (kind == 2) {
                op('K', i & 0xFF);
            }
        }
        for (int i = 1; i < levels && !isFull(); i++) {
            op(kind == 0 ? 'a' : kind == 1 ? 't' : kind == 2 ? 's' : 0x85);
        }
    }

    /** Each list holds the one before it several times. */
    private void bomb() {
        int width = script.oneOf(2, 3, 10, 100);
        op(script.oneOf(']', ')', '}'));
        put();
        for (int level = script.below(40); level > 0 && !isFull(); level--) {
            int inner = memoized - 1;
            boolean list = !script.once(3);
            if (list) {
                op(']', 0x94);
                memoized++;
            }
            op('(');
            for (int i = 0; i < width; i++) {
                op('h', inner & 0xFF);
            }
            op(list ? 'e' : 't');
            if (!list) {
                put();
            }
        }
    }

    private void integer() {
        switch (script.below(7)) {
            case 0 -> op('J', script.below(256), script.below(256), script.below(256), script.below(256));
            case 1 -> op('M', script.below(256), script.below(256));
            case 2 -> sized(0x8A, 1, script.bytes(script.below(20)));
            case 3 -> sized(0x8B, 4, new byte[script.oneOf(0, 1, 8, 9, 300, 1786, 1787, 5000, 40_000)]);
            case 4 -> line('I', script.oneOf("0", "-7", "01", "00", "1_000", "", "9".repeat(30), " 1", "0x10"));
            case 5 -> line('L', script.oneOf("0L", "-7L", "7", "L", "9".repeat(30) + "L", "9".repeat(9000) + "L"));
            default -> op('K', script.below(256));
        }
    }

    private void real() {
        if (script.once(3)) {
            line(
                    'F',
                    script.oneOf(
                            "1.5", "nan", "-inf", "1e999999999", "0x1p3", "", "1d", "NaN", "1" + "0".repeat(9000)));
            return;
        }
        op('G');
        number(script.oneOf(0x3FF8L << 48, 0x7FF0L << 48, 0x7FF8L << 48, 1L << 63, 1L, -1L), 8);
    }

    private void text() {
        byte[] bytes = script.once(4)
                ? "x".repeat(script.oneOf(0, 1, 255, 256, 5000, 40_000)).getBytes(StandardCharsets.UTF_8)
                : script.bytes(script.below(12));
        switch (script.below(12)) {
            case 0 -> sized('X', 4, bytes);
            case 1 -> sized(0x8D, 8, bytes);
            case 2 -> sized('C', 1, bytes);
            case 3 -> sized('B', 4, bytes);
            case 4 -> sized(0x8E, 8, bytes);
            case 5 -> sized(0x96, 8, bytes);
            case 6 -> sized('U', 1, bytes);
            case 7 -> sized('T', 4, bytes);
            case 8 -> line('V', script.oneOf("a", "\\u00e9", "\\ud800", "\\U0010ffff", "\\", "\u00ff"));
            case 9 -> line('S', script.oneOf("'a'", "\"a\"", "'", "a", "'\\x41'", "'\\777'", ""));
            case 10 ->
                sized(
                        0x8C,
                        1,
                        script.oneOf("\ud83d\ude00", "k", "\0", "__class__").getBytes(StandardCharsets.UTF_8));
            default -> sized(0x8C, 1, bytes);
        }
    }

    private void get() {
        int index = script.once(8) ? script.below(65_536) : memoized == 0 ? 0 : script.below(memoized);
        switch (script.below(4)) {
            case 0 -> {
                op('j');
                number(length(index, 4), 4);
            }
            case 1 -> line('g', script.once(6) ? "-1" : Integer.toString(index));
            default -> op('h', index & 0xFF);
        }
    }

    private void put() {
        switch (script.below(6)) {
            case 0 -> op('q', memoized & 0xFF);
            case 1 -> {
                op('r');
                number(length(memoized, 4), 4);
            }
            case 2 -> line('p', script.once(6) ? "2000000000" : Integer.toString(memoized));
            default -> op(0x94);
        }
        memoized++;
    }

    private void anything() {
        int opcode = OPCODES[script.below(OPCODES.length)];
        op(opcode);
        switch (opcode) {
            case 'X', 'T', 'B', 'r', 'j', 0x8B, 0x84 -> number(length(1, 4), 4);
            case 0x8D, 0x8E, 0x95, 0x96 -> number(length(1, 8), 8);
            case 'c', 'i' -> out.writeBytes("os\nsystem\n".getBytes(StandardCharsets.US_ASCII));
            case 'P' -> out.writeBytes("id\n".getBytes(StandardCharsets.US_ASCII));
            default -> out.writeBytes(script.bytes(script.below(3)));
        }
    }

    private void sized(int opcode, int width, byte[] content) {
        op(opcode);
        number(length(content.length, width), width);
        if (out.size() + content.length < MAX_SIZE) {
            out.writeBytes(content);
        }
    }

    /** The true length nearly always. */
    private long length(long honest, int width) {
        if (!script.once(24)) {
            return honest;
        }
        long lie = LIES[script.below(LIES.length)];
        return width == 8 ? lie : lie & ((1L << (8 * width)) - 1);
    }

    private void line(int opcode, String text) {
        op(opcode);
        out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
        op('\n');
    }

    private void number(long value, int width) {
        for (int i = 0; i < width; i++) {
            out.write((int) (value >>> (8 * i)));
        }
    }

    private void op(int... bytes) {
        for (int value : bytes) {
            out.write(value);
        }
    }

    private boolean isFull() {
        return out.size() > MAX_SIZE;
    }
}
