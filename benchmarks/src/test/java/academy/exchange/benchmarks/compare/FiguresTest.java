package academy.exchange.benchmarks.compare;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** Which figures there are. */
class FiguresTest {

    @Test
    void everyFigureIsRegistered() {
        assertThat(names(Figures.all()))
                .containsExactlyInAnyOrder(
                        "send-sync",
                        "send-16-threads",
                        "send-bulk",
                        "consume",
                        "consume-vs-one-by-one",
                        "consume-at-least-once",
                        "at-least-once-vs-at-most-once",
                        "ask-latency-p50",
                        "ask-latency-p99",
                        "ask-throughput-64",
                        "queue-throughput",
                        "latency-idle-vs-lettuce",
                        "latency-idle-vs-socket",
                        "mailboxes-10k-connections",
                        "mailboxes-10k-threads",
                        "mailboxes-10k-cpu",
                        "mailboxes-10k-heap",
                        "mailboxes-10k-latency-p99",
                        "mailboxes-10k-load-p50",
                        "mailboxes-10k-load-p99",
                        "fairness-p99",
                        "discover-100k-index",
                        "discover-100k-scan",
                        "terminate-10k-pending",
                        "memory-per-message",
                        "growth-consume",
                        "growth-ask");
    }

    @Test
    void figuresAreFoundByTheBeginningOfALine() {
        assertThat(Figures.named(Figures.all(), List.of("send"))).hasSize(3);
        assertThat(Figures.named(Figures.all(), List.of("ask-latency-p99")))
                .singleElement()
                .isInstanceOf(AskLatency.class);
        assertThat(names(Figures.named(Figures.all(), List.of()))).isEqualTo(names(Figures.all()));
    }

    @Test
    void unknownFigureIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Figures.named(Figures.all(), List.of("speed")))
                .withMessageContaining("send-sync");
    }

    @Test
    void optionsThatMakeNoSenseAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> CompareOptions.parse("--fast"));
        assertThatIllegalArgumentException().isThrownBy(() -> CompareOptions.parse("--only"));
        assertThatIllegalArgumentException().isThrownBy(() -> CompareOptions.parse("--rounds", "none"));
    }

    private static List<String> names(List<Figure> figures) {
        return figures.stream()
                .flatMap(figure -> figure.lines().stream())
                .map(Line::name)
                .toList();
    }
}
