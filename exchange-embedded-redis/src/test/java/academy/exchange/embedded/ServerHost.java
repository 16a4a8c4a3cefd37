package academy.exchange.embedded;

import java.io.IOException;

/** A JVM that starts a server, prints its process id and goes without closing it, at once or when it is killed. */
final class ServerHost {

    private ServerHost() {}

    /** With the argument {@code exit} the JVM ends by itself, else it waits for the end of its input. */
    public static void main(String[] arguments) throws IOException {
        EmbeddedRedis redis = EmbeddedRedis.start();
        System.out.println(redis.pid());
        if (arguments[0].equals("exit")) {
            System.exit(0);
        }
        while (System.in.read() >= 0) {}
    }
}
