package academy.exchange.benchmarks;

import java.util.Arrays;

import academy.exchange.benchmarks.compare.Compare;

/** The program: {@code compare} puts this library beside others, {@code jmh} measures its parts. */
public final class Benchmarks {

    private static final String USAGE =
            """
            Usage: java -jar benchmarks.jar compare [--quick] [--only NAME]... [--rounds N] [--report DIRECTORY]
                                                    [--mailboxes N] [--python PATH]
                   java -jar benchmarks.jar jmh [what JMH takes]
            """;

    private Benchmarks() {}

    /** Runs one of the two; the arguments after its name are its own. */
    public static void main(String[] arguments) throws Exception {
        String[] rest = arguments.length == 0 ? arguments : Arrays.copyOfRange(arguments, 1, arguments.length);
        switch (arguments.length == 0 ? "" : arguments[0]) {
            case "compare" -> compare(rest);
            case "jmh" -> org.openjdk.jmh.Main.main(rest);
            default -> fail(USAGE);
        }
    }

    /** Libraries leave threads behind that are no daemons; the program ends all the same. */
    private static void compare(String[] arguments) {
        try {
            Compare.run(arguments, System.out, System.err);
            System.exit(0);
        } catch (IllegalArgumentException wrong) {
            fail(wrong.getMessage() + System.lineSeparator() + USAGE);
        }
    }

    private static void fail(String message) {
        System.err.println(message);
        System.exit(2);
    }
}
