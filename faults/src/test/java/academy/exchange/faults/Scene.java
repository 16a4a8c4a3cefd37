package academy.exchange.faults;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import academy.exchange.AgentId;
import academy.exchange.AgentRegistration;
import academy.exchange.DeliveryMode;
import academy.exchange.Exchange;
import academy.exchange.MailboxStatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * An agent's mailbox, somebody who asks and a ledger, in one mode. The asker talks to Redis directly; who
 * consumes, and on which way, is up to the test.
 */
final class Scene implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(25);
    private static final Duration QUIET = Duration.ofMillis(200);
    private static final Duration DRAINING = Duration.ofMinutes(3);
    private static final Duration REGISTERED_AGAIN = Duration.ofSeconds(10);
    private static final Duration BETWEEN_SENDS = Duration.ofMillis(1);

    /** What lies in the queue of a mailbox that was terminated. */
    private static final String END = "<CLOSED>";

    private final DeliveryMode mode;
    private final Place redis;
    private final Ledger ledger = new Ledger();
    private final AgentId agent = AgentId.random();
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final Exchange exchange;
    private final Asker asker;
    private volatile boolean loading;
    private int asked;
    private int probes;
    private long faultAt = System.nanoTime();

    private Scene(DeliveryMode mode, Place redis, Exchange askers) {
        this.mode = mode;
        this.redis = redis;
        this.exchange = closing(askers);
        register(exchange);
        this.asker = closing(Asker.start(exchange, agent, ledger));
    }

    static Scene of(DeliveryMode mode, Place redis) {
        return new Scene(mode, redis, Lab.exchange(redis));
    }

    /** One whose asker reaches Redis by this port. */
    static Scene askingThrough(int port, DeliveryMode mode, RedisServer redis) {
        return new Scene(mode, redis, Lab.exchange(port));
    }

    /** One whose asker tries again for no longer than this. */
    static Scene impatient(Duration patience, DeliveryMode mode, RedisServer redis) {
        return new Scene(mode, redis, Lab.exchange(redis.port(), patience));
    }

    /** One whose asker soon knows of the death of an agent, see {@link Lab#UNAVAILABLE_SOON}. */
    static Scene noticing(DeliveryMode mode, RedisServer redis) {
        return new Scene(mode, redis, Lab.noticing(redis.port()));
    }

    AgentId agent() {
        return agent;
    }

    Ledger ledger() {
        return ledger;
    }

    Exchange exchange() {
        return exchange;
    }

    String queue() {
        return redis.queue(agent);
    }

    /** Those of a consumer by hand of one message at a time. */
    Orders orders() {
        return new Orders(Orders.Role.ANSWERING_FIRST, "first", redis.port(), agent, mode, 1, "");
    }

    Peer peer(Orders orders, String... jvmOptions) {
        return closing(Peer.start(orders, ledger, jvmOptions));
    }

    /** A consumer in this process that is there from now on. */
    void survivor() {
        survivor("survivor", closing(Lab.exchange(redis)));
    }

    /** A consumer in this process that reaches Redis by this port. */
    void survivor(String name, int port) {
        survivor(name, closing(Lab.exchange(port)));
    }

    void survivor(String name, Exchange own) {
        survivor(name, own, (stage, number) -> {});
    }

    /** A consumer that tells of its steps after they are noted. */
    void survivor(String name, Exchange own, Steps steps) {
        Steps noted = (stage, number) -> {
            ledger.note(stage, number);
            steps.at(stage, number);
        };
        closing(HandReader.start(name, own, agent, Lab.delivery(mode), 1, HandReader.Order.ANSWER_FIRST, noted));
    }

    /** A consumer in this process as an application has it. */
    void servedSurvivor() {
        Exchange own = closing(Lab.exchange(redis));
        closing(ServedAgent.start("served", own, agent, mode, 0, ledger::note));
    }

    /** Asks so many requests and waits until their fate is known. */
    void ask(int requests) {
        ask(Note.ACTION, requests);
    }

    void ask(String action, int requests) {
        for (int i = 0; i < requests; i++) {
            asker.ask(action, ++asked);
        }
        await().atMost(PATIENCE).until(ledger::isEverySendOver);
    }

    /** Asks one request after the other, never two at once, until {@link #endLoad}. */
    void beginLoad() {
        loading = true;
        Thread load = new Thread(this::load, "load");
        load.setDaemon(true);
        load.start();
        closing(() -> {
            loading = false;
            load.join(PATIENCE.toMillis());
        });
        awaitMore(20);
    }

    /** Waits until so many more were handled. */
    void awaitMore(int messages) {
        int until = ledger.handled() + messages;
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(10)).until(() -> ledger.handled() >= until);
    }

    void endLoad() {
        loading = false;
        await().atMost(PATIENCE).until(ledger::isEverySendOver);
    }

    /** Waits until nothing waits to be taken, which may be long after the load where consumers were slower than it. */
    void awaitDrained() {
        await("all that waited is taken")
                .atMost(DRAINING)
                .until(() -> redis.commands(agent).llen(queue()) == 0);
    }

    /** From now on it is counted how long it takes until all is well. */
    void faultIsOver() {
        faultAt = System.nanoTime();
    }

    /** As soon as Redis remembers nothing, an agent that runs registers again by itself. */
    void awaitRegisteredAgain() {
        await().atMost(REGISTERED_AGAIN).until(() -> exchange.status(agent) == MailboxStatus.ACTIVE);
    }

    void register(Exchange by) {
        by.registerAgent(AgentRegistration.of(Scene.class).withId(agent));
    }

    /** Lets time go by where a time is the fault. */
    static void pass(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    /** Waits for a moment of the test's. */
    static void awaitOpen(CountDownLatch gate) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(10)).until(() -> gate.getCount() == 0);
    }

    /** Waits until a new message is handled and the promise is reached, and checks that it is kept and nothing left over. */
    void settle(Fault fault) {
        probe();
        conclude(fault);
    }

    /** As {@link #settle}, of a mailbox that handles nothing any more. */
    void conclude(Fault fault) {
        Duration after = conclude(fault.promise(mode));
        LossMatrix.record(fault, mode, ledger.verdict(), after);
    }

    /** As {@link #settle}, for a promise about something that is not in the table. */
    void settle(Promise promise) {
        probe();
        conclude(promise);
    }

    private Duration conclude(Promise promise) {
        await(promise.toString())
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .untilAsserted(() -> assertThat(ledger.verdict())
                        .as(() -> "lost: " + ledger.lost() + ", left over: " + leftOver())
                        .matches(promise::isReached, promise.toString()));
        Duration after = Duration.ofNanos(System.nanoTime() - faultAt);
        await().atMost(PATIENCE).until(this::isQuiet);
        assertThat(leftOver()).isEmpty();
        assertThat(ledger.verdict()).matches(promise::isKept, promise.toString());
        return after;
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            end(open.pop());
        }
    }

    private void probe() {
        int number = --probes;
        asker.ask(Note.ACTION, number);
        await("a new message is handled")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> ledger.isHandled(number));
    }

    /** Whether all that was sent has found its end, so that what is missing now is lost. */
    private boolean isQuiet() {
        Verdict before = ledger.verdict();
        pass(QUIET);
        return leftOver().isEmpty() && asker.hasHeardAll() && ledger.verdict().equals(before);
    }

    /** What still lies in Redis for the agent: in its queue, with a reader, or pausing. */
    private List<String> leftOver() {
        List<String> keys = redis.commands(agent).keys("*" + agent.uid() + "*");
        return keys.stream()
                .filter(key -> (key.equals(queue()) && !isEnded())
                        || key.startsWith("exchange:taken:")
                        || key.startsWith("exchange:pausing:")
                        || key.startsWith("exchange:attempts:")
                        || key.startsWith("exchange:untold:"))
                .toList();
    }

    /** Then nothing but the mark of its end lies in the queue. */
    private boolean isEnded() {
        return redis.commands(agent).lrange(queue(), 0, -1).equals(List.of(END));
    }

    private void load() {
        while (loading) {
            asker.ask(Note.ACTION, ++asked);
            while (loading && !ledger.isEverySendOver()) {
                LockSupport.parkNanos(BETWEEN_SENDS.toNanos());
            }
            LockSupport.parkNanos(BETWEEN_SENDS.toNanos());
        }
    }

    private static void end(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) {
            throw new IllegalStateException(resource + " could not be closed", e);
        }
    }

    private <T extends AutoCloseable> T closing(T resource) {
        open.push(resource);
        return resource;
    }
}
