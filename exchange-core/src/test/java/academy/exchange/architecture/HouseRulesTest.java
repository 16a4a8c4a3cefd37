package academy.exchange.architecture;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** How code of every module is written, as far as it can be counted. */
class HouseRulesTest {

    private static final List<JavaSource> MAIN = JavaSource.all("main");
    private static final List<JavaSource> TESTS = JavaSource.all("test");

    private static final Predicate<String> EMPTY_NAME = Pattern.compile(
                    "(Abstract|Default)\\p{Upper}.*|.*(Impl|Utils?|Helper|Manager)")
            .asMatchPredicate();

    private static final Predicate<String> BARE_TIME = Pattern.compile("(?i)(int|long) "
                    + ".*(milli|nano|second|minute|timeout|duration|delay|interval|period|deadline).*")
            .asMatchPredicate();

    private static final Predicate<String> STATIC_CLOCK = Pattern.compile(
                    "System\\.currentTimeMillis|\\w*Clock\\.system\\w*"
                            + "|(Instant|(Local|Zoned|Offset)(Date|Time|DateTime)|Year|YearMonth)\\.now")
            .asMatchPredicate();

    /** The pause between two tries of a call that waits for its result anyway, for which there is nothing to await. */
    private static final List<String> MAY_SLEEP = List.of("RedisCalls");

    /** A command, whose result goes where its caller reads it. */
    private static final List<String> MAY_PRINT = List.of("LeastRightsCommand");

    @Test
    void sourcesOfAllModulesAreRead() {
        assertThat(MAIN)
                .flatExtracting(JavaSource::types)
                .contains("Exchange", "EmbeddedRedis", "ExchangeAutoConfiguration");
        assertThat(TESTS).flatExtracting(JavaSource::types).contains("ExchangeContract");
    }

    @Test
    void noMethodIsLongerThan40Lines() {
        assertThat(MAIN.stream().flatMap(source -> source.methods().stream()
                        .filter(method -> method.lines() > 40)
                        .map(method -> source.at(method.line()) + " " + method.name() + ": " + method.lines())))
                .isEmpty();
    }

    @Test
    void typeNamesSayWhatTheyAre() {
        assertThat(Stream.of(MAIN, TESTS)
                        .flatMap(List::stream)
                        .flatMap(source -> source.types().stream())
                        .filter(EMPTY_NAME))
                .isEmpty();
    }

    @Test
    void timesOfPublicMethodsAreDurations() {
        assertThat(MAIN.stream().flatMap(source -> source.methods().stream()
                        .filter(JavaSource.Method::isPublic)
                        .filter(method -> method.parameters().stream().anyMatch(BARE_TIME))
                        .map(method -> source.at(method.line()) + " " + method.name() + method.parameters())))
                .isEmpty();
    }

    @Test
    void mainCodeIsGivenItsClock() {
        assertThat(uses(MAIN, STATIC_CLOCK)).isEmpty();
    }

    @Test
    void mainCodeSleepsNowhereButWhereListed() {
        assertThat(uses(without(MAIN, MAY_SLEEP), name -> name.endsWith(".sleep")))
                .isEmpty();
    }

    @Test
    void testsAwaitAConditionInsteadOfSleeping() {
        assertThat(uses(TESTS, name -> name.endsWith(".sleep"))).isEmpty();
    }

    /** The samples are programs and may print. */
    @Test
    void librariesLogInsteadOfPrinting() {
        List<JavaSource> libraries = MAIN.stream().filter(JavaSource::isLibrary).toList();

        assertThat(uses(
                        without(libraries, MAY_PRINT),
                        List.of("System.out", "System.err", "e.printStackTrace")::contains))
                .isEmpty();
    }

    private static List<String> uses(List<JavaSource> sources, Predicate<String> member) {
        return sources.stream()
                .flatMap(source -> source.members().stream()
                        .filter(use -> member.test(use.name()))
                        .map(use -> source.at(use.line()) + " " + use.name()))
                .toList();
    }

    private static List<JavaSource> without(List<JavaSource> sources, List<String> types) {
        return sources.stream()
                .filter(source -> source.types().stream().noneMatch(types::contains))
                .toList();
    }
}
