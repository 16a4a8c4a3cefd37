package academy.exchange.fuzz;

/** What Jazzer calls for each input of the reader of pickles; it finds the methods by their names. */
public final class PickleFuzzer {

    private static final Harness HARNESS = new Harness(Target.PICKLE);

    private PickleFuzzer() {}

    /** Tries one input. */
    public static void fuzzerTestOneInput(byte[] input) {
        HARNESS.run(input);
    }

    /** Ends the run. */
    public static void fuzzerTearDown() {
        HARNESS.finish();
    }
}
