/**
 * What all parts of the exchange agree on: ids, messages, the exchange and its mailboxes, handles and exceptions.
 *
 * <p>This package depends on {@code java.*} and JSpecify alone. Where messages lie is the business of the packages
 * {@code redis} and {@code memory}, how they look on the wire that of {@code codec}.
 */
@NullMarked
package academy.exchange;

import org.jspecify.annotations.NullMarked;
