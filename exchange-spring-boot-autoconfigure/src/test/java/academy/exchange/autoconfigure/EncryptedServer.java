package academy.exchange.autoconfigure;

import java.util.stream.Stream;

import academy.exchange.embedded.EmbeddedRedis;

/** A server with a port that speaks TLS only. */
final class EncryptedServer implements AutoCloseable {

    private final int port = Ports.free();
    private final EmbeddedRedis redis;

    /** @param first what comes before the options of TLS */
    EncryptedServer(Certificate certificate, String... first) {
        String signed = certificate.certificate().toString();
        redis = EmbeddedRedis.start(Stream.concat(
                        Stream.of(first),
                        Stream.of(
                                "--tls-port",
                                Integer.toString(port),
                                "--tls-auth-clients",
                                "no",
                                "--tls-cert-file",
                                signed,
                                "--tls-key-file",
                                certificate.key().toString(),
                                "--tls-ca-cert-file",
                                signed))
                .toArray(String[]::new));
    }

    /** One that asks its clients for a certificate, too. */
    static EncryptedServer mutual(Certificate certificate) {
        EncryptedServer server = new EncryptedServer(certificate);
        try (Administration administration = new Administration(server.redis)) {
            administration.commands().configSet("tls-auth-clients", "yes");
        }
        return server;
    }

    /** The way in for those who look after it, without TLS. */
    EmbeddedRedis plain() {
        return redis;
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        redis.close();
    }
}
