/** Shows the exchange to Micrometer, where Micrometer is there. */
@NullMarked
package academy.exchange.autoconfigure.micrometer;

import org.jspecify.annotations.NullMarked;
