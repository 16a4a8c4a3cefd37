package academy.exchange.autoconfigure;

import java.util.Collection;

/** The settings do not lead to one Redis. Knows what the application's author can do about it. */
final class ConnectionSettingsException extends RuntimeException implements Remedy {

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
    static ConnectionSettingsException withoutSingleFactory(Collection<String> candidates) {
        String found = candidates.isEmpty()
                ? "there is no RedisConnectionFactory bean"
                : "there are " + candidates.size() + " RedisConnectionFactory beans and none is primary: "
                        + String.join(", ", candidates);
        return new ConnectionSettingsException(
                "The exchange was to use the application's Redis, but " + found,
                """
                Set academy.exchange.redis.host and academy.exchange.redis.port to give the exchange a Redis of its own, \
                set academy.exchange.redis.connection-factory to the name of one RedisConnectionFactory bean, or mark one \
                as @Primary.""");
    }

    /** There is no connection factory of the name that the application gave. */
    static ConnectionSettingsException withoutNamedFactory(String name, Collection<String> candidates) {
        return new ConnectionSettingsException(
                "academy.exchange.redis.connection-factory is \"" + name
                        + "\", but no RedisConnectionFactory bean is called so",
                candidates.isEmpty()
                        ? "Leave academy.exchange.redis.connection-factory out: the application has no such bean at all."
                        : "Set academy.exchange.redis.connection-factory to one of: " + String.join(", ", candidates)
                                + ".");
    }

    /** Several properties cannot all be meant. */
    static ConnectionSettingsException withContradiction(String problem, String action) {
        return new ConnectionSettingsException(problem, action);
    }

    /** The application has no SSL bundle of that name. */
    static ConnectionSettingsException withoutBundle(String name, Collection<String> known) {
        return new ConnectionSettingsException(
                "academy.exchange.redis.ssl.bundle is \"" + name + "\", but there is no SSL bundle of that name; "
                        + (known.isEmpty() ? "there is none at all" : "there are: " + String.join(", ", known)),
                "Define it under spring.ssl.bundle.pem." + name + " or spring.ssl.bundle.jks." + name
                        + ", or correct academy.exchange.redis.ssl.bundle.");
    }

    /** The application has a bundle of that name, but what it consists of cannot be read. */
    static ConnectionSettingsException withUnreadableBundle(String name, RuntimeException why) {
        ConnectionSettingsException exception = new ConnectionSettingsException(
                "academy.exchange.redis.ssl.bundle is \"" + name + "\", but that SSL bundle cannot be read: "
                        + innermost(why),
                "Correct what spring.ssl.bundle.pem." + name + " or spring.ssl.bundle.jks." + name
                        + " says of its certificates, keys and passwords: the files must be there, be readable, and be what"
                        + " they are said to be.");
        exception.initCause(why);
        return exception;
    }

    /** The driver that everything here is built on is not on the class path. */
    static ConnectionSettingsException withoutLettuce() {
        return new ConnectionSettingsException(
                "The exchange needs the Redis driver Lettuce, which is not on the class path",
                """
                Add the dependency io.lettuce:lettuce-core; no other driver, as Jedis, takes its place. The application's own \
                beans may keep theirs: with spring.data.redis.client-type=jedis beside academy.exchange.redis.host, or \
                academy.exchange.redis.url, for the exchange. With academy.exchange.type=memory there is an exchange without \
                Redis, and with academy.exchange.enabled=false there is none.""");
    }

    /** A node that is no address. */
    static ConnectionSettingsException withMalformedNode(String property, String node) {
        // A URL is what is most often written there by mistake, and may hold a password.
        String shown = node.contains("@") ? "a value" : "\"" + node + "\"";
        return new ConnectionSettingsException(
                "academy.exchange.redis." + property + " contains " + shown + ", which is not an address",
                "Write each server in academy.exchange.redis." + property + " as host:port, separated by commas.");
    }

    /** The application's Redis is reached in a way that the exchange cannot follow. */
    static ConnectionSettingsException withUnusableFactory(IllegalArgumentException why) {
        ConnectionSettingsException exception = new ConnectionSettingsException(
                String.valueOf(why.getMessage()),
                """
                Set academy.exchange.redis.host and academy.exchange.redis.port, or academy.exchange.redis.url, to give the \
                exchange a Redis of its own. It is reached by Lettuce, whatever driver the application's beans use; with \
                spring.data.redis.client-type=lettuce those of Spring Boot use it, too.""");
        exception.initCause(why);
        return exception;
    }

    /** Properties are looked at before, so it is a customizer that has set what does not fit. */
    static ConnectionSettingsException withUnusableSetting(IllegalArgumentException why) {
        ConnectionSettingsException exception = new ConnectionSettingsException(
                String.valueOf(why.getMessage()),
                "Correct what the RedisExchangeCustomizer beans of the application set.");
        exception.initCause(why);
        return exception;
    }

    private static String innermost(Throwable failure) {
        return failure.getCause() == null ? failure.toString() : innermost(failure.getCause());
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

    @Override
    public String action() {
        return action;
    }
}
