/**
 * Gives Spring Boot's Redis connection an embedded server where the application asks for one; its door is
 * {@link academy.exchange.embedded.autoconfigure.EmbeddedRedisAutoConfiguration}.
 */
@NullMarked
package academy.exchange.embedded.autoconfigure;

import org.jspecify.annotations.NullMarked;
