/**
 * Measures what the starter adds to the time in which an application starts;
 * {@link academy.exchange.startup.StartUp} is the door.
 */
@NullMarked
package academy.exchange.startup;

import org.jspecify.annotations.NullMarked;
