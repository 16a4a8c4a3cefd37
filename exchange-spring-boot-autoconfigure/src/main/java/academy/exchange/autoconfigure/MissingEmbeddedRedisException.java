package academy.exchange.autoconfigure;

/** An embedded Redis was asked for, but its module is not on the class path. */
final class MissingEmbeddedRedisException extends RuntimeException {

    private static final long serialVersionUID = 1;

    MissingEmbeddedRedisException() {
        super(
                "academy.exchange.redis.embedded is true, but the module exchange-embedded-redis is not on the class path");
    }
}
