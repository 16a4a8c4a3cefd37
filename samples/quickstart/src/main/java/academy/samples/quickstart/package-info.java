/** Two agents and a client that asks them; {@link academy.samples.quickstart.QuickstartApplication} is the door. */
@NullMarked
package academy.samples.quickstart;

import org.jspecify.annotations.NullMarked;
