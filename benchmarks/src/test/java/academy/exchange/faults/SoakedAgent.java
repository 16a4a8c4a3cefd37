package academy.exchange.faults;

import java.time.Duration;
import java.util.Random;

import academy.exchange.DeliveryMode;

/**
 * An agent under load with two consumers, each of which may fail in its own way: a process that is killed, ended and
 * stopped, and one behind a network that is cut.
 */
final class SoakedAgent implements AutoCloseable {

    private static final Duration LONGEST_FAULT = Duration.ofSeconds(2);

    private final NetworkProxy network;
    private final Scene scene;
    private Peer process;

    private SoakedAgent(DeliveryMode mode, RedisServer redis) {
        this.network = new NetworkProxy(redis.port());
        this.scene = Scene.of(mode, redis);
        this.process = newProcess();
    }

    static SoakedAgent start(DeliveryMode mode, RedisServer redis) {
        SoakedAgent agent = new SoakedAgent(mode, redis);
        agent.scene.survivor("behind the network", agent.network.port());
        agent.scene.beginLoad();
        return agent;
    }

    /** {@code SIGKILL}, wherever the process is, and another one takes its place. */
    void killProcess() {
        process.kill();
        process = newProcess();
    }

    /** {@code SIGTERM}, and another one takes its place. */
    void endProcess() {
        process.awaitReady();
        process.terminate();
        process = newProcess();
    }

    /** Stops the process for a random time, perhaps for longer than its lease. */
    void freezeProcess(Random random) {
        process.awaitReady();
        process.freeze();
        Scene.pass(upTo(LONGEST_FAULT, random));
        process.thaw();
    }

    void cutNetwork(Random random) {
        network.cut();
        Scene.pass(upTo(LONGEST_FAULT, random));
        network.mend();
    }

    void blackenNetwork(Random random) {
        network.blackHole();
        Scene.pass(upTo(LONGEST_FAULT, random));
        network.mend();
    }

    /** Ends the load and waits until all that was sent has found its end. */
    Verdict settle(Promise promise) {
        scene.endLoad();
        scene.awaitDrained();
        scene.settle(promise);
        return scene.ledger().verdict();
    }

    @Override
    public void close() {
        scene.close();
        network.close();
    }

    @Override
    public String toString() {
        return scene.agent().toString();
    }

    private Peer newProcess() {
        return scene.peer(scene.orders().named("process"), Lab.NEVER_UNAVAILABLE);
    }

    private static Duration upTo(Duration most, Random random) {
        return Duration.ofMillis(random.nextLong(most.toMillis()));
    }
}
