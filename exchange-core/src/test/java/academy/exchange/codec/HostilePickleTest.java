package academy.exchange.codec;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.sun.management.ThreadMXBean;

import academy.exchange.Arguments;
import academy.exchange.MalformedMessageException;
import academy.exchange.PayloadException;
import academy.exchange.Request;
import academy.exchange.Response;
import academy.exchange.Serialization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Whatever a pickle holds, reading it ends soon, with plain data or with the one exception that callers expect. */
@Timeout(60)
class HostilePickleTest {

    private static final int MEBIBYTE = 1024 * 1024;

    private static final String WAY_OUT = "; send plain data (numbers, strings, bytes, None, booleans, lists, tuples,"
            + " dicts and sets), or switch the caller to JSON (in Python: Handle(..., request_serializer='json'),"
            + " or set default_serializer)";

    private final JsonMessageCodec codec = JsonMessageCodec.create();

    /** Each is {@code pickle.dumps((value,), 4)} of Python 3.11. */
    @ParameterizedTest
    @CsvSource({
        "gASVLAAAAAAAAACMCGRhdGV0aW1llIwIZGF0ZXRpbWWUk5RDCgfqAQEAAAAAAACUhZRSlIWULg==,a datetime.datetime",
        "gASVIwAAAAAAAACMB2RlY2ltYWyUjAdEZWNpbWFslJOUjAMxLjWUhZRSlIWULg==,a decimal.Decimal",
        "gASVIgAAAAAAAACMBHV1aWSUjARVVUlElJOUKYGUfZSMA2ludJRLAXNihZQu,a uuid.UUID",
        "gASVMAAAAAAAAACMCGJ1aWx0aW5zlIwHY29tcGxleJSTlEcAAAAAAAAAAEc/8AAAAAAAAIaUUpSFlC4=,a builtins.complex",
        "gASVKwAAAAAAAACMC2NvbGxlY3Rpb25zlIwLT3JkZXJlZERpY3SUk5QpUpSMAWGUSwFzhZQu,a collections.OrderedDict",
        "gASVJQAAAAAAAACMCGJ1aWx0aW5zlIwKVmFsdWVFcnJvcpSTlIwBeJSFlFKUhZQu,a builtins.ValueError",
        "gASVJAAAAAAAAACMCGJ1aWx0aW5zlIwJYnl0ZWFycmF5lJOUQwF4lIWUUpSFlC4=,a builtins.bytearray",
        "gASVCwAAAAAAAABdlGgAhZRhMGgBLg==,a value that contains itself (POP)",
        "gASVCAAAAAAAAABdlGgAYYWULg==,a list that contains itself",
        "gASVDAAAAAAAAAB9lIwBZJRoAHOFlC4=,a dict that contains itself",
    })
    void whatPythonPicklesBesidePlainDataIsRefusedByItsName(String positional, String what) {
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> codec.decodeArguments(Pickling.action(positional, Pickles.EMPTY_DICT)))
                .withMessage("The positional arguments cannot be read: the pickle holds " + what + WAY_OUT);
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> codec.decodeArguments(Pickling.action(Pickles.EMPTY_TUPLE, positional)))
                .withMessage("The arguments by name cannot be read: the pickle holds " + what + WAY_OUT);
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(
                        () -> codec.decodeResult(new Response.Result(Serialization.PICKLE, positional), Object.class))
                .withMessage("The result cannot be read: the pickle holds " + what
                        + "; send plain data (numbers, strings, bytes, None, booleans, lists, tuples, dicts and sets),"
                        + " or ask for JSON (leave result_serialization out of the request)");
    }

    /** Each is {@code pickle.dumps((1,), protocol)}. */
    @ParameterizedTest
    @CsvSource({
        "KEkxCnRwMAou,'of pickle protocol 0 or 1, or no pickle; protocols 4 and 5 are read'",
        "KEsBdHEALg==,'of pickle protocol 0 or 1, or no pickle; protocols 4 and 5 are read'",
        "gAJLAYVxAC4=,of pickle protocol 2; protocols 4 and 5 are read",
        "gANLAYVxAC4=,of pickle protocol 3; protocols 4 and 5 are read",
        "gAZLAYWULg==,of pickle protocol 6; protocols 4 and 5 are read",
    })
    void otherProtocolsAreRefused(String positional, String reason) {
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> codec.decodeArguments(Pickling.action(positional, Pickles.EMPTY_DICT)))
                .withMessage("The positional arguments cannot be read: " + reason + WAY_OUT);
    }

    @ParameterizedTest
    @CsvSource({
        "99,an object of a class (GLOBAL)",
        "147,an object of a class (STACK_GLOBAL)",
        "105,an object of a class (INST)",
        "111,an object of a class (OBJ)",
        "129,an object of a class (NEWOBJ)",
        "146,an object of a class (NEWOBJ_EX)",
        "130,an object of a registered class (EXT1)",
        "131,an object of a registered class (EXT2)",
        "132,an object of a registered class (EXT4)",
        "82,an object that a function makes (REDUCE)",
        "98,an object with a state of its own (BUILD)",
        "80,a reference to an object elsewhere (PERSID)",
        "81,a reference to an object elsewhere (BINPERSID)",
        "151,a buffer that lies elsewhere (NEXT_BUFFER)",
        "152,a buffer that lies elsewhere (READONLY_BUFFER)",
        "48,a value that contains itself (POP)",
        "49,a value that contains itself (POP_MARK)",
        "128,something that is no plain data (opcode 0x80)",
        "141,something that is no plain data (opcode 0x8d)",
        "255,something that is no plain data (opcode 0xff)",
    })
    void instructionBeyondTheListIsRefusedByWhatItIs(int opcode, String what) {
        refused(Pickling.begin().op('N', ')', opcode), "the pickle holds " + what + ";");
    }

    @Test
    void onlyTheListedInstructionsAreFollowed() {
        long followed = IntStream.range(0, 256)
                .filter(opcode -> !reason(Pickling.begin().op('N', ')', opcode)).contains("the pickle holds "))
                .count();

        assertThat(followed).as("with STOP, which ends too early here").isEqualTo(34);
    }

    @Test
    void nameOfAClassIsMadeHarmless() {
        refused(
                Pickling.begin().text("a\u001b[31m\nmodule").text("Name\u202e").op(0x93),
                "the pickle holds a a [31m module.Name ;");
        assertThat(reason(Pickling.begin()
                        .text("m".repeat(5000))
                        .text("n".repeat(5000))
                        .op(0x93)))
                .hasSizeLessThan(500);
        refused(Pickling.begin().text("module").op('N', 0x93), "an object of a class (STACK_GLOBAL)");
        refused(Pickling.begin().text("module").op('(').text("name").op(0x93), "an object of a class (STACK_GLOBAL)");
    }

    @ParameterizedTest
    @ValueSource(ints = {'B', 'X', 0x8b})
    void claimedLengthAllocatesNothing(int opcode) {
        Response.Result claim = Pickling.begin()
                .op(opcode)
                .int4(Integer.MAX_VALUE)
                .raw(new byte[10])
                .result();
        Response.Result more =
                Pickling.begin().op(opcode).int4(-1).raw(new byte[10]).result();

        for (Response.Result result : List.of(claim, more)) {
            assertThat(reason(result)).contains("truncated: the pickle ends after 18 bytes");
            assertThat(allocated(() -> reason(result))).isLessThan(64 * 1024);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {Integer.MAX_VALUE, 1L << 40, Long.MAX_VALUE, -1})
    void claimedLengthOfEightBytesAllocatesNothing(long length) {
        for (int opcode : List.of(0x95, 0x96)) {
            Response.Result claim =
                    Pickling.begin().op(opcode).int8(length).raw(new byte[10]).result();
            assertThat(reason(claim)).contains("truncated: the pickle ends after 22 bytes");
            assertThat(allocated(() -> reason(claim))).isLessThan(64 * 1024);
        }
    }

    @Test
    void brokenPicklesAreRefused() {
        refused(Pickling.begin(), "broken: the pickle ends with other than one value");
        refused(Pickling.begin().op('N', 'N'), "broken: the pickle ends with other than one value");
        refused(Pickling.begin().op('N', '('), "broken: the pickle ends with other than one value");
        refused(Pickling.begin().op('t'), "broken: a value ends that has not begun");
        refused(Pickling.begin().op('a'), "broken: the pickle takes more values than it has");
        refused(Pickling.begin().op(']', '(', 'N', 'a', 't'), "broken: the pickle takes more values than it has");
        refused(Pickling.begin().op('N', '(', 0x85), "broken: the pickle takes more values than it has");
        refused(Pickling.begin().op(0x94), "broken: the pickle takes more values than it has");
        refused(Pickling.begin().op(')', 'N', 'a'), "broken: something is added to what is no list");
        refused(Pickling.begin().op('N', 'N', 'a'), "broken: something is added to what is no list");
        refused(Pickling.begin().op(']', '(', 'N', 0x90), "broken: something is added to what is no set");
        refused(Pickling.begin().op(']', 'N', 'N', 's'), "broken: something is added to what is no dict");
        refused(Pickling.begin().op('}', '(', 'N', 'u'), "broken: a key of a dict has no value");
        refused(Pickling.begin().op('h', 0), "broken: the pickle refers to a value that it has not");
        refused(Pickling.begin().op('j').int4(-1), "broken: the pickle refers to a value that it has not");
        refused(Pickling.begin().op(0x95).int8(2).op('K').op(1, 1), "something that is no plain data");
        refused(Pickling.begin().op(0x95).int8(1).op('K', 1), "broken: a frame ends inside a value, at byte 12");
        refused(
                Pickling.begin().op(0x95).int8(10).op(0x95).int8(0).op('N'),
                "broken: a frame begins inside a frame, at byte 11");
        refused(Pickling.begin().op(0x8c, 1, 0xff), "not UTF-8: a string in the pickle cannot be read at byte 4");
        refused(Pickling.begin().op(0x8c, 3, 0xed, 0xa0, 'x'), "not UTF-8");
        refused(Pickling.begin().op(0x8c, 3, 0xed, 0x9f, 0xff), "not UTF-8");
        refused(Pickling.begin().op(0x8c, 2, 0xc0, 0x80), "not UTF-8");
        refused(Pickling.begin().op(0x8c, 2, 0xed, 0xa0), "not UTF-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "é", "gAROLg=", "gAROLg==\n", "gARO Lg==", "[1]", "\ud800"})
    void textThatIsNoPickleIsRefused(String text) {
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> codec.decodeArguments(Pickling.action(text, Pickles.EMPTY_DICT)))
                .withMessageMatching("The positional arguments cannot be read: (not Base64|truncated): .*")
                .withMessageEndingWith(WAY_OUT);
    }

    @Test
    void keysThatJsonCannotHaveAreRefused() {
        refused(
                Pickling.begin().op('}', '(', 'K', 1, 'N').text("1").op('N', 'u'),
                "the pickle holds a dict with keys that are the same as text: '1'");
        refused(
                Pickling.begin().op('}', '(', 0x88, 'N').text("true").op('N', 'u'),
                "the pickle holds a dict with keys that are the same as text: 'true'");
        refused(
                Pickling.begin().op('}', ')', 'N', 's'),
                "a dict with a key that is a tuple; keys may be strings, numbers, booleans and None");
        refused(Pickling.begin().op('}', '(', 0x91, 'N', 's'), "a dict with a key that is a frozenset");
        refused(Pickling.begin().op('}', 'C', 0, 'N', 's'), "a dict with a key that is bytes");
    }

    @Test
    void integersHaveTheLimitOfJson() {
        BigInteger largest = BigInteger.TEN.pow(4300).subtract(BigInteger.ONE);

        assertThat(codec.decodeResult(integer(largest).result(), Object.class)).isEqualTo(largest);
        assertThat(codec.decodeResult(integer(largest.negate()).result(), Object.class))
                .isEqualTo(largest.negate());
        refused(
                integer(largest.add(BigInteger.ONE)),
                "over a limit: the pickle holds an integer of more than 4300 digits");
        refused(Pickling.begin().op(0x8b).int4(100_000).raw(new byte[100_000]), "more than 4300 digits");
        assertThat(codec.decodeResult(Pickling.begin().op(0x8a, 0).result(), Object.class))
                .isEqualTo(0);
    }

    @Test
    void stringsAndBytesHaveTheLimitOfStrings() {
        JsonMessageCodec tight = JsonMessageCodec.builder().maxStringLength(10).build();

        assertThat(tight.decodeResult(Pickling.begin().text("é".repeat(10)).result(), Object.class))
                .isEqualTo("é".repeat(10));
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() ->
                        tight.decodeResult(Pickling.begin().text("é".repeat(11)).result(), Object.class))
                .withMessageContaining("over a limit: the pickle holds a string of 11 characters, the limit is 10");
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> tight.decodeResult(
                        Pickling.begin().op('C', 11).raw(new byte[11]).result(), Object.class))
                .withMessageContaining("over a limit: the pickle holds bytes of length 11, the limit is 10");
    }

    @Test
    void memoBombIsRefusedBeforeItGrows() {
        Pickling bomb = Pickling.begin().op('(').text("lol").op(0x94);
        for (int level = 0; level < 10; level++) {
            bomb.op('(').times(10, 'h', level).op('t', 0x94);
        }
        Response.Result result = bomb.op('t').result();

        assertThat(reason(result)).contains("over a limit: what comes out of the pickle is more than 1048576 values");
        assertThat(allocated(() -> reason(result))).isLessThan(128 * 1024);
    }

    @Test
    void referencesToALongStringCountAsManyStrings() {
        Pickling bomb = Pickling.begin()
                .op('(')
                .text("x".repeat(1000))
                .op(0x94)
                .times(1100, 'h', 0)
                .op('t');

        refused(bomb, "over a limit: what comes out of the pickle is more than 1048576 values, characters and bytes");
        assertThat(codec.decodeResult(
                        Pickling.begin()
                                .op('(')
                                .text("x".repeat(1000))
                                .op(0x94)
                                .times(900, 'h', 0)
                                .op('t')
                                .result(),
                        Object.class))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .hasSize(901);
    }

    @Test
    void nestingHasTheLimitOfJson() {
        assertThat(codec.decodeResult(Pickling.begin().op(')').times(99, 0x85).result(), Object.class))
                .isInstanceOf(List.class);
        refused(Pickling.begin().op(')').times(100, 0x85), "nested too deep: more than 100 levels");
        refused(Pickling.begin().op(')').times(100_000, 0x85), "nested too deep: more than 100 levels");
        refused(Pickling.begin().times(100_000, ']').times(99_999, 'a'), "nested too deep: more than 100 levels");
        // Found again deeper than where it was seen first.
        refused(
                Pickling.begin()
                        .op('(', ')')
                        .times(60, 0x85)
                        .op(0x94, 'h', 0)
                        .times(60, 0x85)
                        .op('t'),
                "nested too deep: more than 100 levels");
        JsonMessageCodec deep = JsonMessageCodec.builder().maxDepth(1000).build();
        assertThat(deep.decodeResult(Pickling.begin().op(')').times(999, 0x85).result(), Object.class))
                .isInstanceOf(List.class);
    }

    @Test
    void pickleBeyondTheSizeOfAMessageIsRefusedUnread() {
        String large = "A".repeat(100 * MEBIBYTE);

        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> codec.decodeArguments(Pickling.action(large, Pickles.EMPTY_DICT)))
                .withMessageContaining("too large: 104857600 characters, the limit is 1048576");
        assertThat(allocated(() -> reason(new Response.Result(Serialization.PICKLE, large))))
                .isLessThan(64 * 1024);
        String body = "{\"action\":\"a\",\"serialization\":\"pickle\",\"pargs\":\"" + large
                + "\",\"kargs\":\"gAR9lC4=\",\"kind\":\"action-request\"}";
        assertThatExceptionOfType(MalformedMessageException.class)
                .isThrownBy(() -> codec.decode(Vectors.bytes(Vectors.request(body))))
                .withMessageStartingWith("too large: ")
                .satisfies(refusal -> assertThat(refusal.answer()).isPresent());
    }

    @Test
    void readingAllocatesWithinItsBound() {
        Map<String, Pickling> worst = new LinkedHashMap<>();
        int size = MEBIBYTE / 4 * 3 - 100;
        worst.put("lists", Pickling.begin().op('(').times(size, ']').op('t'));
        worst.put("dicts", Pickling.begin().op('(').times(size, '}').op('t'));
        worst.put("memo", Pickling.begin().op('(').times(size / 2, ']', 0x94).op('t'));
        worst.put("marks", Pickling.begin().times(size, '('));
        worst.put(
                "marks and tuples",
                Pickling.begin().op('(').times(size / 2, '(', 't').op('t'));
        worst.put("tuples of one", Pickling.begin().op(')').times(size, 0x85));
        worst.put(
                "many of one",
                Pickling.begin().op('(').times(size / 2, 'N', 0x85).op('t'));
        worst.put(
                "appended",
                Pickling.begin().op('(').times(size / 3, ']', 'N', 'a').op('t'));
        worst.put(
                "appended twice",
                Pickling.begin()
                        .op('(')
                        .times(size / 5, ']', 'N', 'a', 'N', 'a')
                        .op('t'));
        worst.put("to one list", Pickling.begin().op(']').times(size / 2, 'N', 'a'));
        worst.put("nones", Pickling.begin().op('(').times(size, 'N').op('t'));
        worst.put("integers", Pickling.begin().op('(').times(size / 2, 0x8a, 0).op('t'));
        worst.put("strings", Pickling.begin().op('(').times(size / 2, 0x8c, 0).op('t'));
        worst.put("bytes", Pickling.begin().op('(').times(size / 2, 'C', 0).op('t'));
        worst.put(
                "one-letter strings",
                Pickling.begin().op('(').times(size / 3, 0x8c, 1, 'a').op('t'));
        worst.put(
                "halves",
                Pickling.begin()
                        .op('(')
                        .times(size / 5, 0x8c, 3, 0xed, 0xa0, 0x80)
                        .op('t'));
        worst.put(
                "dicts of two",
                Pickling.begin()
                        .op('(')
                        .times(size / 9, '}', 'K', 1, 'N', 's', 'N', 'N', 's', 0x94)
                        .op('t'));
        worst.put(
                "small dicts",
                Pickling.begin()
                        .op('(')
                        .times(size / 7, '}', '(', 'N', 'N', 0x88, 'N', 'u')
                        .op('t'));
        worst.put("fractional keys", fractionalKeys(size / 10));
        worst.put("huge keys", hugeKeys(size / 1800));
        worst.put("keys", keys(size / 6));

        worst.forEach((name, pickle) -> {
            Request.Action request = Pickling.action(pickle.text(), Pickles.EMPTY_DICT);
            long perCharacter = allocated(() -> readOrRefused(request))
                    / request.positional().length();
            long bound = name.endsWith(" keys") ? 320 : 96;
            assertThat(perCharacter).as("bytes for each character of " + name).isLessThanOrEqualTo(bound);
        });
    }

    @Test
    void manyPlainIntegersAreReadAtOnce() {
        Pickling ints = Pickling.begin().op(']', 0x94, '(');
        for (int i = 0; i < 240_000; i++) {
            ints.op('M', i & 0xff, i >> 8 & 0xff);
        }
        assertThat(codec.decodeResult(ints.op('e').result(), int[].class))
                .isInstanceOfSatisfying(
                        int[].class, read -> assertThat(read).hasSize(240_000).contains(0xffff));
    }

    @Test
    void picklesWithOneByteChangedAreReadOrRefused() throws IOException {
        Random random = new Random(7);
        List<byte[]> golden = PicklesTest.golden()
                .map(each -> Base64.getDecoder().decode(each.pickle()))
                .toList();
        int read = 0;
        for (int i = 0; i < 50_000; i++) {
            byte[] pickle = golden.get(random.nextInt(golden.size())).clone();
            for (int change = random.nextInt(3); change >= 0; change--) {
                pickle[random.nextInt(pickle.length)] = (byte) random.nextInt(256);
            }
            read += reason(Pickling.result(pickle)).isEmpty() ? 1 : 0;
        }
        assertThat(read).isBetween(1, 49_999);
    }

    @Test
    void randomInstructionsAreFollowedOrRefused() {
        Random random = new Random(8);
        byte[] known = "(N)]}thjaesuKMJGX".getBytes(StandardCharsets.ISO_8859_1);
        int read = 0;
        for (int i = 0; i < 50_000; i++) {
            Pickling pickle = Pickling.begin();
            for (int step = random.nextInt(12); step >= 0; step--) {
                pickle.op(random.nextInt(4) == 0 ? 0x85 + random.nextInt(18) : known[random.nextInt(known.length)]);
                pickle.times(random.nextInt(2), random.nextInt(3));
            }
            read += reason(pickle.result()).isEmpty() ? 1 : 0;
        }
        assertThat(read).isBetween(1, 49_999);
    }

    private static Pickling keys(int count) {
        Pickling dict = Pickling.begin().op(']', '}', '(');
        for (int i = 0; i < count; i++) {
            dict.op('J').int4(i).op('N');
        }
        return dict.op('u', 'a');
    }

    /** Python's digits of these cost the most. */
    private static Pickling fractionalKeys(int count) {
        Random random = new Random(9);
        Pickling dict = Pickling.begin().op(']', '}', '(');
        for (int i = 0; i < count; i++) {
            double key = random.nextDouble() * Math.pow(10, random.nextInt(600) - 300);
            dict.op('G').int8(Long.reverseBytes(Double.doubleToLongBits(key))).op('N');
        }
        return dict.op('u', 'a');
    }

    private static Pickling hugeKeys(int count) {
        Random random = new Random(10);
        Pickling dict = Pickling.begin().op(']', '}', '(');
        for (int i = 0; i < count; i++) {
            byte[] digits = new byte[1785];
            random.nextBytes(digits);
            dict.op(0x8b).int4(digits.length).raw(digits).op('N');
        }
        return dict.op('u', 'a');
    }

    private static Pickling integer(BigInteger value) {
        byte[] digits = value.toByteArray();
        byte[] reversed = new byte[digits.length];
        for (int i = 0; i < digits.length; i++) {
            reversed[i] = digits[digits.length - 1 - i];
        }
        return Pickling.begin().op(0x8b).int4(digits.length).raw(reversed);
    }

    private void refused(Pickling pickle, String reason) {
        assertThat(reason(pickle)).startsWith("The result cannot be read: ").contains(reason);
    }

    private String reason(Pickling pickle) {
        return reason(pickle.result());
    }

    /** Why it is refused; empty if it is not. */
    private String reason(Response.Result result) {
        try {
            codec.decodeResult(result, Object.class);
            return "";
        } catch (PayloadException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private int readOrRefused(Request.Action request) {
        try {
            Arguments arguments = codec.decodeArguments(request);
            return arguments.size();
        } catch (PayloadException e) {
            return -1;
        }
    }

    /** How many bytes this takes, the second time, when all classes are loaded. */
    private static long allocated(Supplier<?> work) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long[] bytes = new long[2];
        Arrays.setAll(bytes, turn -> {
            long before = threads.getCurrentThreadAllocatedBytes();
            assertThat(work.get()).isNotNull();
            return threads.getCurrentThreadAllocatedBytes() - before;
        });
        return bytes[1];
    }
}
