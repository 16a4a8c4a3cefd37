package academy.samples.pipeline;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.springframework.beans.factory.BeanRegistrar;
import org.springframework.beans.factory.BeanRegistry;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.env.Environment;

/** Makes beans of those agents that {@code pipeline.agents} names; this is why the agents are no components. */
class ChosenAgents implements BeanRegistrar {

    static final String PROPERTY = "pipeline.agents";

    private static final Map<String, Class<?>> KNOWN = new TreeMap<>(
            Map.of("coordinator", Coordinator.class, "lowerer", Lowerer.class, "reverser", Reverser.class));

    /**
     * @throws InvalidConfigurationPropertyValueException if a name is unknown
     */
    @Override
    public void register(BeanRegistry registry, Environment environment) {
        chosen(environment).forEach(name -> registry.registerBean(name, agent(name)));
    }

    private static Set<String> chosen(Environment environment) {
        return new LinkedHashSet<>(Binder.get(environment)
                .bind(PROPERTY, Bindable.listOf(String.class))
                .orElse(List.of()));
    }

    private static Class<?> agent(String name) {
        Class<?> type = KNOWN.get(name);
        if (type == null) {
            throw new InvalidConfigurationPropertyValueException(
                    PROPERTY, name, "The agents are " + String.join(", ", KNOWN.keySet()) + ".");
        }
        return type;
    }
}
