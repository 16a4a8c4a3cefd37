/**
 * How messages and what they carry look on the wire: JSON as the Python peers write it; the door is
 * {@link academy.exchange.codec.JsonMessageCodec}.
 */
@NullMarked
package academy.exchange.codec;

import org.jspecify.annotations.NullMarked;
