package academy.samples.docs;

import java.io.IOException;
import java.nio.file.Files;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Who has the starter can write what the documentation tells of. */
class StarterTest {

    @Test
    void applicationsCompileAgainstAllThatTheStarterBrings() throws IOException {
        // Customizers and conventions are types of the auto-configuration, and beans of the application.
        assertThat(Files.readString(MarkdownFile.root().resolve("exchange-spring-boot-starter/pom.xml")))
                .contains("<artifactId>exchange-spring-boot-autoconfigure</artifactId>")
                .doesNotContain("<scope>", "<optional>");
    }
}
