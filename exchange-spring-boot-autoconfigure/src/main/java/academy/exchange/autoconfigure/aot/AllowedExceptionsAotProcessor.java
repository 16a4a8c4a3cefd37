package academy.exchange.autoconfigure.aot;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.TypeReference;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotContribution;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/** Keeps the exceptions that handles may make again, which are known by their names in the configuration alone. */
final class AllowedExceptionsAotProcessor implements BeanFactoryInitializationAotProcessor {

    private static final String PROPERTY = "academy.exchange.handle.allowed-exceptions";

    @Override
    public @Nullable BeanFactoryInitializationAotContribution processAheadOfTime(
            ConfigurableListableBeanFactory beans) {
        List<String> allowed = new ArrayList<>();
        Binder.get(beans.getBean(Environment.class))
                .bind(PROPERTY, Bindable.listOf(String.class))
                .ifBound(allowed::addAll);
        return allowed.isEmpty()
                ? null
                : (generation, code) -> allowed.forEach(name -> generation
                        .getRuntimeHints()
                        .reflection()
                        .registerType(TypeReference.of(name), MemberCategory.INVOKE_DECLARED_CONSTRUCTORS));
    }
}
