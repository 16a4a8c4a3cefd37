package academy.exchange.codec;

import java.util.Locale;

/** The instructions of pickles that are followed: those that Python writes for plain data in protocols 4 and 5. */
final class Opcodes {

    static final int PROTO = 0x80;
    static final int FRAME = 0x95;
    static final int STOP = '.';

    static final int MARK = '(';
    static final int MEMOIZE = 0x94;
    static final int BINGET = 'h';
    static final int LONG_BINGET = 'j';

    static final int NONE = 'N';
    static final int NEWTRUE = 0x88;
    static final int NEWFALSE = 0x89;
    static final int BININT = 'J';
    static final int BININT1 = 'K';
    static final int BININT2 = 'M';
    static final int LONG1 = 0x8a;
    static final int LONG4 = 0x8b;
    static final int BINFLOAT = 'G';
    static final int SHORT_BINUNICODE = 0x8c;
    static final int BINUNICODE = 'X';
    static final int SHORT_BINBYTES = 'C';
    static final int BINBYTES = 'B';
    static final int BYTEARRAY8 = 0x96;

    static final int EMPTY_TUPLE = ')';
    static final int TUPLE1 = 0x85;
    static final int TUPLE2 = 0x86;
    static final int TUPLE3 = 0x87;
    static final int TUPLE = 't';
    static final int EMPTY_LIST = ']';
    static final int APPEND = 'a';
    static final int APPENDS = 'e';
    static final int EMPTY_DICT = '}';
    static final int SETITEM = 's';
    static final int SETITEMS = 'u';
    static final int EMPTY_SET = 0x8f;
    static final int ADDITEMS = 0x90;
    static final int FROZENSET = 0x91;

    /** Makes an object of the class that the two strings before it name. */
    static final int STACK_GLOBAL = 0x93;

    private Opcodes() {}

    /** What a pickle has that gives any other instruction. */
    static String meaning(int opcode) {
        return switch (opcode) {
            case STACK_GLOBAL -> "an object of a class (STACK_GLOBAL)";
            case 'c' -> "an object of a class (GLOBAL)";
            case 'i' -> "an object of a class (INST)";
            case 'o' -> "an object of a class (OBJ)";
            case 0x81 -> "an object of a class (NEWOBJ)";
            case 0x92 -> "an object of a class (NEWOBJ_EX)";
            case 0x82 -> "an object of a registered class (EXT1)";
            case 0x83 -> "an object of a registered class (EXT2)";
            case 0x84 -> "an object of a registered class (EXT4)";
            case 'R' -> "an object that a function makes (REDUCE)";
            case 'b' -> "an object with a state of its own (BUILD)";
            case 'P' -> "a reference to an object elsewhere (PERSID)";
            case 'Q' -> "a reference to an object elsewhere (BINPERSID)";
            case 0x97 -> "a buffer that lies elsewhere (NEXT_BUFFER)";
            case 0x98 -> "a buffer that lies elsewhere (READONLY_BUFFER)";
            case '0' -> "a value that contains itself (POP)";
            case '1' -> "a value that contains itself (POP_MARK)";
            default -> String.format(Locale.ROOT, "something that is no plain data (opcode 0x%02x)", opcode);
        };
    }
}
