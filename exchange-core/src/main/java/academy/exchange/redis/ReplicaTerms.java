package academy.exchange.redis;

import java.time.Duration;

/**
 * On how many replicas a message must lie before its send succeeds.
 *
 * @param number zero for not to wait at all
 * @param timeout how long to wait for them
 */
record ReplicaTerms(int number, Duration timeout) {

    static final ReplicaTerms NONE = new ReplicaTerms(0, Duration.ofSeconds(1));

    ReplicaTerms {
        if (number < 0) {
            throw new IllegalArgumentException("The number of replicas must not be negative, but is " + number);
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("The time to wait for replicas must be more than zero, not " + timeout);
        }
    }

    /** Refuses to wait where that cannot work. */
    void require(Duration operationTimeout, boolean cluster) {
        if (number > 0 && cluster) {
            throw new IllegalArgumentException("Sends to a Redis Cluster cannot wait for replicas; do not ask for any");
        }
        if (number > 0 && timeout.compareTo(operationTimeout.dividedBy(4)) > 0) {
            throw new IllegalArgumentException("The time to wait for replicas (" + timeout
                    + ") is longer than a quarter of the operation timeout (" + operationTimeout
                    + "); commands behind it would run out of time");
        }
    }
}
