package academy.exchange.embedded;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A shell that starts the server, waits until the pipe on its standard input is closed, and then ends the server and
 * deletes its directory.
 *
 * <ul>
 *   <li>The kernel closes the pipe when the JVM at its other end is gone, for whatever reason, SIGKILL included.
 *   <li>The shell prints the server's process id and then lets go of its own output, so that the end of the output means
 *       the end of the server.
 *   <li>The server is signalled by a process id that cannot have gone to another process, as it is a child for which
 *       the shell has not waited yet.
 *   <li>The shell ends with the server's status.
 *   <li>Both live in a session of their own where the system has {@code setsid}: an interrupt from the terminal then
 *       reaches this JVM only, and its shutdown hooks still find their Redis. Elsewhere it ends the server at once, and
 *       the shell, which is deaf to signals, still tidies up.
 * </ul>
 */
final class Guard {

    private static final String SCRIPT =
            """
            directory=$1
            shift
            /bin/sh -c 'echo "$$"; exec "$@"' sh "$@" </dev/null &
            server=$!
            exec >/dev/null 2>&1
            trap '' HUP INT QUIT TERM
            read -r ignored
            kill -TERM "$server"
            (for second in 1 2 3 4 5; do sleep 1; done; kill -KILL "$server") </dev/null &
            timer=$!
            wait "$server"
            status=$?
            kill -KILL "$timer"
            rm -rf -- "$directory"
            exit "$status"
            """;

    private Guard() {}

    static List<String> command(Path directory, List<String> server) {
        List<String> command = new ArrayList<>(ownSession());
        command.addAll(List.of("/bin/sh", "-c", SCRIPT, "sh", directory.toString()));
        command.addAll(server);
        return command;
    }

    private static List<String> ownSession() {
        return Stream.of("/usr/bin/setsid", "/bin/setsid")
                .filter(path -> Files.isExecutable(Path.of(path)))
                .limit(1)
                .toList();
    }
}
