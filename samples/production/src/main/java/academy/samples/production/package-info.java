/**
 * An agent behind a web API, as one would run it;
 * {@link academy.samples.production.ProductionApplication} is the door.
 */
@NullMarked
package academy.samples.production;

import org.jspecify.annotations.NullMarked;
