package academy.exchange.autoconfigure;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import academy.exchange.AgentId;
import academy.exchange.Exchange;
import academy.exchange.MailboxTerminatedException;
import academy.exchange.agent.Action;
import academy.exchange.agent.AgentMailbox;
import academy.exchange.mailbox.MailboxContainer;
import academy.exchange.mailbox.MailboxContainerRegistry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What becomes of web requests that ask an agent while the application that serves them shuts down. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class WebDrainTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    /** Kept, since a client that nobody holds any more closes, with requests on their way. */
    private static final HttpClient BROWSER = HttpClient.newHttpClient();

    private static Server redis;

    private final Gates gates = new Gates();

    @BeforeAll
    static void startRedis() {
        redis = new Server();
    }

    @AfterAll
    static void stopRedis() {
        redis.close();
    }

    @Test
    void requestThatHasAskedAnotherApplicationGetsItsAnswer() throws Exception {
        gates.mayAsk.countDown();
        try (ConfigurableApplicationContext other = run(WebApplicationType.NONE, Agents.class, redis.asOwn());
                ConfigurableApplicationContext web = run(WebApplicationType.SERVLET, Web.class, redis.asOwn())) {
            CompletableFuture<HttpResponse<String>> response = get(web);
            assertThat(gates.working.await(20, TimeUnit.SECONDS)).isTrue();
            CompletableFuture<Void> closed = close(web);
            awaitDrain(web);
            assertThat(response).isNotDone();
            gates.mayFinish.countDown();
            assertThat(response.get(20, TimeUnit.SECONDS).body()).isEqualTo("done");
            closed.get(20, TimeUnit.SECONDS);
            assertThat(other.isActive()).isTrue();
        }
    }

    @Test
    void requestThatAsksAnotherApplicationWhileTheServerDrainsGetsItsAnswer() throws Exception {
        gates.mayFinish.countDown();
        try (ConfigurableApplicationContext other = run(WebApplicationType.NONE, Agents.class, redis.asOwn());
                ConfigurableApplicationContext web = run(WebApplicationType.SERVLET, Web.class, redis.asOwn())) {
            CompletableFuture<HttpResponse<String>> response = get(web);
            assertThat(gates.served.await(20, TimeUnit.SECONDS)).isTrue();
            CompletableFuture<Void> closed = close(web);
            awaitDrain(web);
            gates.mayAsk.countDown();
            assertThat(response.get(20, TimeUnit.SECONDS).body()).isEqualTo("done");
            closed.get(20, TimeUnit.SECONDS);
            assertThat(other.isActive()).isTrue();
        }
    }

    @Test
    void requestOnWhichAnAgentOfTheSameApplicationWorksGetsItsAnswer() throws Exception {
        gates.mayAsk.countDown();
        try (ConfigurableApplicationContext web =
                run(WebApplicationType.SERVLET, WebWithAgents.class, "academy.exchange.type=memory")) {
            CompletableFuture<HttpResponse<String>> response = get(web);
            assertThat(gates.working.await(20, TimeUnit.SECONDS)).isTrue();
            CompletableFuture<Void> closed = close(web);
            MailboxContainer worker =
                    web.getBean(MailboxContainerRegistry.class).find("worker").orElseThrow();
            await("the agent stops")
                    .atMost(LIMIT)
                    .until(() -> worker.status().state() == MailboxContainer.State.STOPPING);
            assertThat(response).isNotDone();
            gates.mayFinish.countDown();
            assertThat(response.get(20, TimeUnit.SECONDS).body()).isEqualTo("done");
            closed.get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void requestThatAsksAnAgentOfTheSameApplicationTooLateLearnsThatItIsGone() throws Exception {
        gates.mayFinish.countDown();
        try (ConfigurableApplicationContext web =
                run(WebApplicationType.SERVLET, WebWithAgents.class, "academy.exchange.type=memory")) {
            CompletableFuture<HttpResponse<String>> response = get(web);
            assertThat(gates.served.await(20, TimeUnit.SECONDS)).isTrue();
            CompletableFuture<Void> closed = close(web);
            awaitDrain(web);
            gates.mayAsk.countDown();
            assertThat(response.get(20, TimeUnit.SECONDS).body()).isEqualTo("gone");
            closed.get(20, TimeUnit.SECONDS);
        }
    }

    private ConfigurableApplicationContext run(WebApplicationType type, Class<?> application, String... properties) {
        return new SpringApplicationBuilder(application)
                .web(type)
                .registerShutdownHook(false)
                .initializers(context -> context.getBeanFactory().registerSingleton("gates", gates))
                .run(Stream.concat(Stream.of("server.port=0", "server.address=127.0.0.1"), Stream.of(properties))
                        .map(property -> "--" + property)
                        .toArray(String[]::new));
    }

    private static CompletableFuture<HttpResponse<String>> get(ConfigurableApplicationContext web) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port(web) + "/ask"))
                .timeout(LIMIT.multipliedBy(2))
                .build();
        return BROWSER.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    }

    private static CompletableFuture<Void> close(ConfigurableApplicationContext web) {
        return CompletableFuture.runAsync(web::close);
    }

    /** When the server takes no connections any more, the containers have stopped already. */
    private static void awaitDrain(ConfigurableApplicationContext web) {
        int port = port(web);
        await("the server drains").atMost(LIMIT).until(() -> refuses(port));
        assertThat(web.getBean(MailboxContainerRegistry.class).isRunning()).isFalse();
    }

    private static boolean refuses(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return !socket.isConnected();
        } catch (ConnectException refused) {
            return true;
        }
    }

    private static int port(ConfigurableApplicationContext web) {
        return web.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    /** Holds up the web request before it asks, and the agent before it answers. */
    static final class Gates {
        private final CountDownLatch served = new CountDownLatch(1);
        private final CountDownLatch mayAsk = new CountDownLatch(1);
        private final CountDownLatch working = new CountDownLatch(1);
        private final CountDownLatch mayFinish = new CountDownLatch(1);

        static void pass(CountDownLatch reached, CountDownLatch open) {
            reached.countDown();
            try {
                assertThat(open.await(30, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(interrupted);
            }
        }
    }

    static final class Asking extends HttpServlet {

        private static final long serialVersionUID = 1L;

        private final transient Exchange exchange;
        private final transient Gates gates;

        Asking(Exchange exchange, Gates gates) {
            this.exchange = exchange;
            this.gates = gates;
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            AgentId agent = exchange.discover("worker").get(0);
            Gates.pass(gates.served, gates.mayAsk);
            response.getWriter().print(ask(agent));
        }

        private @Nullable String ask(AgentId agent) {
            try {
                return exchange.getHandle(agent).call("work", String.class, LIMIT);
            } catch (MailboxTerminatedException gone) {
                return "gone";
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return "interrupted";
            }
        }
    }

    @AgentMailbox("worker")
    static class Worker {
        private final Gates gates;

        Worker(Gates gates) {
            this.gates = gates;
        }

        @Action
        public String work() {
            Gates.pass(gates.working, gates.mayFinish);
            return "done";
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration(ExchangeAutoConfiguration.class)
    static class Agents {

        @Bean
        Worker worker(Gates gates) {
            return new Worker(gates);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({ExchangeAutoConfiguration.class, TomcatServletWebServerAutoConfiguration.class})
    static class Web {

        @Bean
        ServletRegistrationBean<Asking> asking(Exchange exchange, Gates gates) {
            return new ServletRegistrationBean<>(new Asking(exchange, gates), "/ask");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class WebWithAgents extends Web {

        @Bean
        Worker worker(Gates gates) {
            return new Worker(gates);
        }
    }
}
