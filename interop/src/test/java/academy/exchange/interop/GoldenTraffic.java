package academy.exchange.interop;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * What a generation of Python releases writes to Redis, conversation by conversation, as captured from its first release.
 * Each conversation is a title after {@code ==} and one command a line.
 */
final class GoldenTraffic {

    private final Map<String, List<RedisCommand>> conversations = new LinkedHashMap<>();

    private GoldenTraffic(String resource) {
        List<RedisCommand> current = new ArrayList<>();
        for (String line : text(resource).lines().toList()) {
            if (line.startsWith("== ")) {
                current = new ArrayList<>();
                conversations.put(line.substring(3), current);
            } else if (!line.isBlank()) {
                current.add(RedisCommand.of(line));
            }
        }
    }

    /** Of the protocol 1, without the field academy_version. */
    static GoldenTraffic ofProtocol1() {
        return new GoldenTraffic("/traffic/protocol-1.txt");
    }

    /** Of the generation that a release belongs to; the newest known one for those that are newer. */
    static GoldenTraffic of(PythonRelease release) {
        return release.version().startsWith("0.") ? ofProtocol1() : new GoldenTraffic("/traffic/protocol-1.1.txt");
    }

    /** Everything that is written in any conversation. */
    Stream<RedisCommand> commands() {
        return conversations.values().stream().flatMap(List::stream);
    }

    /** The message of this kind that is sent in a conversation, the first if there are several. */
    String message(String title, String kind) {
        return conversation(title).stream()
                .map(RedisCommand::content)
                .filter(content -> Differences.kind(content).equals(kind))
                .findFirst()
                .orElseThrow();
    }

    /** Says where what was captured differs; empty if it does not. */
    List<String> differences(String title, List<RedisCommand> captured) {
        List<RedisCommand> expected = conversation(title);
        List<String> heads = heads(expected);
        if (!heads.equals(heads(captured))) {
            return List.of(title + ": other commands or another order; expected\n  " + String.join("\n  ", heads)
                    + "\nfound\n  " + String.join("\n  ", heads(captured)));
        }
        List<String> differences = new ArrayList<>();
        for (int step = 0; step < expected.size(); step++) {
            String wanted = expected.get(step).content();
            String where = title + ", " + heads.get(step) + " (" + Differences.kind(wanted) + "), ";
            Differences.between(wanted, captured.get(step).content())
                    .forEach(difference -> differences.add(where + difference));
        }
        return differences;
    }

    /** One conversation; empty if there is none of this title. */
    List<RedisCommand> conversation(String title) {
        @Nullable List<RedisCommand> conversation = conversations.get(title);
        return conversation == null ? List.of() : conversation;
    }

    private static List<String> heads(List<RedisCommand> conversation) {
        return conversation.stream().map(RedisCommand::head).toList();
    }

    private static String text(String resource) {
        try (InputStream file = Objects.requireNonNull(GoldenTraffic.class.getResourceAsStream(resource), resource)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
