package academy.samples.pipeline;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

import academy.exchange.Exchange;

/** Sends the lines of a text to the coordinators, many at a time, and puts what comes back in order. */
@Component
class Pipeline implements DisposableBean {

    private static final Pattern LINE_BREAK = Pattern.compile("\r?\n");

    private final Exchange exchange;
    private final AgentPool coordinators;
    private final int linesAtOnce;

    /** As many threads as there are lines under way, which each text bounds for itself: a long one holds up no short one. */
    private final ExecutorService threads = Executors.newCachedThreadPool(Pipeline::newThread);

    Pipeline(Exchange exchange, PipelineProperties properties, Closing closing) {
        this.exchange = exchange;
        this.coordinators = new AgentPool(exchange, Coordinator.class, properties, properties.line(), closing);
        this.linesAtOnce = properties.linesAtOnce();
    }

    /**
     * Processes every line by itself. Line breaks come back as line feeds, and the text ends with one if it did before.
     *
     * @throws NoAgentException at once if there is no coordinator, or if there has been none for too long
     * @throws academy.exchange.ExchangeException if a line could not be processed; the others are given up then
     */
    String process(String text) throws InterruptedException {
        coordinators.requireAny();
        Queue<Future<String>> underWay = new ArrayDeque<>();
        List<String> processed = new ArrayList<>();
        try {
            for (String line : LINE_BREAK.split(text, -1)) {
                if (underWay.size() == linesAtOnce) {
                    processed.add(await(underWay.remove()));
                }
                underWay.add(threads.submit(() -> processLine(line)));
            }
            while (!underWay.isEmpty()) {
                processed.add(await(underWay.remove()));
            }
        } finally {
            underWay.forEach(line -> line.cancel(true));
        }
        return String.join("\n", processed);
    }

    @Override
    public void destroy() {
        threads.shutdownNow();
    }

    private String processLine(String line) throws InterruptedException {
        return line.isEmpty() ? line : coordinators.ask(exchange::getHandle, "process", line);
    }

    private static String await(Future<String> line) throws InterruptedException {
        try {
            return line.get();
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(failed);
        }
    }

    private static Thread newThread(Runnable task) {
        Thread thread = new Thread(task, "pipeline-line");
        thread.setDaemon(true);
        return thread;
    }
}
