package academy.exchange.embedded;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * What the caller adds to the server's command line; of an option given twice, Redis takes the last. What comes before the
 * first option is the configuration file, which the server wants to be named before anything else.
 */
record ServerArguments(List<String> own) {

    ServerArguments {
        own = List.copyOf(own);
    }

    List<String> command(Path executable, int port, Path directory) {
        List<String> command = new ArrayList<>(List.of(executable.toString()));
        int file = hasFile() ? 1 : 0;
        command.addAll(own.subList(0, file));
        command.addAll(List.of("--bind", EmbeddedRedis.HOST));
        command.addAll(List.of("--port", Integer.toString(port), "--dir", directory.toString()));
        command.addAll(List.of("--save", "", "--appendonly", "no", "--loglevel", "notice"));
        command.addAll(own.subList(file, own.size()));
        // Comes last: a server in the background would escape its guard.
        command.addAll(List.of("--daemonize", "no"));
        return command;
    }

    private boolean hasFile() {
        return !own.isEmpty() && !own.get(0).startsWith("--");
    }

    /**
     * The port that the caller insists on.
     *
     * @throws IllegalArgumentException if {@code --port} is not followed by a number
     */
    OptionalInt port() {
        int option = own.lastIndexOf("--port");
        if (option < 0) {
            return OptionalInt.empty();
        }
        String port = option + 1 < own.size() ? own.get(option + 1) : "";
        try {
            return OptionalInt.of(Integer.parseInt(port));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--port needs a number, not '" + OutputTail.readable(port) + "'", e);
        }
    }
}
