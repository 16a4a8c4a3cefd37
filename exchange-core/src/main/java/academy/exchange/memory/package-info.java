/**
 * Where messages lie when they lie in this process: an exchange without a server, for one JVM and for tests. Its door is
 * {@link academy.exchange.memory.InMemoryExchange}.
 */
@NullMarked
package academy.exchange.memory;

import org.jspecify.annotations.NullMarked;
