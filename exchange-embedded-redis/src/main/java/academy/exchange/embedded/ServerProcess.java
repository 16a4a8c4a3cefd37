package academy.exchange.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's guard, together with what ends it when this JVM is gone.
 *
 * <p>The server is the child of a {@linkplain Guard shell} that ends it as soon as the pipe held by this JVM is closed,
 * be it by {@link #stop()} or by the kernel.
 */
final class ServerProcess {

    /** Longer than the guard gives the server to end by itself. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final Logger log = LoggerFactory.getLogger(ServerProcess.class);

    private final Process guard;

    private final ServerDirectory directory;
    private final BufferedReader reader;
    private final long pid;
    private final Optional<ProcessHandle> server;
    private final OutputTail tail = new OutputTail();
    private final Thread drain;

    private ServerProcess(Process guard, ServerDirectory directory) throws IOException {
        this.guard = guard;
        this.directory = directory;
        this.reader = guard.inputReader(StandardCharsets.UTF_8);
        this.pid = announcedPid();
        this.server = ProcessHandle.of(pid);
        this.drain = new Thread(this::drain, "embedded-redis-output-" + pid);
        drain.setDaemon(true);
        drain.start();
        // A server without its guard would outlive this JVM.
        CompletableFuture<Void> unused = guard.onExit().thenRun(this::kill);
    }

    /**
     * Starts a server that has a directory of its own, which is deleted with it.
     *
     * @throws IOException if no process can be started
     */
    static ServerProcess start(ServerDirectory directory, List<String> command) throws IOException {
        Process guard = new ProcessBuilder(Guard.command(directory.path(), command))
                .redirectErrorStream(true)
                .start();
        try {
            return new ServerProcess(guard, directory);
        } catch (IOException e) {
            letGo(guard);
            throw e;
        }
    }

    long pid() {
        return pid;
    }

    boolean isAlive() {
        return guard.isAlive();
    }

    /**
     * Waits until the server has ended.
     *
     * @return whether it has
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    boolean awaitEnd(Duration patience) throws InterruptedException {
        if (!guard.waitFor(patience.toNanos(), TimeUnit.NANOSECONDS)) {
            return false;
        }
        drain.join(PATIENCE.toMillis());
        return true;
    }

    /** The status with which the ended server left, 128 plus the signal's number if a signal ended it. */
    int status() {
        return guard.exitValue();
    }

    /** The last lines that the server printed. */
    List<String> output() {
        return tail.lines();
    }

    /** Ends the server, waits for it, at most 15 seconds and deaf to interrupts, and deletes its directory. */
    void stop() {
        letGo(guard);
        // Unlike waitFor, join neither heeds nor clears the interrupt flag.
        guard.onExit()
                .completeOnTimeout(guard, PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
        kill();
        directory.delete();
    }

    private void kill() {
        server.ifPresent(ProcessHandle::destroyForcibly);
        guard.destroyForcibly();
    }

    /** Asks for the server's end by closing the guard's pipe, so that the guard can still end the server. */
    private static void letGo(Process guard) {
        try {
            guard.getOutputStream().close();
        } catch (IOException e) {
            // Then the guard has ended before, and the server with it.
            log.debug("The pipe to process {} was already closed", guard.pid(), e);
        }
    }

    private void drain() {
        try {
            reader.lines().filter(line -> !line.isBlank()).forEach(line -> {
                String readable = OutputTail.readable(line);
                tail.add(readable);
                log.debug("Redis {}: {}", pid, readable);
            });
        } catch (UncheckedIOException e) {
            log.debug("The output of Redis {} can no longer be read", pid, e);
        }
        // The server has ended: the guard may collect its status and go, too.
        letGo(guard);
    }

    /** The guard's first line is the server's process id. */
    private long announcedPid() throws IOException {
        String line = String.valueOf(reader.readLine());
        try {
            return Long.parseLong(line);
        } catch (NumberFormatException e) {
            throw new IOException("The shell printed " + OutputTail.readable(line), e);
        }
    }
}
