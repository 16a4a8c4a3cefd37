package academy.samples.pipeline;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Import;

/** Runs the agents that {@code pipeline.agents} names, and the web API that asks the coordinator wherever it lives. */
@SpringBootApplication
@EnableConfigurationProperties(PipelineProperties.class)
@Import(ChosenAgents.class)
public class PipelineApplication {

    /** What Spring makes of this class. */
    PipelineApplication() {}

    /**
     * Runs until the process is asked to end.
     *
     * @param arguments any property of the application, such as {@code --pipeline.agents=lowerer}
     */
    public static void main(String[] arguments) {
        SpringApplication.run(PipelineApplication.class, arguments);
    }
}
