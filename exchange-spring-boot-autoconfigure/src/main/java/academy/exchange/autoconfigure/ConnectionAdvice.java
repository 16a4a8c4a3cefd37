package academy.exchange.autoconfigure;

import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import academy.exchange.ExchangeRefusedException;

/** What to do about a first connection that failed, by what Redis, the network or the driver said. The first that fits counts. */
enum ConnectionAdvice {
    LOADING(
            "LOADING ",
            """
            Redis is there and reads its data from disk; start the application again once it has. A longer \
            academy.exchange.redis.operation-timeout waits for it."""),
    RIGHTS(
            "NOPERM ",
            """
            Started once with --academy.exchange.redis.print-acl, the application prints the command that gives its login all \
            that an exchange needs."""),
    DATABASE(
            "DB index is out of range|invalid DB index",
            """
            Set academy.exchange.redis.database, or spring.data.redis.database if the application's Redis is meant, to a \
            database that the server has. It has 16, from 0 to 15, unless its configuration says otherwise (databases)."""),
    LOGIN(
            "WRONGPASS|NOAUTH|without any password configured",
            """
            Check the login: academy.exchange.redis.username and academy.exchange.redis.password if any property under \
            academy.exchange.redis says where Redis is, otherwise spring.data.redis.username and spring.data.redis.password. \
            Sentinels have a login of their own: sentinel.username and sentinel.password there. \
            The user needs the right to run scripts and to use the exchange's keys."""),
    NO_CLUSTER(
            "cluster support disabled",
            """
            The server is no part of a Redis Cluster. Name it in academy.exchange.redis.host and academy.exchange.redis.port \
            instead of academy.exchange.redis.cluster.nodes; the same holds under spring.data.redis if the application's Redis \
            is meant."""),
    CERTIFICATE(
            "certification path|CertificateException|No name matching|No subject alternative|fatal alert: .*certificate",
            """
            Have the server's certificate trusted: define an SSL bundle whose truststore has the certificate that signed it, \
            under spring.ssl.bundle.pem or spring.ssl.bundle.jks, and name the bundle in academy.exchange.redis.ssl.bundle, or in \
            spring.data.redis.ssl.bundle if the application's Redis is meant. The name of the host must be in the certificate. \
            For a server that asks for a certificate of ours, the bundle needs a keystore, too."""),
    SENTINEL(
            "that the Sentinels ",
            """
            Check academy.exchange.redis.sentinel.master, the name by which the Sentinels know the server, and \
            academy.exchange.redis.sentinel.nodes, their own addresses and not that of the server; the same holds under \
            spring.data.redis.sentinel if the application's Redis is meant. Both they and the server they name must be \
            reached from here."""),
    MASTER(
            "No server is the master",
            """
            Check academy.exchange.redis.masterreplica.nodes, or spring.data.redis.masterreplica.nodes if the application's Redis \
            is meant: it must name the master beside its replicas. If the master is dead, make a replica the master \
            (REPLICAOF NO ONE), or let Sentinels do that and name them in academy.exchange.redis.sentinel.nodes."""),
    ENCRYPTION(
            "Connection reset|initialization timed out|not an SSL|SSLException|Connection closed prematurely",
            Texts.WHERE + System.lineSeparator()
                    + """
            If that is where it is: a server that speaks TLS needs academy.exchange.redis.ssl.enabled=true, and one that does not \
            must be named without it. The same holds for spring.data.redis.ssl.enabled."""),
    WHERE(".*", Texts.WHERE);

    private static final Pattern REFUSED_COMMAND = Pattern.compile("'(\\S+)' command");

    /** From version 7 on Redis says whose login it is. */
    private static final Pattern REFUSED_USER = Pattern.compile("User (\\S+) has no permissions");

    private final Pattern sign;
    private final String text;

    ConnectionAdvice(String sign, String text) {
        this.sign = Pattern.compile(sign);
        this.text = text;
    }

    /** @param failure of the exchange, with what it was caused by */
    static String on(Throwable failure) {
        String said = Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .map(String::valueOf)
                .collect(Collectors.joining("\n"));
        ConnectionAdvice fitting = Stream.of(values())
                .filter(advice -> advice.sign.matcher(said).find())
                .findFirst()
                .orElse(WHERE);
        if (fitting == RIGHTS) {
            return addition(said) + fitting.text;
        }
        return fitting == WHERE && failure instanceof ExchangeRefusedException ? LOGIN.text : fitting.text;
    }

    private static String addition(String said) {
        Matcher refused = REFUSED_COMMAND.matcher(said);
        if (!refused.find()) {
            return "";
        }
        Matcher user = REFUSED_USER.matcher(said);
        return "Add what is missing: ACL SETUSER " + (user.find() ? user.group(1) : "LOGIN") + " +" + refused.group(1)
                + System.lineSeparator();
    }

    /** Beside the constants, since these may not refer to what stands below them. */
    private static final class Texts {

        static final String WHERE =
                """
                Say where Redis is, in one of these ways:
                    - academy.exchange.redis.host and academy.exchange.redis.port, or academy.exchange.redis.url, for a Redis of \
                the exchange's own
                    - spring.data.redis.host and spring.data.redis.port for the application's
                    - academy.exchange.redis.embedded=true for one that is started for development and tests (needs the module \
                academy.exchange:exchange-embedded-redis)
                    - academy.exchange.type=memory for none at all, within one process""";
    }
}
