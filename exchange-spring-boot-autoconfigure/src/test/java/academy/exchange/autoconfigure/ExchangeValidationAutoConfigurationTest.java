package academy.exchange.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.context.ApplicationContext;

import jakarta.validation.Validation;
import jakarta.validation.Validator;
import jakarta.validation.constraints.NotBlank;

import academy.exchange.ActionFailedException;
import academy.exchange.AgentHandle;
import academy.exchange.Exchange;
import academy.exchange.agent.Action;
import academy.exchange.agent.AgentMailbox;
import academy.exchange.agent.ArgumentValidator;
import academy.exchange.agent.JakartaArgumentValidator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ExchangeValidationAutoConfigurationTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    ExchangeValidationAutoConfiguration.class,
                    ExchangeAutoConfiguration.class,
                    ValidationAutoConfiguration.class))
            .withPropertyValues("academy.exchange.type=memory")
            .withBean(Greeter.class);

    @Test
    void argumentsAreChecked() {
        runner.run(context -> {
            assertThat(context).hasSingleBean(JakartaArgumentValidator.class);
            ActionFailedException failed = catchThrowableOfType(
                    ActionFailedException.class, () -> greeter(context).call("greet", String.class, PATIENCE, " "));
            assertThat(failed.failure().type()).contains("InvalidArgumentsException");
            assertThat(failed.failure().message()).endsWith("'name' must not be blank");
        });
    }

    @Test
    void nothingIsCheckedWithoutAValidator() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        ExchangeValidationAutoConfiguration.class, ExchangeAutoConfiguration.class))
                .withPropertyValues("academy.exchange.type=memory")
                .withBean(Greeter.class)
                .run(ExchangeValidationAutoConfigurationTest::assertUnchecked);
    }

    @Test
    void nothingIsCheckedWithoutJakartaValidation() {
        runner.withClassLoader(new FilteredClassLoader("jakarta.validation", "org.hibernate.validator"))
                .run(ExchangeValidationAutoConfigurationTest::assertUnchecked);
    }

    @Test
    void givesWayToTheApplications() {
        ArgumentValidator own = (bean, method, arguments) -> List.of();
        runner.withBean(ArgumentValidator.class, () -> own).run(context -> {
            assertThat(context).doesNotHaveBean(JakartaArgumentValidator.class);
            assertThat(greeter(context).call("greet", String.class, PATIENCE, ""))
                    .isEqualTo("hello ");
        });
    }

    @Test
    void severalValidatorsAreLeftToTheApplication() {
        runner.withBean("one", Validator.class, ExchangeValidationAutoConfigurationTest::validator)
                .withBean("other", Validator.class, ExchangeValidationAutoConfigurationTest::validator)
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(ArgumentValidator.class));
    }

    @Test
    void isAbsentWhereTheExchangeIsSwitchedOff() {
        runner.withPropertyValues("academy.exchange.enabled=false")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(ArgumentValidator.class));
    }

    private static Validator validator() {
        return Validation.buildDefaultValidatorFactory().getValidator();
    }

    private static void assertUnchecked(ApplicationContext context) throws InterruptedException {
        assertThat(context.getBeansOfType(ArgumentValidator.class)).isEmpty();
        assertThat(greeter(context).call("greet", String.class, PATIENCE, "")).isEqualTo("hello ");
    }

    private static AgentHandle greeter(ApplicationContext context) {
        Exchange exchange = context.getBean(Exchange.class);
        return exchange.getHandle(exchange.discover(Greeter.class).get(0));
    }

    @AgentMailbox
    static class Greeter {
        @Action
        String greet(@NotBlank String name) {
            return "hello " + name;
        }
    }
}
