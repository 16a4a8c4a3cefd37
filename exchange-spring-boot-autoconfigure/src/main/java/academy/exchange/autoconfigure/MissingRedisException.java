package academy.exchange.autoconfigure;

/** The exchange was to use the application's Redis, but there is none, or no single one. */
final class MissingRedisException extends RuntimeException {

    private static final long serialVersionUID = 1;

    MissingRedisException(long candidates) {
        super(
                candidates == 0
                        ? "The exchange was to use the application's Redis, but there is no RedisConnectionFactory bean"
                        : "The exchange was to use the application's Redis, but there are " + candidates
                                + " RedisConnectionFactory beans and none is primary");
    }
}
