package academy.exchange;

import org.jspecify.annotations.Nullable;

/** What the exchange throws. Each permitted type means one thing that a caller may want to treat on its own. */
public abstract sealed class ExchangeException extends RuntimeException
        permits ActionFailedException,
                AgentUnavailableException,
                BadEntityIdException,
                BulkSendException,
                DeliveryUnknownException,
                ExchangeClosedException,
                ExchangeFullException,
                ExchangeInterruptedException,
                ExchangeRefusedException,
                ExchangeTimeoutException,
                ExchangeUnavailableException,
                HandleClosedException,
                MailboxClosedException,
                MailboxTerminatedException,
                MalformedMessageException,
                MessageTooLargeException,
                PayloadException,
                ProtocolErrorException {

    ExchangeException(String message) {
        super(message);
    }

    ExchangeException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
