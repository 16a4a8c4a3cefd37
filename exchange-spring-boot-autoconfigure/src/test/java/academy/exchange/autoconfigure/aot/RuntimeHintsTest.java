package academy.exchange.autoconfigure.aot;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.TypeReference;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.javapoet.ClassName;

import academy.exchange.AgentHandle;
import academy.exchange.Message;
import academy.exchange.agent.Action;
import academy.exchange.agent.ActionContext;
import academy.exchange.agent.AgentMailbox;
import academy.exchange.agent.OnStart;
import academy.exchange.autoconfigure.ExchangeAutoConfiguration;
import academy.exchange.autoconfigure.ExchangeProperties;

import static org.assertj.core.api.Assertions.assertThat;

/** What a native image would be told, worked out as the build does it. */
class RuntimeHintsTest {

    interface Shop extends AutoCloseable {

        CompletableFuture<Receipt> buy(Order order);

        @Override
        default void close() {}
    }

    record Order(String what, List<Line> lines) {}

    record Line(int count) {}

    record Receipt(double sum) {}

    record Parcel(String number) {}

    record Note(String text) {}

    record Unrelated(String text) {}

    @AgentMailbox("shop")
    static class ShopAgent implements Shop {

        @OnStart
        void open() {}

        @Action
        @Override
        public CompletableFuture<Receipt> buy(Order order) {
            return CompletableFuture.completedFuture(new Receipt(1));
        }

        @Action
        void note(Note note, ActionContext context) {}

        Unrelated notAnAction(Unrelated unrelated) {
            return unrelated;
        }
    }

    static class Clerk {

        @AgentMailbox("clerk")
        Parcel onMessage(Message message) {
            return new Parcel(message.tag().toString());
        }
    }

    static class Plain {

        Unrelated nothing() {
            return new Unrelated("");
        }
    }

    static class BrokenException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        BrokenException(String message) {
            super(message);
        }
    }

    @Test
    void methodsThatAreCalledCanBeCalled() {
        RuntimeHints hints = hintsOf(ShopAgent.class, Clerk.class);

        assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(ShopAgent.class, "buy"))
                .accepts(hints);
        assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(ShopAgent.class, "note"))
                .accepts(hints);
        assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(ShopAgent.class, "open"))
                .accepts(hints);
        assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Clerk.class, "onMessage"))
                .accepts(hints);
        assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(ShopAgent.class, "notAnAction"))
                .rejects(hints);
    }

    @Test
    void valuesOfActionsBecomeJsonAndBack() {
        RuntimeHints hints = hintsOf(ShopAgent.class, Clerk.class);

        for (Class<?> value : List.of(Order.class, Line.class, Receipt.class, Note.class, Parcel.class)) {
            assertThat(RuntimeHintsPredicates.reflection().onType(value))
                    .as(value.getName())
                    .accepts(hints);
        }
        assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Line.class, "count"))
                .accepts(hints);
        assertThat(RuntimeHintsPredicates.reflection().onType(Unrelated.class)).rejects(hints);
    }

    @Test
    void interfacesOfAgentsCanBeViews() {
        RuntimeHints hints = hintsOf(ShopAgent.class);

        assertThat(RuntimeHintsPredicates.proxies().forInterfaces(Shop.class, AgentHandle.View.class))
                .accepts(hints);
        assertThat(RuntimeHintsPredicates.proxies().forInterfaces(AutoCloseable.class, AgentHandle.View.class))
                .rejects(hints);
    }

    @Test
    void beansWithoutAgentsAreLeftAlone() {
        assertThat(RuntimeHintsPredicates.reflection().onType(Unrelated.class)).rejects(hintsOf(Plain.class));
    }

    @Test
    void exceptionsOfTheConfigurationCanBeMadeAgain() {
        RuntimeHints hints = hintsOf(Plain.class);

        assertThat(RuntimeHintsPredicates.reflection()
                        .onType(BrokenException.class)
                        .withMemberCategory(MemberCategory.INVOKE_DECLARED_CONSTRUCTORS))
                .accepts(hints);
    }

    @Test
    void namesOfPropertiesAreThere() {
        RuntimeHints hints = new RuntimeHints();

        new ExchangeRuntimeHints().registerHints(hints, getClass().getClassLoader());

        assertThat(RuntimeHintsPredicates.resource().forResource("META-INF/spring-configuration-metadata.json"))
                .accepts(hints);
        assertThat(RuntimeHintsPredicates.reflection()
                        .onMethodInvocation(ExchangeProperties.Agent.class, "concurrency"))
                .accepts(hints);
        assertThat(RuntimeHintsPredicates.reflection()
                        .onType(TypeReference.of("academy.exchange.handle.ExchangeHandlesProvider")))
                .accepts(hints);
    }

    @Test
    void filesOfTheConsoleAreThere() {
        RuntimeHints hints = new RuntimeHints();

        new ExchangeRuntimeHints().registerHints(hints, getClass().getClassLoader());

        for (String file : List.of("console.html", "console.js", "graph.js", "console.css", "icon.svg")) {
            assertThat(RuntimeHintsPredicates.resource().forResource("academy/exchange/console/" + file))
                    .as(file)
                    .accepts(hints);
        }
    }

    @Test
    void connectionFactoryOfTheApplicationCanBeAskedWhereItLeads() {
        RuntimeHints hints = new RuntimeHints();

        new ExchangeRuntimeHints().registerHints(hints, getClass().getClassLoader());

        assertThat(RuntimeHintsPredicates.reflection().onFieldAccess(LettuceConnectionFactory.class, "configuration"))
                .accepts(hints);
    }

    @Test
    void reactorIsFoundWhereItIs() {
        RuntimeHints hints = new RuntimeHints();

        new ExchangeRuntimeHints().registerHints(hints, getClass().getClassLoader());

        assertThat(RuntimeHintsPredicates.reflection().onType(TypeReference.of("reactor.core.publisher.Mono")))
                .accepts(hints);
    }

    private static RuntimeHints hintsOf(Class<?>... beans) {
        DefaultGenerationContext generation = new DefaultGenerationContext(
                new ClassNameGenerator(ClassName.get(RuntimeHintsTest.class)), new InMemoryGeneratedFiles());
        try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
            TestPropertyValues.of(
                            "academy.exchange.type=memory",
                            "academy.exchange.handle.allowed-exceptions=" + BrokenException.class.getName())
                    .applyTo(context);
            context.register(beans);
            context.register(AutoConfigurations.getClasses(AutoConfigurations.of(ExchangeAutoConfiguration.class)));
            new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
            return generation.getRuntimeHints();
        }
    }
}
