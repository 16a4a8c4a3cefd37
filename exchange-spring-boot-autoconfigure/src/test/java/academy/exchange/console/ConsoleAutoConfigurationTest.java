package academy.exchange.console;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.web.servlet.function.RouterFunction;

import academy.exchange.autoconfigure.ExchangeAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

class ConsoleAutoConfigurationTest {

    private static final AutoConfigurations CONFIGURATIONS =
            AutoConfigurations.of(ExchangeAutoConfiguration.class, ConsoleAutoConfiguration.class);

    private final WebApplicationContextRunner web = new WebApplicationContextRunner()
            .withConfiguration(CONFIGURATIONS)
            .withPropertyValues("academy.exchange.type=memory");

    private final WebApplicationContextRunner enabled = web.withPropertyValues("academy.exchange.console.enabled=true");

    @Test
    void isThereWhereItIsEnabled() {
        enabled.run(context -> assertThat(context).hasSingleBean(RouterFunction.class));
    }

    @Test
    void isAbsentUnlessItIsEnabled() {
        web.run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(RouterFunction.class));
    }

    @Test
    void isAbsentFromAnApplicationThatIsNoWebApplication() {
        new ApplicationContextRunner()
                .withConfiguration(CONFIGURATIONS)
                .withPropertyValues("academy.exchange.type=memory", "academy.exchange.console.enabled=true")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(RouterFunction.class));
    }

    @Test
    void applicationWorksWithoutSpringMvc() {
        enabled.withClassLoader(new FilteredClassLoader("org.springframework.web.servlet.function"))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("academyExchangeConsole"));
    }

    @Test
    void isAbsentWhereTheExchangeIsSwitchedOff() {
        enabled.withPropertyValues("academy.exchange.enabled=false")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(RouterFunction.class));
    }

    @Test
    void pathThatCannotBeMeantIsRefused() {
        for (String path : new String[] {"", "/", "exchange", "/exchange/", "/a//b", "/../b", "/a b", "/a/{b}", "/*"}) {
            enabled.withPropertyValues("academy.exchange.console.path=" + path).run(context -> assertThat(context)
                    .as(path)
                    .getFailure()
                    .rootCause()
                    .isInstanceOf(InvalidConfigurationPropertyValueException.class)
                    .hasMessageContaining("academy.exchange.console.path"));
        }
    }

    @Test
    void numberOfAgentsThatCannotBeMeantIsRefused() {
        for (int agents : new int[] {0, 1001}) {
            enabled.withPropertyValues("academy.exchange.console.max-agents=" + agents)
                    .run(context -> assertThat(context)
                            .getFailure()
                            .rootCause()
                            .hasMessageContaining("academy.exchange.console.max-agents"));
        }
    }
}
