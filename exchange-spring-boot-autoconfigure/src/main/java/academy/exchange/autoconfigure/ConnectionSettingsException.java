package academy.exchange.autoconfigure;

/** The settings do not lead to one Redis. Knows what the application's author can do about it. */
final class ConnectionSettingsException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String action;

    private ConnectionSettingsException(String problem, String action) {
        super(problem);
        this.action = action;
    }

    /** The module that brings an embedded Redis is not on the class path. */
    static ConnectionSettingsException withoutEmbeddedRedis() {
        return new ConnectionSettingsException(
                "academy.exchange.redis.embedded is true, but the module exchange-embedded-redis is not on the class path",
                """
                Add the dependency academy.exchange:exchange-embedded-redis, or leave academy.exchange.redis.embedded out \
                and say where Redis is.""");
    }

    /** The application has no connection factory, or none of several is the primary one. */
    static ConnectionSettingsException withoutSingleFactory(long candidates) {
        String found = candidates == 0
                ? "there is no RedisConnectionFactory bean"
                : "there are " + candidates + " RedisConnectionFactory beans and none is primary";
        return new ConnectionSettingsException(
                "The exchange was to use the application's Redis, but " + found,
                """
                Set academy.exchange.redis.host and academy.exchange.redis.port to give the exchange a Redis of its own, \
                or mark one RedisConnectionFactory bean as @Primary.""");
    }

    /** The application's Redis is reached in a way that the exchange cannot follow. */
    static ConnectionSettingsException withUnusableFactory(IllegalArgumentException why) {
        ConnectionSettingsException exception = new ConnectionSettingsException(
                String.valueOf(why.getMessage()),
                """
                Set academy.exchange.redis.host and academy.exchange.redis.port, or academy.exchange.redis.url, to give the \
                exchange a Redis of its own.""");
        exception.initCause(why);
        return exception;
    }

    /** Neither the URL nor the exception that refused it is shown: both may hold the password. */
    static ConnectionSettingsException withMalformedUrl() {
        return new ConnectionSettingsException(
                "The value of academy.exchange.redis.url is not a URL of Redis; it is not shown, since it may hold a"
                        + " password",
                """
                Write academy.exchange.redis.url as redis://user:password@host:port/database, with rediss:// for TLS. All \
                but the host may be left out. In user and password, characters that mean something in a URL are \
                written in percent-encoding.""");
    }

    String action() {
        return action;
    }
}
