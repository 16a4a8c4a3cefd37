package academy.exchange.redis;

import java.time.Duration;

import static academy.exchange.redis.RedisCalls.utf8;

/**
 * What holds for every message that an exchange sends.
 *
 * @param retryWindow how long a message that is sent again is recognised
 * @param replyRetention how long the answer to a request is kept that its reader has not settled
 * @param queueLimit most messages that may wait in a mailbox for a request to be accepted, 0 for any number
 * @param requestLifetime how long a request may be open, zero for ever
 */
record SendOptions(Duration retryWindow, Duration replyRetention, int queueLimit, Duration requestLifetime) {

    byte[] retryWindowArgument() {
        return utf8(Long.toString(retryWindow.toMillis()));
    }

    byte[] replyRetentionArgument() {
        return utf8(Long.toString(replyRetention.toMillis()));
    }

    byte[] queueLimitArgument() {
        return utf8(Integer.toString(queueLimit));
    }

    byte[] requestLifetimeArgument() {
        return RedisLifetimes.argument(requestLifetime);
    }
}
