/**
 * Turns {@code academy.exchange.*} into beans. Applications name
 * {@link academy.exchange.autoconfigure.ExchangeAutoConfiguration} to order theirs around it and read
 * {@link academy.exchange.autoconfigure.ExchangeProperties}; the rest is inner machinery.
 */
@NullMarked
package academy.exchange.autoconfigure;

import org.jspecify.annotations.NullMarked;
