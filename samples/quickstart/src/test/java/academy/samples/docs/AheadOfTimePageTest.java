package academy.samples.docs;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperties;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.core.type.classreading.SimpleMetadataReaderFactory;

import static org.assertj.core.api.Assertions.assertThat;

/** What is decided when an application is built is named in {@code docs/ahead-of-time.md}. */
class AheadOfTimePageTest {

    @Test
    void everyPropertyThatIsReadByAConditionIsNamed() throws IOException {
        MarkdownFile page = MarkdownFile.read(MarkdownFile.root().resolve("docs/ahead-of-time.md"));

        Set<String> decided = decidedProperties();

        assertThat(decided)
                .contains("academy.exchange.enabled", "academy.exchange.type", "academy.exchange.redis.embedded");
        assertThat(decided).allSatisfy(property -> assertThat(String.join("\n", page.lines()))
                .contains("`" + property + "`"));
    }

    private static Set<String> decidedProperties() throws IOException {
        Set<String> names = new TreeSet<>();
        SimpleMetadataReaderFactory classes = new SimpleMetadataReaderFactory();
        for (Resource file :
                new PathMatchingResourcePatternResolver().getResources("classpath*:academy/exchange/**/*.class")) {
            names.addAll(conditions(
                    classes.getMetadataReader(file).getAnnotationMetadata().getAnnotations()));
        }
        return names;
    }

    private static List<String> conditions(MergedAnnotations annotations) {
        Stream<MergedAnnotation<?>> alone = Stream.of(ConditionalOnProperty.class, ConditionalOnBooleanProperty.class)
                .flatMap(annotations::stream);
        Stream<MergedAnnotation<?>> several = annotations.stream(ConditionalOnBooleanProperties.class)
                .flatMap(each -> Stream.of(each.getAnnotationArray("value", ConditionalOnBooleanProperty.class)));
        return Stream.concat(alone, several)
                .flatMap(each -> Stream.of(each.getStringArray("name"), each.getStringArray("value")))
                .flatMap(Stream::of)
                .toList();
    }
}
