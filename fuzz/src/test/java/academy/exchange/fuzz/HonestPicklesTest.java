package academy.exchange.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Pickles of plain data are read, others are not, and as much as a message may hold stays within the limits. */
class HonestPicklesTest {

    /** In base64 this has nearly the size of a message. */
    private static final int SIZE = (Target.MESSAGE_SIZE - 1024) / 4 * 3;

    @TestFactory
    Stream<DynamicTest> picklesOfPlainDataAreRead() {
        Map<String, byte[]> pickles = Seeds.pickles("plain");
        assertThat(pickles).isNotEmpty();
        return pickles.entrySet().stream()
                .map(pickle -> DynamicTest.dynamicTest(
                        pickle.getKey(), () -> HonestDataTest.report(Target.PICKLE, pickle.getValue())));
    }

    @Test
    void otherPicklesAreRefused() {
        Meter meter = new Meter(Target.PICKLE.allowance(), new Tally());

        assertThat(Seeds.pickles("refused")).isNotEmpty().allSatisfy((name, pickle) -> assertThat(
                        new PickleCheck().holds(pickle, meter))
                .isFalse());
    }

    /** Instructions that leave one value on the stack each: None, a number, an empty list, a text, and so on. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "N",
                "K\1",
                "]",
                "}",
                ")",
                "\u008f",
                "]\u0094",
                "\u008c\1a",
                "}(\u008c\1aK\1u",
                "]Na",
                "N\u0085\u0085"
            })
    void largestPickleStaysWithinTheLimit(String value) {
        ByteArrayOutputStream pickle = new ByteArrayOutputStream();
        pickle.writeBytes(latin("\u0080\4("));
        while (pickle.size() + value.length() < SIZE) {
            pickle.writeBytes(latin(value));
        }
        pickle.writeBytes(latin("t."));

        assertThat(HonestDataTest.report(Target.PICKLE, pickle.toByteArray()).share())
                .isLessThan(1);
    }

    /** A pair of pairs that are the same one, and so on: in the end nearly as many values as a message has bytes. */
    @ParameterizedTest
    @ValueSource(strings = {"]", "}", ")", "N", "\u008c\0"})
    void pickleThatRefersToValuesManyTimesStaysWithinTheLimit(String value) {
        String pickle = "\u0080\4" + value + "\u0094";
        for (int level = 0; level < 14; level++) {
            pickle += "h" + (char) level + "\u0086\u0094";
        }

        assertThat(HonestDataTest.report(Target.PICKLE, latin(pickle + ".")).share())
                .isLessThan(1);
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
