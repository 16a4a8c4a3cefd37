package academy.exchange.autoconfigure.actuate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import academy.exchange.AgentId;
import academy.exchange.AgentRegistration;
import academy.exchange.ClientId;
import academy.exchange.DeliveryOptions;
import academy.exchange.Exchange;
import academy.exchange.Mailbox;
import academy.exchange.Message;
import academy.exchange.agent.Action;
import academy.exchange.agent.AgentMailbox;
import academy.exchange.agent.Param;
import academy.exchange.embedded.EmbeddedRedis;
import academy.exchange.mailbox.MailboxContainer;
import academy.exchange.mailbox.MailboxContainerRegistry;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The endpoint as an operator sees it, through HTTP, on either backend. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@ParameterizedClass
@ValueSource(strings = {"redis", "memory"})
class ExchangeEndpointTest {

    private static final HttpClient OPERATOR = HttpClient.newHttpClient();
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
            assertThat(agent.get("types").toString()).contains("echo", Echo.class.getName());
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
            assertThat(get(web, "?type=echo", 200).get("agents").get(0).get("containers"))
                    .hasSize(1);
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
    void whatMessagesCarryIsShownWhereThatIsWanted() {
        try (ConfigurableApplicationContext web = run("management.endpoint.exchange.show-payloads=always")) {
            post(web, "/echo/pause", 200);
            sendTwo(web, "no secret");
            assertThat(get(web, "/echo/messages", 200).toString()).contains("no secret");
        }
    }

    @Test
    void whatMessagesCarryIsNotShownToWhoeverIsNotLoggedIn() {
        try (ConfigurableApplicationContext web = run("management.endpoint.exchange.show-payloads=when-authorized")) {
            post(web, "/echo/pause", 200);
            sendTwo(web, "a secret");
            assertThat(get(web, "/echo/messages", 200).toString()).doesNotContain("secret");
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
    void whoeverMayOnlyReadCannotOperate() {
        try (ConfigurableApplicationContext web = run("management.endpoint.exchange.access=read-only")) {
            get(web, "/echo", 200);
            post(web, "/echo/pause", 405);
            assertThat(web.getBean(MailboxContainerRegistry.class)
                            .get("echo")
                            .status()
                            .state())
                    .isEqualTo(MailboxContainer.State.RUNNING);
        }
    }

    @Test
    void withoutAccessThereIsNoEndpoint() {
        try (ConfigurableApplicationContext web = run("management.endpoint.exchange.access=none")) {
            assertThat(get(web, "", 404).toString()).doesNotContain("agents");
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
        return new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.SERVLET)
                .registerShutdownHook(false)
                .run(Stream.concat(
                                Stream.of(
                                        "server.port=0",
                                        "server.address=127.0.0.1",
                                        "management.endpoints.web.exposure.include=exchange,health",
                                        "management.endpoint.health.show-details=always",
                                        "management.endpoint.health.group.readiness.include=academyExchangeReadiness",
                                        "academy.exchange.redis.host=127.0.0.1",
                                        "academy.exchange.redis.port=" + redis.port(),
                                        "academy.exchange.type=" + type),
                                Stream.of(properties))
                        .map(property -> "--" + property)
                        .toArray(String[]::new));
    }

    private static Exchange exchange(ConfigurableApplicationContext web) {
        return web.getBean(Exchange.class);
    }

    private static AgentId agent(ConfigurableApplicationContext web) {
        return (AgentId) web.getBean(MailboxContainerRegistry.class)
                .get("echo")
                .status()
                .mailbox()
                .orElseThrow();
    }

    private static void awaitHeartbeat(ConfigurableApplicationContext web, AgentId agent) {
        await().atMost(LIMIT).until(() -> exchange(web).heartbeatAge(agent).isPresent());
    }

    private static void send(ConfigurableApplicationContext web, AgentId agent, String text) {
        ClientId client = exchange(web).registerClient("operator");
        exchange(web)
                .send(Message.request(
                        client, agent, exchange(web).codec().encodeAction("say", List.of(text, 1), Map.of())));
    }

    /** A poll that was running when the agent was paused may take the first yet. */
    private static void sendTwo(ConfigurableApplicationContext web, String text) {
        send(web, agent(web), text);
        send(web, agent(web), text);
    }

    private static String error(JsonNode answer) {
        return answer.get("error").asString();
    }

    private static String state(JsonNode agent) {
        return agent.get("containers").get(0).get("state").asString();
    }

    private static JsonNode get(ConfigurableApplicationContext web, String path, int status) {
        return http(web, "GET", "/actuator/exchange" + path, null, status);
    }

    private static JsonNode post(ConfigurableApplicationContext web, String path, int status) {
        return post(web, path, "{}", status);
    }

    private static JsonNode post(ConfigurableApplicationContext web, String path, String body, int status) {
        return http(web, "POST", "/actuator/exchange" + path, body, status);
    }

    private static JsonNode http(
            ConfigurableApplicationContext web, String method, String path, @Nullable String body, int status) {
        String port = web.getEnvironment().getRequiredProperty("local.server.port");
        HttpRequest.BodyPublisher content =
                body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body);
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(30))
                .method(method, content);
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        try {
            HttpResponse<String> response = OPERATOR.send(request.build(), HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
            return requireNonNull(JSON.readTree(response.body()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** For the documentation, with -Dexchange.show=true. */
    private void show(String title, JsonNode answer) {
        if (Boolean.getBoolean("exchange.show") && type.equals("redis")) {
            LoggerFactory.getLogger(getClass()).warn("{}\n{}", title, answer.toPrettyString());
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @ImportAutoConfiguration(DispatcherServletAutoConfiguration.class)
    static class Application {

        @Bean
        Echo echo() {
            return new Echo();
        }
    }

    @AgentMailbox("echo")
    static class Echo {

        @Action(description = "Says it again")
        public String say(String text, @Param(description = "How often", defaultValue = "1") int times) {
            return text.repeat(times);
        }
    }
}
