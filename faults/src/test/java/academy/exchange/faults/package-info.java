/** Real servers, processes and networks that fail, and what becomes of messages then. */
@NullMarked
package academy.exchange.faults;

import org.jspecify.annotations.NullMarked;
