package academy.exchange.startup;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

import academy.exchange.embedded.EmbeddedRedis;

/**
 * The program: starts an application with the starter and an agent, and the same one with Spring Boot's starter for Redis alone,
 * by turns, and prints a line for each figure as {@code compare} does, times in milliseconds.
 */
public final class StartUp {

    private static final int PAIRS = 7;
    private static final double MOST = 1.10;

    private final EmbeddedRedis redis;
    private final int warmUps;
    private final int pairs;
    private final PrintStream lines;

    private StartUp(EmbeddedRedis redis, int warmUps, int pairs, PrintStream lines) {
        this.redis = redis;
        this.warmUps = warmUps;
        this.pairs = pairs;
        this.lines = lines;
    }

    /**
     * Takes a minute or two.
     *
     * @param arguments how many pairs of starts count, 7 unless given
     */
    public static void main(String[] arguments) throws IOException {
        run(1, arguments.length == 0 ? PAIRS : Integer.parseInt(arguments[0]), System.out);
    }

    static void run(int warmUps, int pairs, PrintStream lines) throws IOException {
        try (EmbeddedRedis redis = EmbeddedRedis.start()) {
            StartUp program = new StartUp(redis, warmUps, pairs, lines);
            program.compare("start-up", "--server.port=0");
            program.compare("start-up-without-web", "--spring.main.web-application-type=none");
        }
    }

    /** What comes first does not count: after it, all files are in the memory of the machine. */
    private void compare(String name, String shape) throws IOException {
        ClassPath all = ClassPath.ofThisProgram();
        Launch ours = launch(AgentApplication.class, all.withStarter(), shape);
        Launch baseline = launch(PlainApplication.class, all.withoutStarter(), shape);
        List<Launch.Cost> ofOurs = new ArrayList<>();
        List<Launch.Cost> ofBaseline = new ArrayList<>();
        for (int i = 0; i < warmUps + pairs; i++) {
            ofOurs.add(ours.measure());
            ofBaseline.add(baseline.measure());
        }
        ofOurs.subList(0, warmUps).clear();
        ofBaseline.subList(0, warmUps).clear();
        print(name, ofOurs, ofBaseline, Launch.Cost::time);
        print(name + "-cpu", ofOurs, ofBaseline, Launch.Cost::cpu);
    }

    private Launch launch(Class<?> application, ClassPath classPath, String shape) {
        return new Launch(
                application.getName(),
                classPath,
                List.of(
                        "--spring.data.redis.host=" + redis.host(),
                        "--spring.data.redis.port=" + redis.port(),
                        "--spring.main.banner-mode=off",
                        "--logging.level.root=warn",
                        shape));
    }

    private void print(
            String name, List<Launch.Cost> ours, List<Launch.Cost> baseline, Function<Launch.Cost, Duration> figure) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < ours.size(); i++) {
            ratios.add(milliseconds(figure.apply(ours.get(i))) / milliseconds(figure.apply(baseline.get(i))));
        }
        double ratio = median(ratios);
        lines.printf(
                Locale.ROOT,
                "%s\t%.0f\t%.0f\t%.3f\t<= %.2f\t%s%n",
                name,
                median(ours.stream().map(figure).map(StartUp::milliseconds).toList()),
                median(baseline.stream().map(figure).map(StartUp::milliseconds).toList()),
                ratio,
                MOST,
                ratio <= MOST ? "ok" : "short");
    }

    private static double milliseconds(Duration time) {
        return time.toNanos() / 1e6;
    }

    private static double median(List<Double> numbers) {
        List<Double> sorted = numbers.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
