package academy.exchange.test.office;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import academy.exchange.ActionFailedException;
import academy.exchange.AgentHandle;
import academy.exchange.AgentId;
import academy.exchange.MailboxStatus;
import academy.exchange.MailboxTerminatedException;
import academy.exchange.test.ExchangeTest;
import academy.exchange.test.ExchangeTester;
import academy.exchange.test.FakeAgent;
import academy.exchange.test.ForeignClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@ExchangeTest(agents = PlannerAgent.class)
@Timeout(120)
class FakeAgentTest {

    interface Post {

        CompletableFuture<String> send(Letter letter, List<Letter> others);
    }

    record Letter(String to, int pages) {}

    interface Twice {

        void go();

        void go(int far);
    }

    @Test
    void answersThroughProxiesAndHandles(ExchangeTester tester) {
        FakeAgent<Counter> fake = FakeAgent.of(Counter.class)
                .answer("count", 3)
                .answering("increment", arguments -> (int) arguments.get(0) * 10);

        AgentId id = tester.start(fake);

        Counter counter = tester.exchange().getHandle(id).as(Counter.class);
        assertThat(counter.increment(4)).isEqualTo(40);
        assertThat(counter.count()).isEqualTo(3);
        assertThat(fake.calls())
                .containsExactly(new FakeAgent.Call("increment", List.of(4)), new FakeAgent.Call("count", List.of()));
    }

    @Test
    void isFoundByItsInterfaceItsNameAndItsId(ExchangeTester tester) {
        AgentId fixed = AgentId.random();

        tester.start(FakeAgent.of(Counter.class).named("stand-in").withId(fixed));

        assertThat(tester.agentId(Counter.class)).isEqualTo(fixed);
        assertThat(tester.agentId("stand-in")).isEqualTo(fixed);
        tester.exchange().terminate(fixed);
    }

    @Test
    void implementationAnswers(ExchangeTester tester) {
        Post post = (letter, others) -> CompletableFuture.completedFuture(
                letter.to() + " gets " + (letter.pages() + others.get(0).pages()));

        tester.start(FakeAgent.of(Post.class, post));

        assertThat(tester.agent(Post.class)
                        .send(new Letter("Ada", 2), List.of(new Letter("Bob", 3)))
                        .join())
                .isEqualTo("Ada gets 5");
    }

    @Test
    void failureReachesWhoAsked(ExchangeTester tester) {
        tester.start(FakeAgent.of(Counter.class).failing("count", new IllegalStateException("broken")));

        assertThatExceptionOfType(ActionFailedException.class)
                .isThrownBy(() -> tester.agent(Counter.class).count())
                .withMessageContaining("broken");
    }

    @Test
    void whatTheTestSaysNothingOfIsAnError(ExchangeTester tester, ForeignClient client) throws InterruptedException {
        AgentId id = tester.start(FakeAgent.of(Counter.class));

        assertThatExceptionOfType(ActionFailedException.class)
                .isThrownBy(() -> tester.agent(Counter.class).count())
                .withMessageContaining("answer(\"count\", ...)");
        assertThat(client.ask(id, "fly").failure())
                .hasValueSatisfying(failure -> assertThat(failure.message()).contains("There is no action 'fly'"));
        assertThat(client.ask(id, "increment").failure())
                .hasValueSatisfying(failure -> assertThat(failure.message()).contains("argument number 1"));
        assertThat(client.ask(id, "count", 1).failure())
                .hasValueSatisfying(failure -> assertThat(failure.message()).contains("takes 0 arguments"));
    }

    @Test
    void argumentsMayBeNamed(ExchangeTester tester) {
        tester.start(FakeAgent.of(Counter.class).answering("increment", arguments -> arguments.get(0)));
        AgentHandle handle = tester.handle(Counter.class);

        assertThat(handle.action("increment", academy.exchange.ResultType.of(Integer.class), List.of(), Map.of("by", 6))
                        .join())
                .isEqualTo(6);
    }

    @Test
    void agentUnderTestFindsIt(ExchangeTester tester) {
        FakeAgent<Counter> fake = FakeAgent.of(Counter.class).answer("increment", 12);
        tester.start(fake);

        assertThat(tester.handle("planner").action("plan", String.class, "tea").join())
                .isEqualTo("tea is plan number 12");
    }

    @Test
    void isGoneAfterTheTestMethod(ExchangeTester tester) {
        // The other methods of this class started one each.
        assertThat(tester.exchange().discover(Counter.class)).isEmpty();
    }

    @Test
    void mailboxEndsWhenItsApplicationRemovesIt(ExchangeTester tester) {
        AgentId id = tester.start(FakeAgent.of(Counter.class).answer("count", 1));
        assertThat(tester.exchange().status(id)).isEqualTo(MailboxStatus.ACTIVE);
        tester.exchange().terminate(id);

        assertThatExceptionOfType(MailboxTerminatedException.class)
                .isThrownBy(
                        () -> tester.exchange().getHandle(id).as(Counter.class).count());
    }

    @Test
    void mistakesAreNamed() {
        FakeAgent<Counter> fake = FakeAgent.of(Counter.class);

        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> fake.answer("fly", 1))
                .withMessageContaining("There is no method 'fly' in " + Counter.class.getName());
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> FakeAgent.of(CounterAgent.class))
                .withMessageContaining("is no interface");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> FakeAgent.of(Twice.class))
                .withMessageContaining("Two methods");
    }
}
