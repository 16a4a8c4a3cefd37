package academy.exchange.redis;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

import academy.exchange.Exchange;
import academy.exchange.ExchangeObserver;
import academy.exchange.HandleFactory;
import academy.exchange.MessageCodec;

/**
 * What a {@link RedisExchange} was told by its builder.
 *
 * @param operationTimeout how long an operation may be tried again
 * @param deadLetterLimit how many dead letters a mailbox keeps
 * @param unavailableAfter how long a death may take to be known; zero to take no part
 * @param dedicatedReaders how many mailboxes have a connection of their own, though they could do without
 * @param indexEvery how often the index of agents is looked after; empty to find agents without it
 * @param observer is told what the exchange does
 */
record RedisSettings(
        MessageCodec codec,
        RedisKeys keys,
        Duration operationTimeout,
        SendOptions sending,
        int deadLetterLimit,
        Duration unavailableAfter,
        RedisLifetimes lifetimes,
        ReplicaTerms replicas,
        int dedicatedReaders,
        Optional<Duration> indexEvery,
        Function<Exchange, HandleFactory> handles,
        ExchangeObserver observer) {

    /** How long a single command may take. */
    Duration commandTimeout() {
        return operationTimeout.dividedBy(2);
    }

    Duration retryWindow() {
        return sending.retryWindow();
    }
}
