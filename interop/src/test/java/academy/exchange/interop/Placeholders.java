package academy.exchange.interop;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Gives what is random in a conversation the same value each time: ids in the order in which they first appear, seconds,
 * and the traces of exceptions, which tell where Python is installed. What is left depends on the wire alone.
 */
final class Placeholders {

    private static final String AGENT = "11111111-1111-4111-8111-11111111111";
    private static final String USER = "22222222-2222-4222-8222-22222222222";
    private static final String TAG = "44444444-4444-4444-8444-44444444444";
    private static final String LABEL = "55555555-5555-4555-8555-55555555555";

    private static final String UUID = "([0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})";
    private static final List<Pattern> TAGS = List.of(
            Pattern.compile("\"tag\":\"" + UUID + "\""),
            Pattern.compile("^request:[^:]*:" + UUID),
            Pattern.compile("\"target_tag\":\"" + UUID + "\""));
    private static final Pattern LABELS = Pattern.compile("\"label\":\"" + UUID + "\"");
    private static final Pattern AGENTS = Pattern.compile("\"uid\":\"" + UUID + "\",\"name\":[^,]*,\"role\":\"agent\"");
    private static final Pattern USERS = Pattern.compile("\"uid\":\"" + UUID + "\",\"name\":[^,]*,\"role\":\"user\"");

    /** A mailbox that is not an agent's. */
    private static final Pattern CLIENTS = Pattern.compile("^(?:active|heartbeat):" + UUID);

    private static final Pattern ANY = Pattern.compile(UUID);

    /** The lines of a trace between its first, which says that it is one, and its last, which says what happened. */
    private static final Pattern TRACE =
            Pattern.compile("Traceback \\(most recent call last\\):(?:\\\\\\\\n {2}.*?(?=\\\\\\\\n))+");

    private static final Pattern SECONDS = Pattern.compile("^[0-9]{10}\\.[0-9]{1,6}$");

    private final PythonRelease release;
    private final Map<String, String> ids = new HashMap<>();
    private final Map<String, Integer> kinds = new HashMap<>();

    Placeholders(PythonRelease release) {
        this.release = release;
    }

    /** Makes this the next agent of the conversation. */
    Placeholders agent(String uid) {
        name(uid, AGENT, 1);
        return this;
    }

    /** Makes this the next client of the conversation. */
    Placeholders user(String uid) {
        name(uid, USER, 2);
        return this;
    }

    List<RedisCommand> in(List<RedisCommand> conversation) {
        List<String> words =
                conversation.stream().flatMap(each -> each.words().stream()).toList();
        words.stream().filter(word -> word.startsWith("agent:")).forEach(word -> agent(word.substring(6)));
        words.forEach(this::learn);
        return conversation.stream()
                .map(each -> new RedisCommand(
                        each.words().stream().map(this::replace).toList()))
                .toList();
    }

    /** What is left of a message that is not part of a conversation. */
    String in(String message) {
        return in(List.of(new RedisCommand(List.of("RPUSH", "queue", message))))
                .get(0)
                .content();
    }

    private void learn(String word) {
        TAGS.forEach(tags -> learn(tags, word, TAG, 4));
        learn(AGENTS, word, AGENT, 1);
        learn(USERS, word, USER, 2);
        learn(CLIENTS, word, USER, 2);
        learn(LABELS, word, LABEL, 5);
    }

    private void learn(Pattern place, String word, String kind, int first) {
        for (Matcher found = place.matcher(word); found.find(); ) {
            name(found.group(1), kind, first);
        }
    }

    // The last digit counts: 4, 5, 6 for three tags.
    private void name(String id, String kind, int first) {
        ids.computeIfAbsent(id, unknown -> kind + (first + kinds.merge(kind, 1, Integer::sum) - 1));
    }

    private String replace(String word) {
        String text = ANY.matcher(word).replaceAll(id -> ids.getOrDefault(id.group(), id.group()));
        text = TRACE.matcher(text).replaceAll("Traceback (most recent call last):\\\\\\\\n  ...");
        text = SECONDS.matcher(text).replaceAll("1795328893.781495");
        return text.replace("\"academy_version\":\"" + release.version() + "\"", "\"academy_version\":\"{release}\"");
    }
}
