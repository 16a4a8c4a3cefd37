/** The program that measures, beside others and by itself; its parts are in the packages below. */
@NullMarked
package academy.exchange.benchmarks;

import org.jspecify.annotations.NullMarked;
