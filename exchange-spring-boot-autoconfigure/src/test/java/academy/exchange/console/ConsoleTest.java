package academy.exchange.console;

import java.net.http.HttpResponse;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import tools.jackson.databind.JsonNode;

import academy.exchange.AgentId;
import academy.exchange.embedded.EmbeddedRedis;

import static academy.exchange.console.WatchedApplication.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What the console answers, with a real Redis. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ConsoleTest {

    private static EmbeddedRedis redis;

    @BeforeAll
    static void startRedis() {
        redis = EmbeddedRedis.start();
    }

    @AfterAll
    static void stopRedis() {
        redis.close();
    }

    @Test
    void nothingIsThereUnlessItIsEnabled() {
        try (WatchedApplication application = run("academy.exchange.console.enabled=false")) {
            assertThat(application.http("GET", "/exchange").statusCode()).isEqualTo(404);
            assertThat(application.http("GET", "/exchange/").statusCode()).isEqualTo(404);
            assertThat(application.http("GET", "/exchange/agents.json").statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void liesAtTheConfiguredPathAndNowhereElse() {
        try (WatchedApplication application = run("academy.exchange.console.path=/operations/agents")) {
            HttpResponse<String> moved = application.http("GET", "/operations/agents");
            assertThat(moved.statusCode()).isEqualTo(302);
            assertThat(moved.headers().firstValue("Location")).contains("agents/");
            assertThat(application.http("GET", "/operations/agents/").body()).contains("<h1>Exchange console</h1>");
            assertThat(application.http("GET", "/exchange/").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void liesBelowTheContextPathAndThatOfTheServlet() {
        try (WatchedApplication application =
                run("server.servlet.context-path=/shop", "spring.mvc.servlet.path=/api")) {
            assertThat(application.http("GET", "/shop/api/exchange/").body()).contains("<h1>Exchange console</h1>");
            assertThat(application.json("/shop/api/exchange/agents.json", 200).get("agents"))
                    .hasSize(2);
            assertThat(application.http("GET", "/exchange/").statusCode()).isEqualTo(404);
            assertThat(application.http("GET", "/shop/exchange/").statusCode()).isEqualTo(404);
        }
    }

    /** What a proxy has taken from the path is still there for whoever follows the address. */
    @Test
    void leadsToThePageBehindAProxyThatHasAPrefix() {
        for (String strategy : new String[] {"none", "native", "framework"}) {
            try (WatchedApplication application = run("server.forward-headers-strategy=" + strategy)) {
                HttpResponse<String> moved = application.http(
                        "GET", "/exchange", "X-Forwarded-Prefix", "/outer", "X-Forwarded-Proto", "https");
                assertThat(moved.headers().firstValue("Location")).as(strategy).contains("exchange/");
            }
        }
    }

    @Test
    void tellsTheHeadOfEachFileWithoutItsBody() {
        try (WatchedApplication application = run()) {
            for (String path : new String[] {"/exchange/", "/exchange/console.js", "/exchange/agents.json"}) {
                HttpResponse<String> head = application.http("HEAD", path);
                assertThat(head.statusCode()).as(path).isEqualTo(200);
                assertThat(header(head, "Content-Security-Policy")).contains("default-src 'none'");
                assertThat(head.body()).isEmpty();
            }
        }
    }

    @Test
    void everyResponseForbidsWhatThePageDoesNotNeed() {
        try (WatchedApplication application = run()) {
            for (String file : new String[] {"", "console.js", "graph.js", "console.css", "icon.svg", "agents.json"}) {
                HttpResponse<String> response = application.http("GET", "/exchange/" + file);
                assertThat(response.statusCode()).as(file).isEqualTo(200);
                assertThat(header(response, "Content-Security-Policy"))
                        .contains("default-src 'none'")
                        .contains("frame-ancestors 'none'")
                        .doesNotContain("unsafe");
                assertThat(header(response, "X-Content-Type-Options")).isEqualTo("nosniff");
                assertThat(header(response, "Cache-Control")).isEqualTo("no-store");
                assertThat(response.body()).doesNotContain("//cdn").doesNotContain("<script>");
            }
            assertThat(application
                            .json("/exchange/nothing.js", 404)
                            .get("problem")
                            .asString())
                    .isNotBlank();
        }
    }

    @Test
    void whatGuardsTheApplicationGuardsTheConsole() {
        try (WatchedApplication application = run()) {
            application.lock();
            for (String path : new String[] {"", "/", "/console.js", "/agents.json", "/dead-letters.json"}) {
                assertThat(application.http("GET", "/exchange" + path).statusCode())
                        .as(path)
                        .isEqualTo(401);
            }
        }
    }

    @Test
    void onlyReads() {
        try (WatchedApplication application = run()) {
            for (String method : new String[] {"POST", "PUT", "DELETE"}) {
                assertThat(application.http(method, "/exchange/agents.json").statusCode())
                        .isIn(404, 405);
            }
        }
    }

    @Test
    void agentsAreShownWhereverTheyAre() {
        try (WatchedApplication application = run()) {
            AgentId stranger = application.stranger("other.Type", "no sense", 2);
            application.plan();
            await().atMost(LIMIT).untilAsserted(() -> {
                JsonNode seen = application.json("/exchange/agents.json", 200);
                assertThat(seen.get("total").asInt()).isEqualTo(3);
                assertThat(seen.get("ageSeconds").asDouble()).isNotNegative();
                JsonNode planner = agent(seen, application.agent("planner"));
                assertThat(planner.get("here").asBoolean()).isTrue();
                assertThat(planner.get("name").asString()).isEqualTo("planner");
                assertThat(planner.get("label").asString()).isEqualTo(WatchedApplication.PlannerAgent.class.getName());
                assertThat(planner.get("status").asString()).isEqualTo("ACTIVE");
                assertThat(planner.get("heartbeatAgeSeconds").asDouble()).isNotNegative();
                assertThat(planner.get("containers").get(0).get("handled").asInt())
                        .isPositive();
                JsonNode other = agent(seen, stranger);
                assertThat(other.get("here").asBoolean()).isFalse();
                assertThat(other.get("label").asString()).isEqualTo("other.Type");
                assertThat(other.get("deadLetters").asInt()).isEqualTo(2);
            });
        }
    }

    @Test
    void whoAsksWhomIsCountedByType() {
        try (WatchedApplication application = run()) {
            application.plan();
            application.plan();
            AgentId stranger = application.stranger("other.Type", "no sense", 0);
            application.planFor(stranger);
            String planner = WatchedApplication.PlannerAgent.class.getName();
            String counter = WatchedApplication.CounterAgent.class.getName();
            await().atMost(LIMIT).untilAsserted(() -> assertThat(
                            list(application.json("/exchange/agents.json", 200).get("questions"))
                                    .map(each -> each.get("from").asString() + " > "
                                            + each.get("to").asString() + ": "
                                            + each.get("count").asInt()))
                    .containsExactlyInAnyOrder(
                            "clients > " + planner + ": 2",
                            "other.Type > " + planner + ": 1",
                            planner + " > " + counter + ": 6"));
        }
    }

    @Test
    void deadLettersAreShownWithoutWhatTheyCarry() {
        try (WatchedApplication application = run()) {
            AgentId stranger = application.stranger("other.Type", "no\nsense", 3);
            JsonNode letters = application.json("/exchange/dead-letters.json?agent=" + stranger.uid(), 200);
            assertThat(letters.get("deadLetters")).hasSize(3);
            JsonNode letter = letters.get("deadLetters").get(0);
            assertThat(letter.get("reason").asString()).contains("no sense");
            assertThat(letter.get("attempts").asInt()).isPositive();
            assertThat(letter.get("time").asString()).isNotBlank();
            assertThat(letters.toString()).doesNotContain("secret").doesNotContain("content");
            assertThat(application.json("/exchange/agents.json", 200).toString())
                    .doesNotContain("secret");
        }
    }

    @Test
    void deadLettersOfNobodyAreRefusedWithAReason() {
        try (WatchedApplication application = run()) {
            String path = "/exchange/dead-letters.json";
            assertThat(problem(application.json(path, 400))).contains("uuid");
            assertThat(problem(application.json(path + "?agent=nobody", 400))).contains("uuid");
            assertThat(problem(
                            application.json(path + "?agent=" + AgentId.random().uid(), 404)))
                    .contains("agent");
        }
    }

    @Test
    void noMoreAgentsAreShownThanConfigured() {
        try (WatchedApplication application = run("academy.exchange.console.max-agents=1")) {
            JsonNode seen = application.json("/exchange/agents.json", 200);
            assertThat(seen.get("agents")).hasSize(1);
            assertThat(seen.get("total").asInt()).isEqualTo(2);
        }
    }

    @Test
    void whatWasSeenBeforeStaysWithTheProblemWhileRedisIsAway() {
        EmbeddedRedis own = EmbeddedRedis.start();
        try (WatchedApplication application = WatchedApplication.start(
                "academy.exchange.console.enabled=true",
                "academy.exchange.redis.operation-timeout=1s",
                "academy.exchange.redis.wait-for-replicas-timeout=200ms",
                "academy.exchange.redis.host=127.0.0.1",
                "academy.exchange.redis.port=" + own.port())) {
            assertThat(application.json("/exchange/agents.json", 200).has("problem"))
                    .isFalse();
            own.close();
            await().atMost(LIMIT).untilAsserted(() -> {
                JsonNode seen = application.json("/exchange/agents.json", 200);
                assertThat(problem(seen)).isNotBlank();
                assertThat(seen.get("agents")).hasSize(2);
            });
        } finally {
            own.close();
        }
    }

    private static WatchedApplication run(String... properties) {
        return WatchedApplication.start(Stream.concat(
                        Stream.of(
                                "academy.exchange.console.enabled=true",
                                "academy.exchange.redis.host=127.0.0.1",
                                "academy.exchange.redis.port=" + redis.port(),
                                "academy.exchange.redis.key-prefix=test-" + UUID.randomUUID() + ":"),
                        Stream.of(properties))
                .toArray(String[]::new));
    }

    private static JsonNode agent(JsonNode seen, AgentId id) {
        return list(seen.get("agents"))
                .filter(each -> each.path("id").asString("").equals(id.uid().toString()))
                .findFirst()
                .orElseThrow();
    }

    private static Stream<JsonNode> list(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static String problem(JsonNode answer) {
        return answer.path("problem").asString("");
    }

    private static String header(HttpResponse<String> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }
}
