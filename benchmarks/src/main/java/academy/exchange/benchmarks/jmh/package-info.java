/** What parts of the library cost by themselves, measured with JMH. */
@NullMarked
package academy.exchange.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
