package academy.exchange.test.office;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.FilterType;

import academy.exchange.test.Backend;
import academy.exchange.test.ExchangeTest;
import academy.exchange.test.ExchangeTester;
import academy.exchange.test.FakeAgent;

import static org.assertj.core.api.Assertions.assertThat;

/** One agent alone, among fakes. */
@ExchangeTest(
        agents = PlannerAgent.class,
        backend = Backend.CONFIGURED,
        properties = {
            "academy.exchange.type=memory",
            "academy.exchange.redis.host=",
            "academy.exchange.redis.ssl.enabled="
        },
        includeFilters = @Filter(type = FilterType.ASSIGNABLE_TYPE, classes = Ledger.class))
@Timeout(120)
class ChosenAgentsTest {

    @TestConfiguration
    static class Fakes {

        @Bean
        FakeAgent<Counter> counter() {
            return FakeAgent.of(Counter.class).answer("increment", 42);
        }
    }

    @Test
    void otherAgentsAreNotThere(@Autowired ApplicationContext context) {
        assertThat(context.getBeansOfType(PlannerAgent.class)).hasSize(1);
        assertThat(context.getBeansOfType(CounterAgent.class)).isEmpty();
    }

    @Test
    void includedComponentIsThere(@Autowired Ledger ledger) {
        assertThat(ledger).isNotNull();
    }

    @Test
    void fakeThatIsABeanAnswersTheAgent(ExchangeTester tester, @Autowired FakeAgent<Counter> counter) {
        assertThat(tester.handle("planner").action("plan", String.class, "tea").join())
                .isEqualTo("tea is plan number 42");
        assertThat(counter.calls("increment")).singleElement().satisfies(call -> assertThat(call.arguments())
                .containsExactly(1));
    }

    @Test
    void callsOfEarlierMethodsAreForgotten(ExchangeTester tester, @Autowired FakeAgent<Counter> counter) {
        assertThat(counter.calls()).isEmpty();
        assertThat(tester.agent(Counter.class).increment(7)).isEqualTo(42);
        assertThat(counter.calls()).hasSize(1);
    }
}
