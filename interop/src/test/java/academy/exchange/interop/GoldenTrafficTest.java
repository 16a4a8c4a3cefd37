package academy.exchange.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The golden messages of the codec's own tests, and how the comparison with golden traffic fails. */
class GoldenTrafficTest {

    private static final Path VECTORS = Path.of(System.getProperty("interop.sources", "src/test/python"))
            .resolve("../../../../exchange-core/src/test/resources/vectors");

    private final PythonRelease release = new PythonRelease("0.5.0", Path.of("python"));

    @Test
    void goldenMessagesOfTheCodecAreWhatPythonWrites() throws IOException {
        Set<String> written = GoldenTraffic.ofProtocol1()
                .commands()
                .map(command -> new Placeholders(release).in(command.content()))
                .filter(content -> content.startsWith("{"))
                .flatMap(content -> Stream.of(content, body(content)))
                .collect(Collectors.toSet());

        try (Stream<Path> vectors = Files.list(VECTORS)) {
            List<String> golden = vectors.map(this::vector).toList();

            assertThat(golden).hasSizeGreaterThan(15);
            assertThat(golden.stream().filter(vector -> !written.contains(vector)))
                    .isEmpty();
        }
    }

    @Test
    void differenceSaysInWhichMessageAndWhere() {
        GoldenTraffic golden = GoldenTraffic.ofProtocol1();
        String title = "a shutdown with terminate=True";
        List<RedisCommand> changed = golden.conversation(title).stream()
                .map(each -> RedisCommand.of(each.toString().replace("\"terminate\":true", "\"terminate\":1")))
                .toList();

        assertThat(golden.differences(title, golden.conversation(title))).isEmpty();
        assertThat(golden.differences(title, changed))
                .containsExactly("a shutdown with terminate=True, RPUSH queue:11111111-1111-4111-8111-111111111112"
                        + " (shutdown-request), body.terminate: expected true, found 1");
        assertThat(Differences.between("{\"a\":1,\"b\":2}", "{\"b\":3,\"a\":1}"))
                .containsExactly("has the fields: expected [a, b], found [b, a]", "b: expected 2, found 3");
        assertThat(Differences.between("{\"a\":1}", "{\"a\": 1}"))
                .containsExactly("the text: expected {\"a\":1}, found {\"a\": 1}");
    }

    @Test
    void newReleasesAreComparedWithTheNewestTraffic() {
        GoldenTraffic newer = GoldenTraffic.of(new PythonRelease("2.3.4", Path.of("python")));

        assertThat(newer.message("a ping", "ping-request")).contains("\"protocol_version\":\"1.1\"");
        assertThat(GoldenTraffic.of(release).message("a ping", "ping-request"))
                .contains("\"protocol_version\":\"1\"")
                .doesNotContain("academy_version");
    }

    private String vector(Path file) {
        try {
            return new Placeholders(release).in(Files.readString(file).strip());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static String body(String message) {
        return message.substring(message.indexOf("\"body\":") + 7, message.length() - 1);
    }
}
