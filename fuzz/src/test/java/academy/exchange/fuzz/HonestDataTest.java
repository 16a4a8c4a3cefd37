package academy.exchange.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** JSON that peers may send in good faith is read, and as much of it as a message may hold stays within the limits. */
class HonestDataTest {

    private static final int SIZE = Target.MESSAGE_SIZE - 1024;

    @Test
    void goldenMessagesAreRead() {
        assertThat(Seeds.goldenMessages())
                .isNotEmpty()
                .allSatisfy(message -> report(Target.CODEC, message.getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "1.5", "\"a\"", "[]", "{}", "{\"a\":1}", "[[[]]]", "null", "{\"a\":{\"b\":{}}}"})
    void largestJsonStaysWithinTheLimit(String value) {
        String plain = IntStream.range(0, SIZE / (value.length() + 1))
                .mapToObj(i -> value)
                .collect(Collectors.joining(",", "[", "]"));
        String golden = Seeds.goldenMessages().get(1);
        String header = golden.substring(0, golden.indexOf(",\"body\":"));
        String message = header + ",\"body\":{\"action\":\"act\",\"serialization\":\"json\",\"pargs\":" + plain
                + ",\"kargs\":{},\"kind\":\"action-request\"}}";

        assertThat(report(Target.CODEC, plain.getBytes(StandardCharsets.UTF_8)).share())
                .isLessThan(1);
        assertThat(report(Target.CODEC, message.getBytes(StandardCharsets.UTF_8))
                        .share())
                .isLessThan(1);
    }

    static Report report(Target target, byte[] subject) {
        Tally tally = new Tally();
        boolean read = target.check().holds(subject, new Meter(target.allowance(), tally));
        assertThat(read).isTrue();
        return tally.report();
    }
}
