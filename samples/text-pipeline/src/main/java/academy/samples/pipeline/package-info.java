/**
 * Three agents that process text together, in one process or in several, and the web API in front of them;
 * {@link academy.samples.pipeline.PipelineApplication} is the door.
 */
@NullMarked
package academy.samples.pipeline;

import org.jspecify.annotations.NullMarked;
