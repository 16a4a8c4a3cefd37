package academy.exchange.console;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpMethod;
import org.springframework.web.servlet.function.RequestPredicate;
import org.springframework.web.servlet.function.RequestPredicates;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

import academy.exchange.Exchange;
import academy.exchange.actuate.AgentViews;
import academy.exchange.autoconfigure.ExchangeAutoConfiguration;
import academy.exchange.mailbox.MailboxContainerRegistry;

/** Adds the console to a servlet application that has enabled it. */
@AutoConfiguration(after = ExchangeAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(RouterFunction.class)
@ConditionalOnSingleCandidate(Exchange.class)
@ConditionalOnBean(MailboxContainerRegistry.class)
@ConditionalOnBooleanProperty(name = "academy.exchange.enabled", matchIfMissing = true)
@ConditionalOnBooleanProperty(name = "academy.exchange.console.enabled")
@EnableConfigurationProperties(ConsoleProperties.class)
public final class ConsoleAutoConfiguration {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    ConsoleAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean(name = "academyExchangeConsole")
    RouterFunction<ServerResponse> academyExchangeConsole(
            Exchange exchange, MailboxContainerRegistry registry, ConsoleProperties properties) {
        QuestionCounts questions = new QuestionCounts();
        registry.showMessagesTo(questions);
        AgentSurvey survey =
                new AgentSurvey(exchange, registry, questions, properties.maxAgents(), InstantSource.system());
        Console console = new Console(
                exchange,
                new AgentViews(exchange, InstantSource.system()),
                new Snapshots(survey, PATIENCE, System::nanoTime));
        return routes(console, properties.path());
    }

    private static RouterFunction<ServerResponse> routes(Console console, String path) {
        // Relative, so that it leads there behind any proxy, too.
        String page = path.substring(path.lastIndexOf('/') + 1) + "/";
        return RouterFunctions.route()
                .route(reads(path), request -> ServerResponse.status(302)
                        .header("Location", page)
                        .build())
                .route(reads(path + "/"), request -> respond(console.file("")))
                .route(reads(path + "/agents.json"), request -> respond(console.agents()))
                .route(
                        reads(path + "/dead-letters.json"),
                        request -> respond(console.deadLetters(request.param("agent"))))
                .route(reads(path + "/{file}"), request -> respond(console.file(request.pathVariable("file"))))
                .build();
    }

    /** Also for the head alone, which comes with the body as far as functions are asked; the server leaves that out. */
    private static RequestPredicate reads(String path) {
        return RequestPredicates.methods(HttpMethod.GET, HttpMethod.HEAD).and(RequestPredicates.path(path));
    }

    private static ServerResponse respond(Console.Answer answer) {
        return ServerResponse.status(answer.status())
                .headers(headers -> Console.Answer.HEADERS.forEach(headers::set))
                .header("Content-Type", answer.contentType())
                .body(answer.content().getBytes(StandardCharsets.UTF_8));
    }
}
