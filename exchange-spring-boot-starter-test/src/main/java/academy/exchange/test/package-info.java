/**
 * Tests of applications that have agents; {@link academy.exchange.test.ExchangeTest} is the door. It knows all of the exchange, and
 * no program but a test knows it.
 */
@NullMarked
package academy.exchange.test;

import org.jspecify.annotations.NullMarked;
