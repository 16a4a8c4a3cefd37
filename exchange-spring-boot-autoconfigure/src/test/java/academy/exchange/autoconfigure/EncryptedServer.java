package academy.exchange.autoconfigure;

import academy.exchange.embedded.EmbeddedRedis;

/** A server with a port that speaks TLS only. */
final class EncryptedServer implements AutoCloseable {

    private final int port = Ports.free();
    private final EmbeddedRedis redis;

    EncryptedServer(Certificate certificate) {
        this(certificate, false);
    }

    /** @param mutual whether clients need a certificate, too */
    EncryptedServer(Certificate certificate, boolean mutual) {
        redis = EmbeddedRedis.start(
                "--tls-port",
                Integer.toString(port),
                "--tls-auth-clients",
                mutual ? "yes" : "no",
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
