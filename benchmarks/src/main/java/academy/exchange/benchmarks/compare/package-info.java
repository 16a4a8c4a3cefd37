/**
 * Runs this library and others side by side on one Redis, and prints by how much they differ. Its door is
 * {@link academy.exchange.benchmarks.compare.Compare}.
 */
@NullMarked
package academy.exchange.benchmarks.compare;

import org.jspecify.annotations.NullMarked;
