package academy.exchange.test;

import java.io.IOException;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.test.context.filter.annotation.StandardAnnotationCustomizableTypeExcludeFilter;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.core.type.classreading.MetadataReader;
import org.springframework.core.type.classreading.MetadataReaderFactory;

import academy.exchange.agent.AgentMailbox;

/** Leaves out of an {@link ExchangeTest} what has no agents, or not those that are tested. */
final class ExchangeTypeExcludeFilter extends StandardAnnotationCustomizableTypeExcludeFilter<ExchangeTest> {

    private final Set<Class<?>> agents;

    ExchangeTypeExcludeFilter(Class<?> testClass) {
        super(testClass);
        this.agents = Set.of(getAnnotation().getValue("agents", Class[].class).orElseGet(() -> new Class<?>[0]));
    }

    @Override
    protected Set<Class<?>> getComponentIncludes() {
        return agents;
    }

    @Override
    protected boolean defaultInclude(MetadataReader type, MetadataReaderFactory types) throws IOException {
        return super.defaultInclude(type, types) || (agents.isEmpty() && hasAgents(type, types));
    }

    /** Looks at superclasses as well, as the exchange does; their annotations are not read with the class. */
    private static boolean hasAgents(MetadataReader type, MetadataReaderFactory types) throws IOException {
        AnnotationMetadata metadata = type.getAnnotationMetadata();
        String parent = metadata.getSuperClassName();
        return metadata.isAnnotated(AgentMailbox.class.getName())
                || metadata.hasAnnotatedMethods(AgentMailbox.class.getName())
                || (parent != null && !parent.startsWith("java.") && hasAgents(types.getMetadataReader(parent), types));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return super.equals(other) && other instanceof ExchangeTypeExcludeFilter that && agents.equals(that.agents);
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), agents);
    }
}
