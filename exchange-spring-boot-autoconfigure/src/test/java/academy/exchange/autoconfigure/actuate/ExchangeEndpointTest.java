package academy.exchange.autoconfigure.actuate;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.springframework.context.ConfigurableApplicationContext;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import academy.exchange.AgentId;
import academy.exchange.AgentRegistration;
import academy.exchange.DeliveryOptions;
import academy.exchange.Mailbox;
import academy.exchange.embedded.EmbeddedRedis;
import academy.exchange.mailbox.MailboxContainer;
import academy.exchange.mailbox.MailboxContainerRegistry;

import static academy.exchange.autoconfigure.actuate.OperatedApplication.agent;
import static academy.exchange.autoconfigure.actuate.OperatedApplication.exchange;
import static academy.exchange.autoconfigure.actuate.OperatedApplication.get;
import static academy.exchange.autoconfigure.actuate.OperatedApplication.http;
import static academy.exchange.autoconfigure.actuate.OperatedApplication.post;
import static academy.exchange.autoconfigure.actuate.OperatedApplication.send;
import static academy.exchange.autoconfigure.actuate.OperatedApplication.sendTwo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The endpoint as an operator sees it, through HTTP, on either backend. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@ParameterizedClass
@ValueSource(strings = {"redis", "memory"})
class ExchangeEndpointTest {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private static EmbeddedRedis redis;

    private final String type;

    ExchangeEndpointTest(String type) {
        this.type = type;
    }

    @BeforeAll
    static void startRedis() {
        redis = EmbeddedRedis.start();
    }

    @AfterAll
    static void stopRedis() {
        redis.close();
    }

    @Test
    void agentsHereAreListed() {
        try (ConfigurableApplicationContext web = run()) {
            AgentId echo = agent(web);
            awaitHeartbeat(web, echo);
            JsonNode list = get(web, "", 200);
            assertThat(list.get("total").asInt()).isOne();
            JsonNode agent = list.get("agents").get(0);
            assertThat(agent.get("id").asString()).isEqualTo(echo.uid().toString());
            assertThat(agent.get("status").asString()).isEqualTo("ACTIVE");
            assertThat(agent.get("types").toString()).contains("echo", OperatedApplication.Echo.class.getName());
            assertThat(agent.get("heartbeatAgeSeconds").asDouble()).isBetween(0.0, 30.0);
            assertThat(agent.get("queued").asInt()).isZero();
            assertThat(agent.get("deadLetters").asInt()).isZero();
            JsonNode container = agent.get("containers").get(0);
            assertThat(container.get("id").asString()).isEqualTo("echo");
            assertThat(container.get("state").asString()).isEqualTo("RUNNING");
            assertThat(container.get("receivedPerSecond").asDouble()).isNotNegative();
            show("GET /actuator/exchange", list);
        }
    }

    @Test
    void countsGrowWithEachMessage() throws Exception {
        try (ConfigurableApplicationContext web = run()) {
            for (int i = 0; i < 3; i++) {
                exchange(web).getHandle(agent(web)).call("say", String.class, LIMIT, "hello", 1);
            }
            await().atMost(LIMIT).untilAsserted(() -> {
                JsonNode container = get(web, "/echo", 200).get("containers").get(0);
                assertThat(container.get("handled").asInt()).isEqualTo(3);
                assertThat(container.get("received").asInt()).isEqualTo(3);
                assertThat(container.get("failed").asInt()).isZero();
                assertThat(container.get("receivedPerSecond").asDouble()).isPositive();
            });
        }
    }

    @Test
    void oneAgentIsShownWithItsDescriptionByEitherOfItsNames() {
        try (ConfigurableApplicationContext web = run()) {
            JsonNode agent = get(web, "/" + agent(web).uid(), 200);
            JsonNode action = agent.get("description").get("actions").get(0);
            assertThat(action.get("name").asString()).isEqualTo("say");
            assertThat(action.get("description").asString()).isEqualTo("Says it again");
            assertThat(action.get("parameters").get("properties").get("times").toString())
                    .isEqualTo("{\"type\":\"integer\",\"description\":\"How often\",\"default\":1}");
            assertThat(get(web, "/echo", 200).get("description")).isEqualTo(agent.get("description"));
            show("GET /actuator/exchange/{agentId}", agent);
        }
    }

    @Test
    void agentsOfOthersAreFoundByTypeAndShownOneByOne() {
        try (ConfigurableApplicationContext web = run()) {
            AgentId other = exchange(web)
                    .registerAgent(AgentRegistration.of(Object.class).withExtraTypes(List.of("other.Type")));
            AgentId another = exchange(web)
                    .registerAgent(AgentRegistration.of(Object.class).withExtraTypes(List.of("other.Type")));
            JsonNode list = get(web, "?type=other.Type&limit=1", 200);
            assertThat(list.get("total").asInt()).isEqualTo(2);
            assertThat(list.get("agents")).hasSize(1);
            assertThat(list.get("agents").get(0).get("containers")).isEmpty();
            JsonNode here = get(web, "?type=echo", 200).get("agents").get(0);
            assertThat(here.get("containers")).hasSize(1);
            assertThat(here.get("name").asString()).isEqualTo("echo");
            assertThat(ids(get(web, "?type=academy.agent.Agent", 200)))
                    .contains(agent(web).uid(), other.uid(), another.uid());
            assertThat(get(web, "/" + other.uid(), 200).has("notDescribed")).isTrue();
            exchange(web).terminate(other);
            exchange(web).terminate(another);
        }
    }

    @Test
    void whatCannotBeMeantIsRefusedWithAReason() {
        try (ConfigurableApplicationContext web = run()) {
            assertThat(error(get(web, "/nobody", 400))).contains("uuid");
            assertThat(error(get(web, "/1-1-1-1-1", 400))).contains("uuid");
            assertThat(error(get(web, "/" + AgentId.random().uid(), 404))).contains("agent");
            assertThat(error(get(web, "/echo/everything", 400))).contains("dead-letters");
            assertThat(error(get(web, "?limit=0", 400))).contains("1000");
            assertThat(error(get(web, "?limit=1000000", 400))).contains("1000");
            assertThat(error(get(web, "/echo/messages?limit=1001", 400))).contains("1000");
            assertThat(error(get(web, "/echo/dead-letters?limit=-1", 400))).contains("1000");
            assertThat(error(post(web, "/echo/drop", "{\"limit\": 0}", 400))).contains("1000");
            post(web, "/echo/drop", "{\"limit\": \"many\"}", 400);
            post(web, "/echo/drop", "no JSON", 400);
            assertThat(error(get(web, "?type=", 400))).contains("type name");
            assertThat(error(post(web, "/echo/explode", 400))).contains("terminate");
            assertThat(error(post(web, "/" + AgentId.random().uid() + "/redrive", 404)))
                    .contains("agent");
            get(web, "?limit=many", 400);
        }
    }

    @Test
    void pausedAgentIsSeenWithItsMessagesAndWithoutWhatTheyCarry() {
        try (ConfigurableApplicationContext web = run()) {
            assertThat(state(post(web, "/echo/pause", 200))).isEqualTo("PAUSED");
            sendTwo(web, "a secret");
            JsonNode seen = get(web, "/echo/messages?limit=5", 200);
            JsonNode message = seen.get("messages").get(0);
            assertThat(message.get("action").asString()).isEqualTo("say");
            assertThat(message.get("kind").asString()).isEqualTo("REQUEST");
            assertThat(message.get("size").asInt()).isPositive();
            assertThat(seen.toString()).doesNotContain("secret").doesNotContain("content");
            show("GET /actuator/exchange/{agentId}/messages", seen);
            assertThat(get(web, "/echo", 200).get("queued").asInt()).isPositive();
            assertThat(state(post(web, "/echo/resume", 200))).isEqualTo("RUNNING");
            await().atMost(LIMIT)
                    .until(() -> get(web, "/echo", 200).get("queued").asInt() == 0);
        }
    }

    @Test
    void deadLettersAreShownRedrivenAndDropped() throws Exception {
        try (ConfigurableApplicationContext web = run()) {
            AgentId id = exchange(web).registerAgent(Object.class);
            for (int i = 0; i < 3; i++) {
                send(web, id, "a secret");
            }
            try (Mailbox mailbox = exchange(web).getMailbox(id, DeliveryOptions.atLeastOnce())) {
                for (int i = 1; i <= 3; i++) {
                    mailbox.take(1, LIMIT).get(0).acknowledgement().reject("no sense");
                    int letters = i;
                    await().atMost(LIMIT).until(() -> mailbox.deadLetters(10).size() == letters);
                }
            }
            String path = "/" + id.uid();
            JsonNode letters = get(web, path + "/dead-letters", 200);
            assertThat(letters.get("deadLetters")).hasSize(3);
            assertThat(letters.toString()).contains("no sense").doesNotContain("secret");
            show("GET /actuator/exchange/{agentId}/dead-letters", letters);
            assertThat(post(web, path + "/redrive", "{\"limit\": 1}", 200).toString())
                    .isEqualTo("{\"redriven\":1}");
            assertThat(get(web, path + "/messages", 200).get("messages")).hasSize(1);
            assertThat(post(web, path + "/drop", "{\"limit\": 1}", 200).toString())
                    .isEqualTo("{\"dropped\":1}");
            assertThat(post(web, path + "/drop", 200).toString()).isEqualTo("{\"dropped\":1}");
            assertThat(error(post(web, path + "/pause", 409))).contains("not served here");
            exchange(web).terminate(id);
            assertThat(error(post(web, path + "/redrive", 409))).isNotBlank();
        }
    }

    @Test
    void terminatedAgentStopsHereAndIsGoneEverywhere() {
        try (ConfigurableApplicationContext web = run()) {
            AgentId id = agent(web);
            assertThat(post(web, "/echo/terminate", 200).get("status").asString())
                    .isEqualTo("TERMINATED");
            assertThat(exchange(web).discover("echo")).isEmpty();
            MailboxContainer container =
                    web.getBean(MailboxContainerRegistry.class).get("echo");
            await().atMost(LIMIT).until(() -> container.status().state() == MailboxContainer.State.STOPPED);
            assertThat(container.endedByItself()).isFalse();
            assertThat(get(web, "/" + id.uid(), 200).get("status").asString()).isEqualTo("TERMINATED");
        }
    }

    @Test
    void stoppedAgentCannotBePausedNorResumed() {
        try (ConfigurableApplicationContext web = run()) {
            web.getBean(MailboxContainerRegistry.class).get("echo").stop();
            assertThat(error(post(web, "/echo/pause", 409))).contains("STOPPED");
            assertThat(error(post(web, "/echo/resume", 409))).contains("STOPPED");
        }
    }

    @Test
    void descriptionIsWhatTheAgentAnswersToWhoeverAsksIt() throws Exception {
        try (ConfigurableApplicationContext web = run()) {
            Object answered = exchange(web).getHandle(agent(web)).call("agent_describe", Map.class, LIMIT);
            assertThat(get(web, "/echo", 200).get("description")).isEqualTo(JSON.valueToTree(answered));
        }
    }

    @Test
    void agentOfAnotherProcessIsShownWithTheSameDescription() {
        assumeTrue(type.equals("redis"), "an exchange in memory has no other process");
        try (ConfigurableApplicationContext serving = run();
                ConfigurableApplicationContext watching = run("academy.exchange.agent.auto-startup=false")) {
            JsonNode shown = get(watching, "/" + agent(serving).uid(), 200);
            assertThat(shown.get("containers")).isEmpty();
            assertThat(shown.get("description"))
                    .isEqualTo(get(serving, "/echo", 200).get("description"));
        }
    }

    @Test
    void healthIsShownWithItsAgents() {
        try (ConfigurableApplicationContext web = run()) {
            awaitHeartbeat(web, agent(web));
            JsonNode health = http(web, "GET", "/actuator/health/academyExchange", null, 200);
            assertThat(health.get("status").asString()).isEqualTo("UP");
            JsonNode echo = health.get("details").get("mailboxes").get("echo");
            assertThat(echo.get("registered").asString()).isEqualTo("ACTIVE");
            assertThat(echo.get("queued").asInt()).isZero();
            assertThat(echo.get("deadLetters").asInt()).isZero();
            assertThat(health.get("details").has("server")).isEqualTo(type.equals("redis"));
            show("GET /actuator/health/academyExchange", health);
            assertThat(http(web, "GET", "/actuator/health/readiness", null, 200)
                            .get("status")
                            .asString())
                    .isEqualTo("UP");
            web.getBean(MailboxContainerRegistry.class).stop();
            assertThat(http(web, "GET", "/actuator/health/readiness", null, 503)
                            .get("status")
                            .asString())
                    .isEqualTo("OUT_OF_SERVICE");
            assertThat(http(web, "GET", "/actuator/health/academyExchange", null, 503)
                            .get("status")
                            .asString())
                    .isEqualTo("OUT_OF_SERVICE");
        }
    }

    private ConfigurableApplicationContext run(String... properties) {
        return OperatedApplication.run(type, redis.port(), properties);
    }

    private static void awaitHeartbeat(ConfigurableApplicationContext web, AgentId agent) {
        await().atMost(LIMIT).until(() -> exchange(web).heartbeatAge(agent).isPresent());
    }

    private static List<UUID> ids(JsonNode list) {
        return list.get("agents")
                .valueStream()
                .map(each -> UUID.fromString(each.get("id").asString()))
                .toList();
    }

    private static String error(JsonNode answer) {
        return answer.get("error").asString();
    }

    private static String state(JsonNode agent) {
        return agent.get("containers").get(0).get("state").asString();
    }

    /** For the documentation, with -Dexchange.show=true. */
    private void show(String title, JsonNode answer) {
        if (Boolean.getBoolean("exchange.show") && type.equals("redis")) {
            LoggerFactory.getLogger(getClass()).warn("{}\n{}", title, answer.toPrettyString());
        }
    }
}
