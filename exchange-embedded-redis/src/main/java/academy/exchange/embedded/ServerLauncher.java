package academy.exchange.embedded;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gets a server to run. A port that another process takes between our choice and the server's start costs one more
 * attempt, a binary that this system cannot run leads to the next binary; every other failure is final.
 */
final class ServerLauncher {

    private static final int PORT_ATTEMPTS = 5;

    private static final Logger log = LoggerFactory.getLogger(ServerLauncher.class);

    private final List<ServerBinary> binaries;
    private final ServerArguments arguments;
    private final PortSource ports;

    ServerLauncher(List<ServerBinary> binaries, ServerArguments arguments, PortSource ports) {
        this.binaries = List.copyOf(binaries);
        this.arguments = arguments;
        this.ports = ports;
    }

    EmbeddedRedis launch() {
        List<ServerStartException> failures = new ArrayList<>();
        for (ServerBinary binary : binaries) {
            try {
                return launch(binary);
            } catch (ServerStartException e) {
                failures.add(e);
                if (e.reason() != ServerStartException.Reason.NOT_RUNNABLE) {
                    break;
                }
                log.info("A Redis binary cannot be run here: {}", e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw EmbeddedRedisException.interrupted(e);
            }
        }
        throw EmbeddedRedisException.notStarted(failures);
    }

    private EmbeddedRedis launch(ServerBinary binary) throws ServerStartException, InterruptedException {
        int attempts = arguments.port().isPresent() ? 1 : PORT_ATTEMPTS;
        for (int attempt = 1; ; attempt++) {
            int port = choosePort();
            try {
                return new EmbeddedRedis(new ServerStart(binary, arguments, port).run(), port);
            } catch (ServerStartException e) {
                if (e.reason() != ServerStartException.Reason.PORT_TAKEN || attempt == attempts) {
                    throw e;
                }
                log.debug("Port {} went to somebody else, choosing another", port);
            }
        }
    }

    private int choosePort() throws ServerStartException {
        if (arguments.port().isPresent()) {
            return arguments.port().getAsInt();
        }
        try {
            return ports.next();
        } catch (IOException e) {
            throw new ServerStartException("no port of " + EmbeddedRedis.HOST + " is free", e);
        }
    }
}
