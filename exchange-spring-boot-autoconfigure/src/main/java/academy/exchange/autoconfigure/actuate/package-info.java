/** Shows the exchange to Actuator, where Actuator is there. */
@NullMarked
package academy.exchange.autoconfigure.actuate;

import org.jspecify.annotations.NullMarked;
