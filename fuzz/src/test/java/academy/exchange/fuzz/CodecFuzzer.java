package academy.exchange.fuzz;

/** What Jazzer calls for each input of the codec; it finds the methods by their names. */
public final class CodecFuzzer {

    private static final Harness HARNESS = new Harness(Target.CODEC);

    private CodecFuzzer() {}

    /** Tries one input. */
    public static void fuzzerTestOneInput(byte[] input) {
        HARNESS.run(input);
    }

    /** Ends the run. */
    public static void fuzzerTearDown() {
        HARNESS.finish();
    }
}
