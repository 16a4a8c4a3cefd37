package academy.exchange.test;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.TestContextAnnotationUtils;

/** Reads the backend off the test class; Spring finds this by {@code META-INF/spring.factories}. */
final class BackendCustomizerFactory implements ContextCustomizerFactory {

    @Override
    public @Nullable ContextCustomizer createContextCustomizer(
            Class<?> testClass, List<ContextConfigurationAttributes> configuration) {
        ExchangeTest annotation = TestContextAnnotationUtils.findMergedAnnotation(testClass, ExchangeTest.class);
        return annotation == null ? null : new BackendCustomizer(annotation.backend());
    }
}
