package academy.exchange.interop;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import academy.exchange.AgentHandle;
import academy.exchange.ExchangeTimeoutException;
import academy.exchange.agent.Action;
import academy.exchange.agent.AgentMailbox;

/** What Java values become in Python, as arguments of a Python agent and as results of a Java agent. */
@WithPeers(javaAgents = JavaValuesTest.Giver.class)
class JavaValuesTest {

    /** What each expression of the tables is. */
    private static final Map<String, @Nullable Object> VALUES = new LinkedHashMap<>();

    static {
        VALUES.put("1", 1);
        VALUES.put("Long.MAX_VALUE", Long.MAX_VALUE);
        VALUES.put("BigInteger 2^64", BigInteger.TWO.pow(64));
        VALUES.put("BigInteger 10^400", BigInteger.TEN.pow(400));
        VALUES.put("1.5", 1.5);
        VALUES.put("2.0", 2.0);
        VALUES.put("-0.0", -0.0);
        VALUES.put("Double.MIN_VALUE", Double.MIN_VALUE);
        VALUES.put("Double.NaN", Double.NaN);
        VALUES.put("Double.POSITIVE_INFINITY", Double.POSITIVE_INFINITY);
        VALUES.put("Double.NEGATIVE_INFINITY", Double.NEGATIVE_INFINITY);
        VALUES.put("0.1f", 0.1f);
        VALUES.put("new BigDecimal(\"0.1\")", new BigDecimal("0.1"));
        VALUES.put("new BigDecimal(\"1.10\")", new BigDecimal("1.10"));
        VALUES.put("new BigDecimal(\"1.23456789012345678901\")", new BigDecimal("1.23456789012345678901"));
        VALUES.put("new BigDecimal(\"1E+400\")", new BigDecimal("1E+400"));
        VALUES.put("true", true);
        VALUES.put("'c'", 'c');
        VALUES.put("\"\"", "");
        VALUES.put("\"\\u00e9\\ud83d\\ude00\"", "\u00e9\ud83d\ude00");
        VALUES.put("\"\\u0000\"", "\0");
        VALUES.put("\"\\ud800\"", "\ud800");
        VALUES.put("null", null);
        VALUES.put("Arrays.asList(1, \"a\", null)", Arrays.asList(1, "a", null));
        VALUES.put("Set.of(1)", Set.of(1));
        VALUES.put("new int[] {1, 2}", new int[] {1, 2});
        VALUES.put("new byte[] {1, -1}", new byte[] {1, -1});
        VALUES.put("Map.of(\"a\", 1)", Map.of("a", 1));
        VALUES.put("Map.of(1, \"a\")", Map.of(1, "a"));
        VALUES.put("Map.of(1.5, \"a\")", Map.of(1.5, "a"));
        VALUES.put("Map.of(true, \"a\")", Map.of(true, "a"));
        VALUES.put("Map.of(List.of(1), \"a\")", Map.of(List.of(1), "a"));
        VALUES.put("new Item(\"x\", 1)", new ReadingAgent.Item("x", 1));
        VALUES.put("Thread.State.NEW", Thread.State.NEW);
        VALUES.put("Optional.of(1)", Optional.of(1));
        VALUES.put("Optional.empty()", Optional.empty());
        VALUES.put("OptionalInt.of(1)", OptionalInt.of(1));
        VALUES.put("Instant.ofEpochSecond(1, 500)", Instant.ofEpochSecond(1, 500));
        VALUES.put("LocalDate.of(2026, 1, 2)", LocalDate.of(2026, 1, 2));
        VALUES.put("Duration.ofMillis(90_500)", Duration.ofMillis(90_500));
        VALUES.put("new UUID(0, 1)", new UUID(0, 1));
        VALUES.put("new Object()", new Object());
    }

    private static final String GIVE =
            """
            from testing import tellers
            to = handle(uid, request_serializer='json')

            async def get(name):
                try:
                    return tellers.tell(await asyncio.wait_for(to.give(name), 20))
                except Exception as refusal:
                    return 'refused: ' + str(refusal).split(': ', 1)[-1].splitlines()[0]

            return [await get(name) for name in names]
            """;

    private final PythonPeer python;
    private final JavaPeer java;

    JavaValuesTest(PythonPeer python, JavaPeer java) {
        this.python = python;
        this.java = java;
    }

    @Test
    void argumentsAndResults() {
        List<String> names = List.copyOf(VALUES.keySet());
        JsonNode results = python.run(GIVE, Map.of("uid", java.uid("giver"), "names", names));
        AgentHandle teller = teller();
        MarkdownTable table = new MarkdownTable(
                "Java values", List.of("Java", "Argument in Python", "Result in Python", "Given back, as Object"));
        for (int row = 0; row < names.size(); row++) {
            Object value = VALUES.get(names.get(row));
            table.row(List.of(
                    names.get(row),
                    ask(teller, "tell", value),
                    results.get(row).asString(),
                    ask(teller, "echo", value)));
        }
        MarkdownTable.check("java-values.md", List.of(table));
    }

    // All are asked at once, as Python does not answer all of them.
    @Test
    void resultsOfPython() {
        AgentHandle teller = teller().withTimeout(Duration.ofSeconds(10));
        Map<String, CompletableFuture<Object>> answers = new LinkedHashMap<>();
        PythonArgumentsTest.VALUES.forEach(value -> answers.put(value, teller.action("give", Object.class, value)));
        MarkdownTable table = new MarkdownTable("Results of Python agents", List.of("Python", "Java, as Object"));
        answers.forEach((value, answer) -> table.row(List.of(value, outcome(answer))));
        MarkdownTable.check("python-results.md", List.of(table));
    }

    private AgentHandle teller() {
        return java.handle(python.run("from testing import tellers\nreturn await launch(tellers.Teller())")
                .asString());
    }

    private static String outcome(CompletableFuture<Object> answer) {
        return answer.handle((value, failure) -> {
                    if (failure == null) {
                        return JavaValue.typed(value);
                    }
                    return failure instanceof ExchangeTimeoutException ? "no answer" : "refused: " + failure;
                })
                .join();
    }

    private static String ask(AgentHandle teller, String action, @Nullable Object value) {
        CompletableFuture<Object> answer = teller.action(action, Object.class, value);
        return action.equals("tell") ? String.valueOf(answer.join()) : outcome(answer);
    }

    @AgentMailbox("giver")
    static class Giver {

        @Action
        @Nullable
        Object give(String name) {
            return VALUES.get(name);
        }
    }
}
