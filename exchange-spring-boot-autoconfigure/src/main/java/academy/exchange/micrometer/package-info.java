/** Shows the exchange to Micrometer: what it counts, and what its observations are called. */
@NullMarked
package academy.exchange.micrometer;

import org.jspecify.annotations.NullMarked;
