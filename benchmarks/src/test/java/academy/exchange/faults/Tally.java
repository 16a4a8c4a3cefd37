package academy.exchange.faults;

import java.util.Arrays;
import java.util.BitSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import academy.exchange.Message;

/**
 * As a {@link Ledger}, for so many messages that each may only take a few bytes. One thread notes what was sent, another
 * what was answered; whoever looks at the end has waited for both.
 */
final class Tally {

    /** What the sender knows. */
    enum Fate {
        UNSENT,
        ACCEPTED,
        REFUSED,
        UNKNOWN
    }

    private final Fate[] fates;
    private final byte[] handled;
    private final byte[] answered;
    private final long[] answers;
    private final BitSet contradicted = new BitSet();
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger distinctAnswers = new AtomicInteger();

    Tally(int messages) {
        this.fates = new Fate[messages];
        Arrays.fill(fates, Fate.UNSENT);
        this.handled = new byte[messages];
        this.answered = new byte[messages];
        this.answers = new long[messages];
    }

    /** The tag of the request with this number. */
    static UUID tag(int number) {
        return new UUID(0x4000L, Long.MIN_VALUE | number);
    }

    static int number(Message message) {
        return (int) message.tag().getLeastSignificantBits();
    }

    void sent(int number, Fate fate) {
        fates[number] = fate;
        if (fate == Fate.ACCEPTED) {
            accepted.incrementAndGet();
        }
    }

    void handled(int number) {
        handled[number] = oneMore(handled[number]);
    }

    void answered(int number, long answer) {
        boolean first = answered[number] == 0;
        answered[number] = oneMore(answered[number]);
        if (first) {
            answers[number] = answer;
            distinctAnswers.incrementAndGet();
        } else if (answers[number] != answer) {
            contradicted.set(number);
        }
    }

    /** How many are accepted and wait for an answer; less if some were answered whose fate is unknown. */
    int waiting() {
        return accepted.get() - distinctAnswers.get();
    }

    /** To how many an answer came. */
    int answered() {
        return distinctAnswers.get();
    }

    /** For after the last send. */
    boolean areAllAnswered() {
        return distinctAnswers.get() > 0 && numbers(Fate.ACCEPTED).allMatch(number -> answered[number] > 0);
    }

    MillionVerdict verdict() {
        return new MillionVerdict(
                fates.length,
                count(numbers(Fate.ACCEPTED)),
                count(numbers(Fate.REFUSED)),
                count(numbers(Fate.UNKNOWN)),
                count(numbers(Fate.UNKNOWN).filter(number -> handled[number] > 0)),
                count(numbers(Fate.ACCEPTED).filter(number -> handled[number] == 0)),
                count(numbers(Fate.ACCEPTED).filter(number -> answered[number] == 0)),
                count(all().filter(number -> handled[number] > 0)),
                count(all().filter(number -> handled[number] > 1)),
                count(all().filter(number -> answered[number] > 0)),
                count(all().filter(number -> answered[number] > 1)),
                contradicted.cardinality(),
                count(numbers(Fate.REFUSED).filter(number -> handled[number] > 0 || answered[number] > 0)),
                count(all().filter(number -> answered[number] > 0 && handled[number] == 0)));
    }

    private IntStream all() {
        return IntStream.range(0, fates.length);
    }

    private IntStream numbers(Fate fate) {
        return all().filter(number -> fates[number] == fate);
    }

    private static int count(IntStream numbers) {
        return (int) numbers.count();
    }

    private static byte oneMore(byte times) {
        return (byte) Math.min(times + 1, Byte.MAX_VALUE);
    }
}
