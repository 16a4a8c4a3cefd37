/**
 * A real Redis server for development and tests, started as a child of this process without Docker; its door is
 * {@link academy.exchange.embedded.EmbeddedRedis}.
 */
@NullMarked
package academy.exchange.embedded;

import org.jspecify.annotations.NullMarked;
