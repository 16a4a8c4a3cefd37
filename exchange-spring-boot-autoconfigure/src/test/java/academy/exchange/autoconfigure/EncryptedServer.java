package academy.exchange.autoconfigure;

import academy.exchange.embedded.EmbeddedRedis;

/** A server with a port that speaks TLS only. */
final class EncryptedServer implements AutoCloseable {

    private final int port = Ports.free();
    private final EmbeddedRedis redis;

    EncryptedServer(Certificate certificate) {
        redis = EmbeddedRedis.start(
                "--tls-port",
                Integer.toString(port),
                "--tls-auth-clients",
                "no",
                "--tls-cert-file",
                certificate.certificate().toString(),
                "--tls-key-file",
                certificate.key().toString(),
                "--tls-ca-cert-file",
                certificate.certificate().toString());
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        redis.close();
    }
}
