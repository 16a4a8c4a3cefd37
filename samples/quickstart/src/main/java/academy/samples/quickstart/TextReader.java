package academy.samples.quickstart;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.stereotype.Component;

import academy.exchange.AgentHandle;
import academy.exchange.AgentId;
import academy.exchange.AgentUnavailableException;
import academy.exchange.Exchange;
import academy.exchange.ExchangeTimeoutException;
import academy.exchange.MailboxTerminatedException;

/** The client: asks the agents about every line of a text. */
@Component
@ImportRuntimeHints(WordCountHints.class)
class TextReader {

    /** How many lines are on their way at a time: enough to keep the agents busy, few enough to hold in memory. */
    private static final int WINDOW = 100;

    private static final Duration PING_TIMEOUT = Duration.ofSeconds(5);

    private final Exchange exchange;

    TextReader(Exchange exchange) {
        this.exchange = exchange;
    }

    Report read(Text text) throws InterruptedException {
        WordCount words = firstAlive(exchange.discover("word-count")).as(WordCount.class);
        AgentHandle counter = firstAlive(exchange.discover(Counter.class));
        Tally tally = new Tally();
        Semaphore window = new Semaphore(WINDOW);
        for (String line : text.lines()) {
            window.acquire();
            CompletableFuture<?> unused = tally.watch(words.count(line))
                    .thenCompose(counts -> {
                        tally.add(counts);
                        return tally.watch(counter.action("increment", Integer.class, sum(counts)));
                    })
                    .whenComplete((answer, failure) -> window.release());
        }
        window.acquire(WINDOW);
        Optional<Integer> counted = tally.ask(counter.as(Counter.class)::count);
        return new Report(text, tally, counted);
    }

    /** An agent whose process was killed is still registered, so the first one that answers is taken. */
    private AgentHandle firstAlive(List<AgentId> agents) throws InterruptedException {
        for (AgentId agent : agents) {
            AgentHandle handle = exchange.getHandle(agent);
            if (isAlive(handle)) {
                return handle;
            }
        }
        throw new IllegalStateException("None of the agents found answers: " + agents);
    }

    private static boolean isAlive(AgentHandle agent) throws InterruptedException {
        try {
            agent.ping(PING_TIMEOUT);
            return true;
        } catch (ExchangeTimeoutException | AgentUnavailableException | MailboxTerminatedException gone) {
            return false;
        }
    }

    private static int sum(Map<String, Integer> counts) {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }
}
