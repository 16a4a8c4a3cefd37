package academy.exchange.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

import academy.exchange.embedded.ServerStartException.Reason;

/** One attempt to start a server: unpack the binary, run it, ask it until it answers. */
record ServerStart(ServerBinary binary, ServerArguments arguments, int port) {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(20);

    /** What a shell, and the dynamic linker, answer when they cannot run a program. */
    private static final int CANNOT_EXECUTE = 126;

    private static final int NOT_FOUND = 127;

    /** Returns a server that has answered; after an exception there is none, nor its directory. */
    ServerProcess run() throws ServerStartException, InterruptedException {
        ServerProcess process = start();
        try {
            awaitAnswer(process);
            return process;
        } catch (ServerStartException | InterruptedException e) {
            process.stop();
            throw e;
        }
    }

    private ServerProcess start() throws ServerStartException {
        ServerDirectory directory = newDirectory();
        try {
            Path executable = binary.unpackInto(directory.path());
            return ServerProcess.start(directory, arguments.command(executable, port, directory.path()));
        } catch (IOException | RuntimeException e) {
            directory.delete();
            throw new ServerStartException(String.valueOf(e.getMessage()), e);
        }
    }

    private static ServerDirectory newDirectory() throws ServerStartException {
        try {
            return ServerDirectory.create();
        } catch (IOException e) {
            throw new ServerStartException("there is no room for its directory: " + e.getMessage(), e);
        }
    }

    private void awaitAnswer(ServerProcess process) throws ServerStartException, InterruptedException {
        ServerProbe probe = new ServerProbe(EmbeddedRedis.HOST, port, process.pid());
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < TIMEOUT.toNanos()) {
            if (process.awaitEnd(BETWEEN_QUESTIONS)) {
                throw ended(process);
            }
            switch (probe.ask()) {
                case OURS -> {
                    return;
                }
                case STRANGER -> throw portTaken(process);
                case NONE -> {}
            }
        }
        throw new ServerStartException(
                Reason.FAILED, "it did not answer within " + TIMEOUT.toSeconds() + " seconds", process);
    }

    private ServerStartException ended(ServerProcess process) {
        int status = process.status();
        if (status == CANNOT_EXECUTE || status == NOT_FOUND) {
            return new ServerStartException(Reason.NOT_RUNNABLE, "it cannot be run, status " + status, process);
        }
        if (process.output().stream().anyMatch(line -> line.contains("Address already in use"))) {
            return portTaken(process);
        }
        return new ServerStartException(Reason.FAILED, "it ended with status " + status, process);
    }

    private ServerStartException portTaken(ServerProcess process) {
        return new ServerStartException(Reason.PORT_TAKEN, "port " + port + " is taken", process);
    }
}
