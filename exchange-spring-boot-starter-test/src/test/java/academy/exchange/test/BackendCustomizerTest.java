package academy.exchange.test;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.aot.AotDetector;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.SpringProperties;
import org.springframework.test.context.MergedContextConfiguration;
import org.springframework.test.context.support.AnnotationConfigContextLoader;

import static org.assertj.core.api.Assertions.assertThat;

/** A test may be processed ahead of time, by which all that it declares has become code that declares it. */
class BackendCustomizerTest {

    private final GenericApplicationContext context = new GenericApplicationContext();

    @AfterEach
    void forgetProcessing() {
        SpringProperties.setProperty(AotDetector.AOT_ENABLED, null);
    }

    @Test
    void serverIsDeclaredByTheTest() {
        customize();

        assertThat(context.getBeanFactory().getBeanNamesForType(EmbeddedRedisConfiguration.class))
                .hasSize(1);
    }

    @Test
    void serverIsNotDeclaredTwiceWhereTheTestWasProcessedAheadOfTime() {
        SpringProperties.setFlag(AotDetector.AOT_ENABLED);

        customize();

        assertThat(context.getBeanFactory().getBeanNamesForType(EmbeddedRedisConfiguration.class))
                .isEmpty();
        assertThat(context.getEnvironment().getProperty("academy.exchange.type"))
                .isEqualTo("redis");
    }

    private void customize() {
        MergedContextConfiguration test = new MergedContextConfiguration(
                BackendCustomizerTest.class, null, null, null, new AnnotationConfigContextLoader());
        new BackendCustomizer(Backend.EMBEDDED_REDIS).customizeContext(context, test);
    }
}
