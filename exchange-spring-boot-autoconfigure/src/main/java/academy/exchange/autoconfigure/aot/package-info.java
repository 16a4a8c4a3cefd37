/**
 * What is worked out at build time for applications that are processed ahead of time. It has no door: Spring finds it by
 * {@code META-INF/spring/aot.factories}.
 */
@NullMarked
package academy.exchange.autoconfigure.aot;

import org.jspecify.annotations.NullMarked;
