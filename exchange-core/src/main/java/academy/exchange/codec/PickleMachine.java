package academy.exchange.codec;

import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

import academy.exchange.ForeignText;
import academy.exchange.codec.PlainContainer.Kind;

/**
 * Follows the instructions of one pickle of plain data. It knows a closed list of instructions, none of which names a
 * class or calls anything, and its stack and its memo grow by one for each. For one pickle and one thread.
 */
final class PickleMachine {

    private static final int OLDEST = 4;
    private static final int NEWEST = 5;

    private final PickleInput input;
    private final List<PlainValue> stack = new ArrayList<>();
    private final Deque<Integer> marks = new ArrayDeque<>();
    private final List<PlainValue> memo = new ArrayList<>();

    PickleMachine(PickleInput input) {
        this.input = input;
    }

    /**
     * The value that the pickle holds, not yet checked.
     *
     * @throws UnreadableException if it holds none, or anything but plain data
     */
    PlainValue run() {
        requireProtocol();
        for (int opcode = input.opcode(); opcode != Opcodes.STOP; opcode = input.opcode()) {
            step(opcode);
        }
        input.requireEnd();
        if (stack.size() != 1 || !marks.isEmpty()) {
            throw new UnreadableException("broken: the pickle ends with other than one value");
        }
        return stack.get(0);
    }

    private void requireProtocol() {
        if (input.opcode() != Opcodes.PROTO) {
            throw new UnreadableException("of pickle protocol 0 or 1, or no pickle; protocols 4 and 5 are read");
        }
        int protocol = input.unsigned1();
        if (protocol < OLDEST || protocol > NEWEST) {
            throw new UnreadableException("of pickle protocol " + protocol + "; protocols 4 and 5 are read");
        }
    }

    private void step(int opcode) {
        switch (opcode) {
            case Opcodes.FRAME -> input.frame();
            case Opcodes.MARK -> marks.push(stack.size());
            case Opcodes.MEMOIZE -> memo.add(top());
            case Opcodes.BINGET -> stack.add(recall(input.unsigned1()));
            case Opcodes.LONG_BINGET -> stack.add(recall(input.unsigned4()));
            case Opcodes.EMPTY_TUPLE -> push(Kind.TUPLE, List.of());
            case Opcodes.EMPTY_LIST -> push(Kind.LIST, List.of());
            case Opcodes.EMPTY_DICT -> push(Kind.DICT, List.of());
            case Opcodes.EMPTY_SET -> push(Kind.SET, List.of());
            case Opcodes.TUPLE1 -> push(Kind.TUPLE, last(1));
            case Opcodes.TUPLE2 -> push(Kind.TUPLE, last(2));
            case Opcodes.TUPLE3 -> push(Kind.TUPLE, last(3));
            case Opcodes.TUPLE -> push(Kind.TUPLE, sinceMark());
            case Opcodes.FROZENSET -> push(Kind.FROZENSET, sinceMark());
            case Opcodes.APPEND -> addTo(Kind.LIST, last(1));
            case Opcodes.APPENDS -> addTo(Kind.LIST, sinceMark());
            case Opcodes.ADDITEMS -> addTo(Kind.SET, sinceMark());
            case Opcodes.SETITEM -> addTo(Kind.DICT, last(2));
            case Opcodes.SETITEMS -> addTo(Kind.DICT, sinceMark());
            default -> stack.add(scalar(opcode));
        }
    }

    private PlainValue scalar(int opcode) {
        return switch (opcode) {
            case Opcodes.NONE -> PlainValue.Constant.NONE;
            case Opcodes.NEWTRUE -> PlainValue.Constant.TRUE;
            case Opcodes.NEWFALSE -> PlainValue.Constant.FALSE;
            case Opcodes.BININT1 -> new PlainValue.Whole(input.unsigned1());
            case Opcodes.BININT2 -> new PlainValue.Whole(input.unsigned2());
            case Opcodes.BININT -> new PlainValue.Whole(input.signed4());
            case Opcodes.LONG1 -> integer(input.unsigned1());
            case Opcodes.LONG4 -> integer(input.unsigned4());
            case Opcodes.BINFLOAT -> new PlainValue.Real(input.real());
            case Opcodes.SHORT_BINUNICODE -> new PlainValue.Text(input.text(input.unsigned1()));
            case Opcodes.BINUNICODE -> new PlainValue.Text(input.text(input.unsigned4()));
            case Opcodes.SHORT_BINBYTES -> new PlainValue.Binary(input.binary(input.unsigned1()));
            case Opcodes.BINBYTES -> new PlainValue.Binary(input.binary(input.unsigned4()));
            case Opcodes.BYTEARRAY8 -> new PlainValue.Binary(input.binary(input.unsigned8()));
            case Opcodes.STACK_GLOBAL -> throw new UnreadableException("the pickle holds " + namedClass());
            default -> throw new UnreadableException("the pickle holds " + Opcodes.meaning(opcode));
        };
    }

    private PlainValue integer(long length) {
        BigInteger value = input.integer(length);
        return value.bitLength() < Long.SIZE ? new PlainValue.Whole(value.longValue()) : new PlainValue.Huge(value);
    }

    private String namedClass() {
        int size = stack.size();
        return size - floor() >= 2
                        && stack.get(size - 2) instanceof PlainValue.Text module
                        && stack.get(size - 1) instanceof PlainValue.Text name
                ? "a " + ForeignText.line(module.value()) + "." + ForeignText.line(name.value())
                : Opcodes.meaning(Opcodes.STACK_GLOBAL);
    }

    private void push(Kind kind, List<PlainValue> elements) {
        stack.add(new PlainContainer(kind, elements));
    }

    private void addTo(Kind kind, List<PlainValue> elements) {
        if (!(top() instanceof PlainContainer container) || container.kind() != kind) {
            throw new UnreadableException("broken: something is added to what is no " + kind);
        }
        if (kind == Kind.DICT && elements.size() % 2 != 0) {
            throw new UnreadableException("broken: a key of a dict has no value");
        }
        container.add(elements);
    }

    private PlainValue recall(long index) {
        if (index >= memo.size()) {
            throw new UnreadableException("broken: the pickle refers to a value that it has not");
        }
        return memo.get((int) index);
    }

    private PlainValue top() {
        requireValues(1);
        return stack.get(stack.size() - 1);
    }

    private List<PlainValue> last(int count) {
        requireValues(count);
        return takeFrom(stack.size() - count);
    }

    private List<PlainValue> sinceMark() {
        if (marks.isEmpty()) {
            throw new UnreadableException("broken: a value ends that has not begun");
        }
        return takeFrom(marks.pop());
    }

    private List<PlainValue> takeFrom(int start) {
        List<PlainValue> end = stack.subList(start, stack.size());
        List<PlainValue> taken = List.copyOf(end);
        end.clear();
        return taken;
    }

    private void requireValues(int count) {
        if (stack.size() - floor() < count) {
            throw new UnreadableException("broken: the pickle takes more values than it has");
        }
    }

    /** Below a mark lies what is not for the value that the mark begins. */
    private int floor() {
        return marks.isEmpty() ? 0 : marks.element();
    }
}
