package academy.samples.pipeline;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * What this application may be told; {@code application.yml} has the values. Which agents run is read by
 * {@link ChosenAgents}, and how many requests they handle at a time by their annotations.
 *
 * @param step How the coordinator asks a lowerer or a reverser
 * @param line How the web side asks a coordinator
 * @param linesAtOnce Number of lines of one text that are on their way at a time
 * @param aliveWithin How old the last sign of life of an agent may be that is asked
 */
@ConfigurationProperties("pipeline")
record PipelineProperties(Patience step, Patience line, int linesAtOnce, Duration aliveWithin) {

    /**
     * @throws InvalidConfigurationPropertyValueException if no line could ever be on its way
     */
    PipelineProperties {
        if (linesAtOnce < 1) {
            throw new InvalidConfigurationPropertyValueException(
                    "pipeline.lines-at-once", linesAtOnce, "It must be at least 1.");
        }
    }

    /**
     * How long a question is worth waiting for.
     *
     * @param answer How long one agent may take to answer
     * @param total How long to go on asking when agents are gone or silent
     */
    record Patience(Duration answer, Duration total) {}
}
