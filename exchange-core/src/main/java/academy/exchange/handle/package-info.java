/**
 * The asking side: {@link academy.exchange.handle.ExchangeHandles} makes the handles of an exchange and brings each
 * answer to whoever waits for it.
 */
@NullMarked
package academy.exchange.handle;

import org.jspecify.annotations.NullMarked;
