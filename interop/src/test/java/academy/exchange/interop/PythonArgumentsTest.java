package academy.exchange.interop;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

/** What the arguments of a Python caller become in an action of a Java agent, for each type that its parameter may have. */
@WithPeers(javaAgents = ReadingAgent.class)
class PythonArgumentsTest {

    private static final List<String> NUMBERS = List.of(
            "0",
            "-1",
            "2**31",
            "2**63",
            "2**64",
            "10**400",
            "1.5",
            "2.0",
            "-0.0",
            "1e308",
            "5e-324",
            "float('nan')",
            "float('inf')",
            "-float('inf')",
            "True",
            "False",
            "None");
    private static final List<String> NUMBER_TYPES =
            List.of("int", "long", "BigInteger", "double", "BigDecimal", "boolean", "String", "Object", "JsonNode");

    private static final List<String> TEXTS = List.of(
            "''",
            "'a'",
            "'12'",
            "'AQI='",
            "'\\xe9'",
            "'\\U0001f600'",
            "'\\x00'",
            "'\\ud800'",
            "None",
            "b'\\x01\\xff'",
            "bytearray(b'\\x01')");
    private static final List<String> TEXT_TYPES =
            List.of("String", "int", "boolean", "byte[]", "Optional<Object>", "Object", "JsonNode");

    private static final List<String> CONTAINERS = List.of(
            "[]",
            "[1, 'a', None]",
            "[[1, 2], [3]]",
            "[1, 2]",
            "()",
            "(1, 2)",
            "set()",
            "{1, 2}",
            "frozenset({1})",
            "{}",
            "{'name': 'x', 'count': 1}",
            "{'a': [1]}",
            "{1: 'a'}",
            "{1.5: 'a'}",
            "{True: 'a'}",
            "{None: 'a'}",
            "{(1, 2): 'a'}",
            "1",
            "None");
    private static final List<String> CONTAINER_TYPES = List.of(
            "Object",
            "List<Object>",
            "Set<Object>",
            "int[]",
            "Map<String, Object>",
            "Map<Integer, Object>",
            "record",
            "Optional<Object>",
            "JsonNode");

    private static final List<String> OTHERS = List.of(
            "datetime.datetime(2026, 1, 2, 3, 4, 5)",
            "datetime.date(2026, 1, 2)",
            "decimal.Decimal('1.5')",
            "uuid.UUID(int=1)",
            "1 + 2j",
            "range(3)",
            "ValueError('bad')");
    private static final List<String> OTHER_TYPES = List.of("Object", "String");

    /** Every value once. */
    static final List<String> VALUES = Stream.of(NUMBERS, TEXTS, CONTAINERS, OTHERS)
            .flatMap(List::stream)
            .distinct()
            .toList();

    private static final String ASK =
            """
            import datetime, decimal, json
            to = handle(uid, request_serializer=serializer)

            async def ask(value, type):
                try:
                    names = {'datetime': datetime, 'decimal': decimal, 'uuid': uuid}
                    return await asyncio.wait_for(to.action(type, eval(value, names)), 20)
                except Exception as refusal:
                    return [f'{refusal.__class__.__name__}: {str(refusal).strip()}']

            return [[await ask(value, type) for type in types] for value in values]
            """;

    private final PythonPeer python;
    private final JavaPeer java;

    PythonArgumentsTest(PythonPeer python, JavaPeer java) {
        this.python = python;
        this.java = java;
    }

    @Test
    void argumentsAsJson() {
        check("json", "python-arguments-json.md");
    }

    @Test
    void argumentsPickled() {
        check("pickle", "python-arguments-pickle.md");
    }

    private void check(String serializer, String resource) {
        MarkdownTable refusals = new MarkdownTable("What is said first", List.of("Python", "Java", "What is said"));
        List<MarkdownTable> tables = List.of(
                table("Numbers", serializer, NUMBERS, NUMBER_TYPES, refusals),
                table("Texts and bytes", serializer, TEXTS, TEXT_TYPES, refusals),
                table("Lists and dicts", serializer, CONTAINERS, CONTAINER_TYPES, refusals),
                table("Others", serializer, OTHERS, OTHER_TYPES, refusals));
        List<MarkdownTable> all = new ArrayList<>(tables);
        all.add(refusals);
        MarkdownTable.check(resource, all);
    }

    private MarkdownTable table(
            String title, String serializer, List<String> values, List<String> types, MarkdownTable refusals) {
        List<String> columns = new ArrayList<>(List.of("Python"));
        columns.addAll(types);
        MarkdownTable table = new MarkdownTable(title, columns);
        JsonNode answers = python.run(
                ASK, Map.of("uid", java.uid("reader"), "serializer", serializer, "values", values, "types", types));
        for (int row = 0; row < values.size(); row++) {
            String value = values.get(row);
            List<String> cells = new ArrayList<>(List.of(value));
            List<List<String>> said = new ArrayList<>();
            for (int column = 0; column < types.size(); column++) {
                JsonNode answer = answers.get(row).get(column);
                cells.add(answer.isArray() ? "refused" : answer.asString());
                if (answer.isArray()) {
                    said.add(List.of(
                            value, types.get(column), plain(answer.get(0).asString())));
                }
            }
            table.row(cells);
            said.stream().limit(1).forEach(refusals::row);
        }
        return table;
    }

    // Without the uid of the agent, and short.
    private static String plain(String said) {
        String text = said.replaceAll("\\[[0-9a-f-]{36}]", "").replaceAll("0{9,}", "0...0");
        return text.replaceAll(".*: Argument 0", "... Argument 0")
                .replaceAll("; it expects .*", "")
                .replaceAll("\\R.*", "");
    }
}
