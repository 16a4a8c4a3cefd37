package academy.exchange.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;

/**
 * Gives a test with the whole application, as with {@code @SpringBootTest}, an {@link ExchangeTester}, {@link CapturedMessages} and
 * the {@link FakeAgent} beans it declares. Where messages lie is what the application says.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ExtendWith(ExchangeTestParameters.class)
@ImportAutoConfiguration(ExchangeTesterAutoConfiguration.class)
public @interface AutoConfigureExchangeTester {}
