/** What Actuator shows of an exchange; {@link academy.exchange.actuate.ExchangeHealthIndicator} is its door. */
@NullMarked
package academy.exchange.actuate;

import org.jspecify.annotations.NullMarked;
