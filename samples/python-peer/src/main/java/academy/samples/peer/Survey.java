package academy.samples.peer;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import org.springframework.stereotype.Component;

import academy.exchange.AgentHandle;
import academy.exchange.AgentId;
import academy.exchange.AgentUnavailableException;
import academy.exchange.Exchange;
import academy.exchange.ExchangeTimeoutException;
import academy.exchange.MailboxTerminatedException;
import academy.exchange.agent.AgentContext;
import academy.exchange.agent.AgentMailbox;
import academy.exchange.agent.OnStop;
import academy.exchange.agent.Timer;

/** The agent that wants to know: it finds a Python agent and has it examine every meter, again and again. */
@Component
@AgentMailbox("survey")
class Survey {

    /** Python peers give a sign of life at least every minute, so one that is silent for longer was killed. */
    private static final Duration ALIVE_WITHIN = Duration.ofMinutes(2);

    private static final Duration PING_TIMEOUT = Duration.ofSeconds(2);

    /** Longer than the Python agent waits for the readings. */
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);

    private final Exchange exchange;
    private final Archive archive;
    private final Report report;

    Survey(Exchange exchange, Archive archive, Report report) {
        this.exchange = exchange;
        this.archive = archive;
        this.report = report;
    }

    /** Runs on the thread that the timer has, one round after the other. */
    @Timer(fixedDelay = "${peer.round-every}")
    void round(AgentContext self) throws InterruptedException {
        Optional<AgentHandle> analyst = livingAnalyst(self);
        report.analyst(analyst.map(AgentHandle::agentId));
        if (analyst.isEmpty()) {
            return;
        }
        Analyst asked = analyst.get().withTimeout(ANSWER_TIMEOUT).as(Analyst.class);
        Map<String, CompletableFuture<Analyst.Findings>> questions = new TreeMap<>();
        archive.meters().forEach(meter -> questions.put(meter, asked.examine(meter)));
        questions.forEach(this::await);
        report.sum();
    }

    @OnStop
    void end() {
        report.sum();
    }

    private void await(String meter, CompletableFuture<Analyst.Findings> question) {
        try {
            report.answered(meter, question.join());
        } catch (CompletionException failed) {
            report.lost(meter, failed);
        }
    }

    /** One whose process was killed is still registered for a while, so the first one that answers is taken. */
    private Optional<AgentHandle> livingAnalyst(AgentContext self) throws InterruptedException {
        for (AgentId found : exchange.discover(Analyst.TYPE, true, ALIVE_WITHIN)) {
            AgentHandle analyst = self.handle(found);
            if (answers(analyst)) {
                return Optional.of(analyst);
            }
        }
        return Optional.empty();
    }

    private static boolean answers(AgentHandle analyst) throws InterruptedException {
        try {
            analyst.ping(PING_TIMEOUT);
            return true;
        } catch (ExchangeTimeoutException | AgentUnavailableException | MailboxTerminatedException gone) {
            return false;
        }
    }
}
