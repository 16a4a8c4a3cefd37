package academy.exchange.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.autoconfigure.OverrideAutoConfiguration;
import org.springframework.boot.test.context.filter.annotation.TypeExcludeFilters;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.core.annotation.AliasFor;
import org.springframework.test.context.BootstrapWith;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/**
 * A test of agents, without the rest of the application: the exchange is configured and the beans with
 * {@link academy.exchange.agent.AgentMailbox} are there, on their class or on a method; other components are not, unless they are
 * included or imported. What they need can be a {@link FakeAgent}, or a mock.
 *
 * <pre>{@code
 * @ExchangeTest
 * class CounterAgentTest {
 *
 *     @Test
 *     void counts(ExchangeTester exchange) {
 *         Counter counter = exchange.agent(Counter.class);
 *         assertThat(counter.increment(2)).isEqualTo(2);
 *     }
 * }
 * }</pre>
 *
 * <p>Test methods may have parameters of the types {@link ExchangeTester}, {@link CapturedMessages} and {@link ForeignClient};
 * all but the last are beans, too. A test with the whole application has them with {@link AutoConfigureExchangeTester}.
 *
 * <p>Tests with the same configuration share an application context, and with it their agents and what those remember.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@BootstrapWith(ExchangeTestContextBootstrapper.class)
@ExtendWith({SpringExtension.class, ExchangeTestParameters.class})
@OverrideAutoConfiguration(enabled = false)
@TypeExcludeFilters(ExchangeTypeExcludeFilter.class)
@ImportAutoConfiguration
public @interface ExchangeTest {

    /** The same as {@link #agents()}. */
    @AliasFor("agents")
    Class<?>[] value() default {};

    /** The beans with agents that are there, each with what extends or implements it; by default all are. */
    @AliasFor("value")
    Class<?>[] agents() default {};

    /** Where messages lie. */
    Backend backend() default Backend.MEMORY;

    /** Properties of the application for this test, as {@code key=value}. */
    String[] properties() default {};

    /** Whether beans with agents are there at all if no filter includes them. */
    boolean useDefaultFilters() default true;

    /** Components that are there beside the agents. */
    Filter[] includeFilters() default {};

    /** Components that are not there though they would be. */
    Filter[] excludeFilters() default {};

    /** Auto-configurations that do not take part. */
    @AliasFor(annotation = ImportAutoConfiguration.class, attribute = "exclude")
    Class<?>[] excludeAutoConfiguration() default {};
}
