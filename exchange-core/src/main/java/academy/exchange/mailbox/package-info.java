/**
 * The reading side: a {@link academy.exchange.mailbox.MailboxContainer} polls one mailbox and hands its messages to a
 * handler, and the registry starts and stops all containers with the application.
 */
@NullMarked
package academy.exchange.mailbox;

import org.jspecify.annotations.NullMarked;
