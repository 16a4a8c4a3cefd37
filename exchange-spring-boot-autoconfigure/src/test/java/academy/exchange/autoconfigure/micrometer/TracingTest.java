package academy.exchange.autoconfigure.micrometer;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler.FirstMatchingCompositeObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.exporter.FinishedSpan;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingReceiverTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingSenderTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelFinishedSpan;
import io.micrometer.tracing.otel.bridge.OtelPropagator;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import academy.exchange.ActionFailedException;
import academy.exchange.AgentHandle;
import academy.exchange.AgentId;
import academy.exchange.Exchange;
import academy.exchange.ExchangeTimeoutException;
import academy.exchange.Mailbox;
import academy.exchange.Message;
import academy.exchange.agent.Action;
import academy.exchange.agent.ActionContext;
import academy.exchange.agent.AgentMailbox;
import academy.exchange.autoconfigure.ExchangeAutoConfiguration;
import academy.exchange.embedded.EmbeddedRedis;
import academy.exchange.mailbox.MailboxContainer;
import academy.exchange.mailbox.MailboxContainerRegistry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Traces of questions, as OpenTelemetry exports them, through a real Redis. */
@Timeout(300)
class TracingTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    private static EmbeddedRedis redis;

    private final Spans spans = new Spans();

    @BeforeAll
    static void startRedis() {
        redis = EmbeddedRedis.start();
    }

    @AfterAll
    static void stopRedis() {
        redis.close();
    }

    private ApplicationContextRunner runner(String prefix) {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        ExchangeAutoConfiguration.class, ExchangeObservationAutoConfiguration.class))
                .withBean(ObservationRegistry.class, this::tracing)
                .withBean("clerk", Clerk.class)
                .withBean("middleman", Middleman.class)
                .withPropertyValues(
                        "academy.exchange.redis.host=127.0.0.1",
                        "academy.exchange.redis.port=" + redis.port(),
                        "academy.exchange.redis.key-prefix=" + prefix);
    }

    private ObservationRegistry tracing() {
        ContextPropagators propagators = ContextPropagators.create(W3CTraceContextPropagator.getInstance());
        Tracer exporting = SdkTracerProvider.builder()
                .addSpanProcessor(SimpleSpanProcessor.create(spans))
                .build()
                .get("test");
        OtelTracer tracer = new OtelTracer(exporting, new OtelCurrentTraceContext(), event -> {});
        OtelPropagator propagator = new OtelPropagator(propagators, exporting);
        ObservationRegistry registry = ObservationRegistry.create();
        registry.observationConfig()
                .observationHandler(new FirstMatchingCompositeObservationHandler(
                        new PropagatingSenderTracingObservationHandler<>(tracer, propagator),
                        new PropagatingReceiverTracingObservationHandler<>(tracer, propagator),
                        new DefaultTracingObservationHandler(tracer)));
        return registry;
    }

    @Test
    void questionActionAndNestedQuestionAreOneTrace() {
        runner("nested:").run(context -> {
            ObservationRegistry registry = context.getBean(ObservationRegistry.class);
            Observation.createNotStarted("application", registry).observeChecked(() -> {
                assertThat(handle(context, Middleman.class).call("pass", String.class, LONG))
                        .isEqualTo("hello you");
            });

            List<FinishedSpan> trace = awaitSpans(5);
            assertThat(trace)
                    .extracting(FinishedSpan::getTraceId)
                    .containsOnly(trace.get(0).getTraceId());
            assertThat(span("ask pass").getParentId())
                    .isEqualTo(span("application").getSpanId());
            assertThat(span("middleman pass").getParentId())
                    .isEqualTo(span("ask pass").getSpanId());
            assertThat(span("ask greet").getParentId())
                    .isEqualTo(span("middleman pass").getSpanId());
            assertThat(span("clerk greet").getParentId())
                    .isEqualTo(span("ask greet").getSpanId());
            assertThat(span("ask greet").getKind()).hasToString("CLIENT");
            assertThat(span("clerk greet").getKind()).hasToString("SERVER");
            assertThat(span("clerk greet").getTags())
                    .containsEntry("outcome", "success")
                    .containsEntry("agent", "clerk")
                    .containsKeys("exchange.tag", "exchange.source", "exchange.destination");
        });
    }

    @Test
    void questionsFromOtherThreadsOfAPromiseBelongToTheTrace() {
        runner("promise:").run(context -> {
            assertThat(handle(context, Middleman.class).call("passLater", String.class, LONG))
                    .isEqualTo("hello later");

            awaitOneTraceOf("ask passLater", "middleman passLater", "ask greet", "clerk greet");
        });
    }

    @Test
    void questionsFromOtherThreadsOfAMonoBelongToTheTrace() {
        runner("mono:").run(context -> {
            assertThat(handle(context, Middleman.class).call("passMono", String.class, LONG))
                    .isEqualTo("hello mono");

            awaitOneTraceOf("ask passMono", "middleman passMono", "ask greet", "clerk greet");
        });
    }

    @Test
    void errorIsOnBothSidesOfTheTrace() {
        runner("error:").run(context -> {
            assertThatThrownBy(() -> handle(context, Clerk.class).call("fail", String.class, LONG))
                    .isInstanceOf(ActionFailedException.class);

            awaitOneTraceOf("ask fail", "clerk fail");
            assertThat(span("clerk fail").getError()).hasMessageContaining("on purpose");
            assertThat(span("clerk fail").getTags()).containsEntry("outcome", "error");
            assertThat(span("ask fail").getError()).hasMessageContaining("on purpose");
            assertThat(span("ask fail").getTags()).containsEntry("outcome", "error");
        });
    }

    @Test
    void errorOfAPromiseIsOnBothSidesOfTheTrace() {
        runner("broken:").run(context -> {
            for (String action : List.of("failLater", "failMono")) {
                assertThatThrownBy(() -> handle(context, Clerk.class).call(action, String.class, LONG))
                        .isInstanceOf(ActionFailedException.class);
                awaitOneTraceOf("ask " + action, "clerk " + action);
                for (String name : List.of("ask " + action, "clerk " + action)) {
                    assertThat(span(name).getTags()).as(name).containsEntry("outcome", "error");
                    assertThat(span(name).getError()).as(name).hasMessageContaining("later on purpose");
                }
                spans.ended.clear();
            }
        });
    }

    @Test
    void cancelledQuestionAndItsActionAreOneTrace() {
        runner("cancel:").withBean("hesitant", Hesitant.class).run(context -> {
            Hesitant hesitant = context.getBean(Hesitant.class);
            CompletableFuture<String> answer =
                    handle(context, Hesitant.class).withTimeout(LONG).action("decide", String.class);
            await().atMost(LONG).until(() -> hesitant.asked.get() == 1);
            answer.cancel(true);

            awaitOneTraceOf("ask decide", "hesitant decide");
            assertThat(span("ask decide").getTags()).containsEntry("outcome", "cancelled");
            assertThat(span("hesitant decide").getTags()).containsEntry("outcome", "cancelled");
        });
    }

    @Test
    void actionWhoseCallerNoLongerWaitsEndsInTheSameTrace() {
        runner("late:").withBean("hesitant", Hesitant.class).run(context -> {
            assertThatThrownBy(
                            () -> handle(context, Hesitant.class).call("decide", String.class, Duration.ofSeconds(1)))
                    .isInstanceOf(ExchangeTimeoutException.class);

            awaitOneTraceOf("ask decide", "hesitant decide");
            assertThat(span("ask decide").getTags()).containsEntry("outcome", "timeout");
            assertThat(span("hesitant decide").getTags()).containsEntry("outcome", "cancelled");
        });
    }

    @Test
    void requestWithoutAHandleAndItsHandlingAreOneTrace() {
        runner("post:").run(context -> {
            Exchange exchange = context.getBean(Exchange.class);
            exchange.send(Message.request(
                    exchange.registerClient(),
                    exchange.discover(Clerk.class).get(0),
                    exchange.codec().encodeAction("greet", List.of("you"), Map.of())));

            awaitOneTraceOf("send request", "clerk greet");
            assertThat(span("send request").getKind()).hasToString("PRODUCER");
            assertThat(span("clerk greet").getKind()).hasToString("CONSUMER");
            assertThat(span("clerk greet").getParentId())
                    .isEqualTo(span("send request").getSpanId());
        });
    }

    @Test
    void eachAttemptIsInTheTraceOfItsQuestion() {
        runner("retry:")
                .withPropertyValues(
                        "academy.exchange.agent.delivery=at-least-once",
                        "academy.exchange.agent.shutdown-timeout=100ms")
                .withBean("hesitant", Hesitant.class)
                .run(context -> {
                    Hesitant hesitant = context.getBean(Hesitant.class);
                    MailboxContainer container =
                            context.getBean(MailboxContainerRegistry.class).get("hesitant");
                    CompletableFuture<String> answer =
                            handle(context, Hesitant.class).withTimeout(LONG).action("decide", String.class);
                    await().atMost(LONG).until(() -> hesitant.asked.get() == 1);
                    container.stop();
                    container.start();
                    assertThat(answer).succeedsWithin(LONG).isEqualTo("decided");

                    awaitOneTraceOf("ask decide", "hesitant decide", "hesitant decide");
                    assertThat(named("hesitant decide"))
                            .extracting(span -> span.getTags().get("outcome"))
                            .containsExactlyInAnyOrder("cancelled", "success");
                });
    }

    @Test
    void questionThatNobodyAnswersEndsWithItsTime() {
        runner("timeout:").run(context -> {
            Exchange exchange = context.getBean(Exchange.class);
            AgentId silent = exchange.registerAgent(TracingTest.class);
            assertThatThrownBy(
                            () -> exchange.getHandle(silent).call("greet", String.class, Duration.ofMillis(50), "you"))
                    .isInstanceOf(ExchangeTimeoutException.class);

            awaitOneTraceOf("ask greet");
            assertThat(span("ask greet").getTags()).containsEntry("outcome", "timeout");
        });
    }

    @Test
    void headerOfARequestCarriesWhatThePropagatorWrites() {
        runner("header:").run(context -> {
            Exchange exchange = context.getBean(Exchange.class);
            AgentId agent = exchange.registerAgent(TracingTest.class);
            Mailbox mailbox = exchange.getMailbox(agent);
            CompletableFuture<String> answer = exchange.getHandle(agent).action("greet", String.class, "you");
            Map<String, String> carried = mailbox.receive(LONG).header().attributes();
            answer.cancel(false);

            assertThat(carried).hasEntrySatisfying("traceparent", value -> assertThat(value)
                    .startsWith("00-"));
            awaitOneTraceOf("ask greet");
            assertThat(carried.get("traceparent"))
                    .contains(span("ask greet").getTraceId(), span("ask greet").getSpanId());
            assertThat(span("ask greet").getTags()).containsEntry("outcome", "cancelled");
        });
    }

    private static AgentHandle handle(ApplicationContext context, Class<?> type) {
        Exchange exchange = context.getBean(Exchange.class);
        return exchange.getHandle(exchange.discover(type).get(0));
    }

    private List<FinishedSpan> awaitSpans(int count) {
        await().atMost(LONG).until(() -> finished().size() >= count);
        return finished();
    }

    private void awaitOneTraceOf(String... names) {
        List<FinishedSpan> trace = awaitSpans(names.length);
        assertThat(trace).extracting(FinishedSpan::getName).containsExactlyInAnyOrder(names);
        assertThat(trace)
                .extracting(FinishedSpan::getTraceId)
                .containsOnly(trace.get(0).getTraceId());
    }

    private FinishedSpan span(String name) {
        assertThat(named(name)).hasSize(1);
        return named(name).get(0);
    }

    private List<FinishedSpan> named(String name) {
        return finished().stream().filter(span -> name.equals(span.getName())).toList();
    }

    private List<FinishedSpan> finished() {
        return spans.ended.stream().map(OtelFinishedSpan::fromOtel).toList();
    }

    @AgentMailbox
    static class Clerk {

        @Action
        String greet(String name) {
            return "hello " + name;
        }

        @Action
        String fail() {
            throw new IllegalStateException("on purpose");
        }

        @Action
        CompletableFuture<String> failLater() {
            return CompletableFuture.supplyAsync(() -> {
                throw new IllegalStateException("later on purpose");
            });
        }

        @Action
        Mono<String> failMono() {
            return Mono.<String>error(() -> new IllegalStateException("later on purpose"))
                    .subscribeOn(Schedulers.boundedElastic());
        }
    }

    @AgentMailbox
    static class Middleman {

        private final Exchange exchange;

        Middleman(Exchange exchange) {
            this.exchange = exchange;
        }

        @Action
        @Nullable
        String pass(ActionContext context) throws InterruptedException {
            return context.handle(clerk()).call("greet", String.class, LONG, "you");
        }

        @Action
        CompletableFuture<String> passLater(ActionContext context) {
            AgentHandle handle = context.handle(clerk());
            return CompletableFuture.completedFuture("later")
                    .thenComposeAsync(name -> handle.action("greet", String.class, name));
        }

        @Action
        Mono<String> passMono(ActionContext context) {
            AgentHandle handle = context.handle(clerk());
            return Mono.defer(() -> Mono.fromFuture(handle.action("greet", String.class, "mono")))
                    .subscribeOn(Schedulers.boundedElastic());
        }

        private AgentId clerk() {
            return exchange.discover(Clerk.class).get(0);
        }
    }

    /** Needs an interrupt to decide. */
    @AgentMailbox(id = "0b9d7f52-6f0c-4a57-9f0e-0a7e5f1c2d3e")
    static class Hesitant {

        final AtomicInteger asked = new AtomicInteger();
        private final CountDownLatch never = new CountDownLatch(1);

        @Action
        String decide() throws InterruptedException {
            if (asked.incrementAndGet() == 1) {
                never.await();
            }
            return "decided";
        }
    }

    /** Keeps spans in memory. */
    private static final class Spans implements SpanExporter {

        private final List<SpanData> ended = new CopyOnWriteArrayList<>();

        @Override
        public CompletableResultCode export(Collection<SpanData> batch) {
            ended.addAll(batch);
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }
}
