package academy.exchange.fuzz;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What is fuzzed, each in a process of its own. */
enum Target {
    /** Bytes on a queue, and the JSON in them. */
    CODEC(CodecFuzzer.class) {
        @Override
        Allowance allowance() {
            return new Allowance(256 * 1024, 160);
        }

        @Override
        Check check() {
            return new CodecCheck();
        }

        @Override
        List<byte[]> seeds() {
            return Seeds.messages();
        }

        @Override
        byte[] written(Script script) {
            return JsonScript.write(script);
        }
    },

    /** Pickles as arguments, as results and as exceptions. */
    PICKLE(PickleFuzzer.class) {
        @Override
        Allowance allowance() {
            // Values that are referred to many times count each time, up to as many as a message has bytes.
            return new Allowance(256 * 1024 + 160 * MESSAGE_SIZE, 160);
        }

        @Override
        Check check() {
            return new PickleCheck();
        }

        @Override
        List<byte[]> seeds() {
            return Seeds.pickles();
        }

        @Override
        byte[] written(Script script) {
            return PickleScript.write(script);
        }
    };

    /** The limit of the codecs under test: small, so that a length that is a lie is far beyond it. */
    static final int MESSAGE_SIZE = 64 * 1024;

    private final Class<?> fuzzer;

    Target(Class<?> fuzzer) {
        this.fuzzer = fuzzer;
    }

    /** How much each call may allocate. */
    abstract Allowance allowance();

    /** What is promised of each input. */
    abstract Check check();

    /** Honest and dishonest examples, from which the fuzzer starts. */
    abstract List<byte[]> seeds();

    /** What the grammar makes of these choices. */
    abstract byte[] written(Script script);

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The class whose name Jazzer is given. */
    Class<?> fuzzer() {
        return fuzzer;
    }

    /** What is tried for this input of the fuzzer: its bytes but the first, or what the grammar makes of them. */
    byte[] subject(byte[] input) {
        if (input.length == 0) {
            return input;
        }
        boolean raw = input[0] % 2 == 0;
        return raw ? Arrays.copyOfRange(input, 1, input.length) : written(new Script(input, 1));
    }

    /** The input for which this is tried. */
    static byte[] input(byte[] subject) {
        byte[] input = new byte[subject.length + 1];
        System.arraycopy(subject, 0, input, 1, subject.length);
        return input;
    }
}
