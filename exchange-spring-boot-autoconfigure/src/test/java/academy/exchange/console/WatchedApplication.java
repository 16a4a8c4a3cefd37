package academy.exchange.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import academy.exchange.AgentId;
import academy.exchange.AgentRegistration;
import academy.exchange.DeliveryOptions;
import academy.exchange.Exchange;
import academy.exchange.Mailbox;
import academy.exchange.Message;
import academy.exchange.Request;
import academy.exchange.agent.Action;
import academy.exchange.agent.ActionContext;
import academy.exchange.agent.AgentMailbox;
import academy.exchange.mailbox.MailboxContainerRegistry;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A web application whose agents ask each other, and which may have a console. */
final class WatchedApplication implements AutoCloseable {

    static final Duration LIMIT = Duration.ofMinutes(1);

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final ConfigurableApplicationContext context;

    private WatchedApplication(ConfigurableApplicationContext context) {
        this.context = context;
    }

    static WatchedApplication start(String... properties) {
        return new WatchedApplication(new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.SERVLET)
                .registerShutdownHook(false)
                .run(Stream.concat(Stream.of("server.port=0", "server.address=127.0.0.1"), Stream.of(properties))
                        .map(property -> "--" + property)
                        .toArray(String[]::new)));
    }

    Exchange exchange() {
        return context.getBean(Exchange.class);
    }

    /** The agent of a bean here. */
    AgentId agent(String container) {
        return (AgentId) context.getBean(MailboxContainerRegistry.class)
                .get(container)
                .status()
                .mailbox()
                .orElseThrow();
    }

    /** Has a client ask the planner, who asks the counter twice. */
    void plan() {
        try {
            exchange().getHandle(agent("planner")).call("plan", Integer.class, LIMIT, "a secret goal");
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An agent of a process that is not there, with dead letters of this reason. */
    AgentId stranger(String type, String reason, int letters) {
        AgentId stranger =
                exchange().registerAgent(AgentRegistration.of(Object.class).withExtraTypes(List.of(type)));
        for (int i = 0; i < letters; i++) {
            exchange().send(Message.request(agent("planner"), stranger, goal()));
        }
        try (Mailbox mailbox = exchange().getMailbox(stranger, DeliveryOptions.atLeastOnce())) {
            for (int i = 1; i <= letters; i++) {
                mailbox.take(1, LIMIT).get(0).acknowledgement().reject(reason);
                int rejected = i;
                await().atMost(LIMIT).until(() -> mailbox.deadLetters(10).size() == rejected);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return stranger;
    }

    /** Has an agent of a process that is not there ask the planner, and waits until that has heard it. */
    void planFor(AgentId stranger) {
        exchange().send(Message.request(stranger, agent("planner"), goal()));
        await().atMost(LIMIT).until(() -> exchange().stats(stranger).queued() > 0);
    }

    private Request goal() {
        return exchange().codec().encodeAction("plan", List.of("a secret goal"), Map.of());
    }

    /** From now on every request is refused, as those are of whoever has not logged in. */
    void lock() {
        context.getBean(Gate.class).locked = true;
    }

    String url(String path) {
        return "http://127.0.0.1:" + context.getEnvironment().getRequiredProperty("local.server.port") + path;
    }

    HttpResponse<String> http(String method, String path, String... headers) {
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url(path)))
                    .timeout(LIMIT)
                    .method(method, HttpRequest.BodyPublishers.noBody());
            for (int i = 0; i < headers.length; i += 2) {
                request.header(headers[i], headers[i + 1]);
            }
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    JsonNode json(String path, int status) {
        HttpResponse<String> response = http("GET", path);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        return requireNonNull(JsonMapper.shared().readTree(response.body()));
    }

    @Override
    public void close() {
        context.close();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @ImportAutoConfiguration(DispatcherServletAutoConfiguration.class)
    static class Application {

        @Bean
        PlannerAgent planner(Exchange exchange) {
            return new PlannerAgent(exchange);
        }

        @Bean
        Gate gate() {
            return new Gate();
        }

        @Bean
        CounterAgent counter() {
            return new CounterAgent();
        }
    }

    static final class Gate implements Filter {

        private volatile boolean locked;

        @Override
        public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            if (locked) {
                ((HttpServletResponse) response).setStatus(HttpServletResponse.SC_UNAUTHORIZED);
            } else {
                chain.doFilter(request, response);
            }
        }
    }

    @AgentMailbox("planner")
    static class PlannerAgent {

        private final Exchange exchange;

        PlannerAgent(Exchange exchange) {
            this.exchange = exchange;
        }

        @Action
        int plan(String goal, ActionContext request) throws InterruptedException {
            AgentId counter = exchange.discover(CounterAgent.class).get(0);
            requireNonNull(request.handle(counter).call("increment", Integer.class, LIMIT, 1));
            return requireNonNull(request.handle(counter).call("increment", Integer.class, LIMIT, goal.length()));
        }
    }

    @AgentMailbox("counter")
    static class CounterAgent {

        private int count;

        @Action
        int increment(int by) {
            return count += by;
        }
    }
}
