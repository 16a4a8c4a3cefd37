package academy.exchange.autoconfigure;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;

import jakarta.validation.Validator;
import jakarta.validation.executable.ExecutableValidator;

import academy.exchange.agent.ArgumentValidator;
import academy.exchange.agent.JakartaArgumentValidator;

/** Checks the arguments of actions where the application has a {@link Validator}. */
@AutoConfiguration(afterName = "org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration")
@ConditionalOnClass(ExecutableValidator.class)
@ConditionalOnSingleCandidate(Validator.class)
@ConditionalOnBooleanProperty(name = "academy.exchange.enabled", matchIfMissing = true)
public final class ExchangeValidationAutoConfiguration {

    ExchangeValidationAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    ArgumentValidator academyArgumentValidator(Validator validator) {
        return new JakartaArgumentValidator(validator);
    }
}
