package academy.exchange.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.origin.Origin;
import org.springframework.core.env.Environment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.util.ClassUtils;

/**
 * Looks for properties under {@code academy.exchange} that do not exist, before any bean is made. Spring Boot would ignore
 * them, and with them what the application's author meant.
 */
final class PropertyNameCheck implements BeanFactoryPostProcessor {

    private static final Logger log = LoggerFactory.getLogger(PropertyNameCheck.class);

    private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of(PropertyNames.PREFIX);

    private final Environment environment;

    PropertyNameCheck(Environment environment) {
        this.environment = environment;
    }

    /**
     * @throws UnknownPropertyException if there are such properties, unless the application may start with them
     */
    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
        CheckMode mode = Binder.get(environment)
                .bind(PropertyNames.PREFIX + ".unknown-properties", CheckMode.class)
                .orElse(CheckMode.FAIL);
        if (mode == CheckMode.OFF || isEveryNameKnown()) {
            return;
        }
        ClassLoader loader =
                Optional.ofNullable(beans.getBeanClassLoader()).orElseGet(ClassUtils::getDefaultClassLoader);
        // The descriptions of all modules are read only for a name that is not of this one.
        PropertyNames known = PropertyNames.ofClassPath(loader);
        unknownVariables(known).forEach(log::warn);
        List<String> unknown = unknownProperties(known);
        if (mode == CheckMode.WARN) {
            unknown.forEach(log::warn);
        } else if (!unknown.isEmpty()) {
            throw new UnknownPropertyException(unknown);
        }
    }

    private boolean isEveryNameKnown() {
        PropertyNames known = PropertyNames.ofExchange();
        return unknownProperties(known).isEmpty() && unknownVariables(known).isEmpty();
    }

    private List<String> unknownProperties(PropertyNames known) {
        return findings(known, known::contains, source -> !isEnvironment(source));
    }

    private List<String> unknownVariables(PropertyNames known) {
        return findings(known, known::containsVariable, PropertyNameCheck::isEnvironment);
    }

    private List<String> findings(
            PropertyNames known,
            Predicate<ConfigurationPropertyName> isKnown,
            Predicate<ConfigurationPropertySource> isMeant) {
        List<String> findings = new ArrayList<>();
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            if (source instanceof IterableConfigurationPropertySource names && isMeant.test(source)) {
                names.stream()
                        .filter(PREFIX::isAncestorOf)
                        .filter(isKnown.negate())
                        .map(name -> finding(name, source, known))
                        .forEach(findings::add);
            }
        }
        return findings;
    }

    private static String finding(
            ConfigurationPropertyName name, ConfigurationPropertySource source, PropertyNames known) {
        ConfigurationProperty property = source.getConfigurationProperty(name);
        Origin origin = property == null ? null : property.getOrigin();
        return "There is no property " + name + (origin == null ? "" : ", which is set in " + origin)
                + known.nearest(name)
                        .map(nearest -> "; was " + nearest + " meant?")
                        .orElse("");
    }

    private static boolean isEnvironment(ConfigurationPropertySource source) {
        return source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource;
    }
}
