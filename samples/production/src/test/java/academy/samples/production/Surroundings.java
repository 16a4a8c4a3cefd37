package academy.samples.production;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;

import academy.exchange.embedded.EmbeddedRedis;
import academy.exchange.embedded.EmbeddedRedisException;

/**
 * What the application finds where it runs: certificates that were just made, and a Redis that speaks TLS and has a login
 * for it, by the rule that the application itself prints.
 */
final class Surroundings implements AutoCloseable {

    static final String PASSWORD = "secret";

    private static final int ATTEMPTS = 3;

    private final Certificate web;
    private final Certificate ofRedis;
    private final EmbeddedRedis redis;
    private final int encryptedPort;

    private Surroundings(Certificate web, Certificate ofRedis, EmbeddedRedis redis, int encryptedPort) {
        this.web = web;
        this.ofRedis = ofRedis;
        this.redis = redis;
        this.encryptedPort = encryptedPort;
    }

    static Surroundings in(Path directory) throws IOException, GeneralSecurityException {
        Files.createDirectories(directory);
        Certificate web = Certificate.in(directory, "web");
        Certificate ofRedis = Certificate.in(directory, "redis");
        List<String> login = login();
        for (int attempt = 1; ; attempt++) {
            int port = freePort();
            try {
                return new Surroundings(web, ofRedis, redis(ofRedis, port, login), port);
            } catch (EmbeddedRedisException failed) {
                // Somebody else may have taken the port meanwhile.
                if (attempt == ATTEMPTS) {
                    throw failed;
                }
            }
        }
    }

    private static EmbeddedRedis redis(Certificate certificate, int port, List<String> login) {
        List<String> options = new ArrayList<>(List.of(
                "--tls-port",
                Integer.toString(port),
                "--tls-auth-clients",
                "no",
                "--tls-cert-file",
                certificate.certificate().toString(),
                "--tls-key-file",
                certificate.key().toString(),
                "--tls-ca-cert-file",
                certificate.certificate().toString(),
                "--user"));
        options.addAll(login);
        return EmbeddedRedis.start(options.toArray(String[]::new));
    }

    Certificate web() {
        return web;
    }

    /** What tells the application of all this, as its environment would. */
    List<String> arguments() {
        return List.of(
                "--REDIS_HOST=" + redis.host(),
                "--REDIS_PORT=" + encryptedPort,
                "--REDIS_PASSWORD=" + PASSWORD,
                "--REDIS_CA=" + ofRedis.certificate(),
                "--WEB_CERTIFICATE=" + web.certificate(),
                "--WEB_KEY=" + web.key(),
                "--CUSTOMER_PASSWORD={noop}" + PASSWORD,
                "--SCRAPER_PASSWORD={noop}" + PASSWORD,
                "--OPERATOR_PASSWORD={noop}" + PASSWORD);
    }

    /** The application in a JVM of its own. */
    static ProcessBuilder application(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-classpath",
                System.getProperty("java.class.path"),
                ProductionApplication.class.getName()));
        command.addAll(arguments);
        return new ProcessBuilder(command).redirectErrorStream(true);
    }

    @Override
    public void close() {
        redis.close();
    }

    /** As a configuration file of Redis has it, which is what follows ACL SETUSER. */
    private static List<String> login() throws IOException {
        Process command =
                application(List.of("--academy.exchange.redis.print-acl")).start();
        String rule = new String(command.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (!rule.startsWith("ACL SETUSER production ")) {
            throw new IOException("The application printed no rule: " + rule);
        }
        return List.of(rule.replaceFirst("ACL SETUSER ", "")
                .replace(">PASSWORD", ">" + PASSWORD)
                .split(" "));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
