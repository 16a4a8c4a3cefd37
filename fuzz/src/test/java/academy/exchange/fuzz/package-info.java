/**
 * Feeds the codec what nobody would send on purpose, guided by coverage; the door is {@link academy.exchange.fuzz.FuzzTest}.
 */
@NullMarked
package academy.exchange.fuzz;

import org.jspecify.annotations.NullMarked;
