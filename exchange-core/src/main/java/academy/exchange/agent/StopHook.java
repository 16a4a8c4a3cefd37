package academy.exchange.agent;

import java.time.Duration;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import academy.exchange.Mailbox;

/**
 * The method that runs at the stop of an agent.
 *
 * @param limit how long the stop waits for it before it is interrupted
 */
record StopHook(LifeMethod method, Duration limit) {

    private static final Logger log = LoggerFactory.getLogger(StopHook.class);

    /** How long the method has at least, and how long it has to end when it was interrupted. */
    private static final Duration MOMENT = Duration.ofMillis(100);

    /**
     * Calls it and waits until it ends or is given up; a stop always goes on.
     *
     * @param agent what messages and the thread call the agent
     */
    void run(String agent, AgentContext context) {
        Thread thread = new Thread(() -> invoke(agent, context), agent + "-" + method.name());
        // The stop keeps the process alive while it waits; a method that was given up must not.
        thread.setDaemon(true);
        try {
            thread.start();
            awaitEnd(thread);
        } catch (InterruptedException interrupted) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        } catch (Error noThread) {
            log.error("The @OnStop method {} of agent {} cannot run; the stop goes on", method, agent, noThread);
        }
        if (thread.isAlive()) {
            log.warn(
                    "Agent {} stopped while its @OnStop method {} still runs; it was interrupted and does not end",
                    agent,
                    method);
        }
    }

    private void invoke(String agent, AgentContext context) {
        try {
            method.invoke(context);
        } catch (Exception | Error failure) {
            log.error("The @OnStop method {} of agent {} failed; the stop goes on", method, agent, failure);
        }
    }

    private void awaitEnd(Thread thread) throws InterruptedException {
        Duration wait = limit.compareTo(Mailbox.FOREVER) < 0 ? limit : Mailbox.FOREVER;
        thread.join(Math.max(MOMENT.toMillis(), wait.toMillis()));
        if (thread.isAlive()) {
            thread.interrupt();
            thread.join(MOMENT.toMillis());
        }
    }
}
