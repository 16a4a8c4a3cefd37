package academy.exchange.autoconfigure.actuate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.Principal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import academy.exchange.AgentId;
import academy.exchange.ClientId;
import academy.exchange.Exchange;
import academy.exchange.Message;
import academy.exchange.agent.Action;
import academy.exchange.agent.AgentMailbox;
import academy.exchange.agent.Param;
import academy.exchange.mailbox.MailboxContainerRegistry;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

/** A web application with one agent, and what operators ask of it through HTTP. */
final class OperatedApplication {

    private static final HttpClient OPERATOR = HttpClient.newHttpClient();
    private static final JsonMapper JSON = JsonMapper.shared();

    private OperatedApplication() {}

    static ConfigurableApplicationContext run(String type, int redis, String... properties) {
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
                                        "academy.exchange.redis.port=" + redis,
                                        "academy.exchange.type=" + type),
                                Stream.of(properties))
                        .map(property -> "--" + property)
                        .toArray(String[]::new));
    }

    static Exchange exchange(ConfigurableApplicationContext web) {
        return web.getBean(Exchange.class);
    }

    static AgentId agent(ConfigurableApplicationContext web) {
        return (AgentId) web.getBean(MailboxContainerRegistry.class)
                .get("echo")
                .status()
                .mailbox()
                .orElseThrow();
    }

    static void send(ConfigurableApplicationContext web, AgentId agent, String text) {
        ClientId client = exchange(web).registerClient("operator");
        exchange(web)
                .send(Message.request(
                        client, agent, exchange(web).codec().encodeAction("say", List.of(text, 1), Map.of())));
    }

    /** A poll that was running when the agent was paused may take the first yet. */
    static void sendTwo(ConfigurableApplicationContext web, String text) {
        send(web, agent(web), text);
        send(web, agent(web), text);
    }

    static JsonNode get(ConfigurableApplicationContext web, String path, int status) {
        return http(web, "GET", "/actuator/exchange" + path, null, status);
    }

    static JsonNode post(ConfigurableApplicationContext web, String path, int status) {
        return post(web, path, "{}", status);
    }

    static JsonNode post(ConfigurableApplicationContext web, String path, String body, int status) {
        return http(web, "POST", "/actuator/exchange" + path, body, status);
    }

    static JsonNode http(
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

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @ImportAutoConfiguration(DispatcherServletAutoConfiguration.class)
    static class Application {

        @Bean
        Echo echo() {
            return new Echo();
        }

        @Bean
        Filter login() {
            return (request, response, chain) -> chain.doFilter(
                    request.getParameter("as") == null ? request : new LoggedIn((HttpServletRequest) request),
                    response);
        }
    }

    @AgentMailbox("echo")
    static class Echo {

        @Action(description = "Says it again")
        public String say(String text, @Param(description = "How often", defaultValue = "1") int times) {
            return text.repeat(times);
        }
    }

    /** Asks as somebody who has the role that stands in the parameter {@code as}. */
    private static final class LoggedIn extends HttpServletRequestWrapper {

        LoggedIn(HttpServletRequest request) {
            super(request);
        }

        @Override
        public Principal getUserPrincipal() {
            return () -> "operator";
        }

        @Override
        public boolean isUserInRole(String role) {
            return role.equals(getParameter("as"));
        }
    }
}
