package academy.exchange.redis;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import academy.exchange.AgentId;
import academy.exchange.Mailbox;
import academy.exchange.Message;
import academy.exchange.Response;

import static org.awaitility.Awaitility.await;

/**
 * A process of its own that serves an agent: it names each request that it begins, and answers it when the next line comes
 * in from here.
 */
final class HangingAgent implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Process process;
    private final List<String> said = new CopyOnWriteArrayList<>();

    private HangingAgent(Process process) {
        this.process = process;
        Thread listener = new Thread(this::listen, "hanging-agent");
        listener.setDaemon(true);
        listener.start();
    }

    static HangingAgent start(TestRedis redis, String prefix, AgentId agent, Duration unavailableAfter)
            throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        HangingAgent.class.getName(),
                        redis.host(),
                        Integer.toString(redis.port()),
                        prefix,
                        agent.uid().toString(),
                        unavailableAfter.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        HangingAgent started = new HangingAgent(process);
        started.awaitSaid("serving");
        return started;
    }

    /** Waits until it has begun this request. */
    void awaitBegun(Object tag) {
        awaitSaid("begun " + tag);
    }

    boolean hasBegun(Object tag) {
        return said.contains("begun " + tag);
    }

    /** Lets it answer what it has begun, and waits until it has. */
    void answer(Object tag) throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
        awaitSaid("answered " + tag);
    }

    /** As {@code kill -9} does. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Holds it up until it is told to go on. */
    void holdUp() throws IOException, InterruptedException {
        signal("-STOP");
    }

    void goOn() throws IOException, InterruptedException {
        signal("-CONT");
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private void signal(String signal) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", signal, Long.toString(process.pid())).start();
        if (!kill.waitFor(10, TimeUnit.SECONDS) || kill.exitValue() != 0) {
            throw new AssertionError("kill " + signal + " failed");
        }
    }

    private void awaitSaid(String line) {
        await().atMost(PATIENCE).until(() -> said.contains(line));
    }

    private void listen() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            lines.lines().forEach(said::add);
        } catch (IOException | UncheckedIOException ended) {
            said.add("ended");
        }
    }

    /** The process: host, port, prefix, uid of the agent, time after which it is unavailable. */
    @SuppressWarnings("SystemOut") // that is how it speaks
    public static void main(String[] arguments) throws IOException, InterruptedException {
        TestRedis redis = TestRedis.at(arguments[0], Integer.parseInt(arguments[1]));
        RedisExchange exchange = redis.exchange()
                .keyPrefix(arguments[2])
                .unavailableAfter(Duration.parse(arguments[4]))
                .build();
        Mailbox mailbox = exchange.getMailbox(AgentId.of(arguments[3]));
        System.out.println("serving");
        while (true) {
            Message request = mailbox.receive(Mailbox.FOREVER);
            System.out.println("begun " + request.tag());
            while (System.in.read() != '\n') {}
            exchange.send(request.reply(new Response.Success()));
            System.out.println("answered " + request.tag());
        }
    }
}
