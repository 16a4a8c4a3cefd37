package academy.exchange.faults;

import java.time.Duration;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import io.lettuce.core.KillArgs;

import academy.exchange.DeliveryMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Redis stays, and somebody meddles with it, or it has no room. */
class RedisTroubleTest {

    private static final int TIMES = 5;

    private RedisServer redis;

    @BeforeEach
    void start() {
        redis = RedisServer.start(RedisServer.Keeping.NOTHING);
    }

    @AfterEach
    void end() {
        redis.close();
    }

    @InEachMode
    void connectionsOfBlockedReadersKilled(DeliveryMode mode) {
        try (Scene scene = Scene.of(mode, redis)) {
            underLoad(Fault.BLOCKED_READERS_KILLED, scene, this::killBlockedReader);
        }
    }

    @InEachMode
    void allConnectionsKilled(DeliveryMode mode) {
        try (Scene scene = Scene.of(mode, redis)) {
            underLoad(Fault.CLIENTS_KILLED, scene, () -> redis.commands()
                    .clientKill(KillArgs.Builder.typeNormal().skipme(true)));
        }
    }

    @InEachMode
    void scriptsFlushed(DeliveryMode mode) {
        try (Scene scene = Scene.of(mode, redis)) {
            underLoad(Fault.SCRIPTS_FLUSHED, scene, () -> redis.commands().scriptFlush());
        }
    }

    @InEachMode
    void everythingFlushed(DeliveryMode mode) {
        try (Scene scene = Scene.of(mode, redis)) {
            scene.servedSurvivor();
            scene.beginLoad();

            redis.commands().flushall();
            scene.awaitRegisteredAgain();

            scene.faultIsOver();
            scene.awaitMore(20);
            scene.endLoad();
            scene.settle(Fault.FLUSHED);
        }
    }

    @InEachMode
    void fullMemoryRefusesSendersAndIsDrained(DeliveryMode mode) {
        try (Scene scene = Scene.impatient(Duration.ofSeconds(1), mode, redis)) {
            scene.ask(5);

            redis.commands().configSet("maxmemory", "1");
            scene.ask(5);
            scene.survivor();
            await().atMost(Duration.ofSeconds(10)).until(() -> scene.ledger().isHandled(1));
            redis.commands().configSet("maxmemory", "0");

            scene.faultIsOver();
            scene.settle(Fault.MEMORY_FULL);
            assertThat(scene.ledger().verdict().refused()).isEqualTo(5);
        }
    }

    @InEachMode
    void keyOfAnotherTypeRefusesSendersAndIsOutlived(DeliveryMode mode) {
        try (Scene scene = Scene.of(mode, redis)) {
            scene.survivor();
            scene.ask(5);
            scene.awaitMore(5 - scene.ledger().verdict().ok());

            redis.commands().set(scene.queue(), "not a list");
            scene.ask(5);
            redis.commands().del(scene.queue());

            scene.faultIsOver();
            scene.settle(Fault.WRONG_TYPE);
            assertThat(scene.ledger().verdict().refused()).isEqualTo(5);
        }
    }

    private static void underLoad(Fault fault, Scene scene, Runnable blow) {
        scene.survivor();
        scene.beginLoad();
        for (int i = 0; i < TIMES; i++) {
            blow.run();
            scene.faultIsOver();
            scene.awaitMore(20);
        }
        scene.endLoad();
        scene.settle(fault);
    }

    /** The agent's reader and that of the asker: only those wait for messages. */
    private void killBlockedReader() {
        await().atMost(Duration.ofSeconds(5))
                .until(() -> blocked().mapToLong(this::kill).sum() > 0);
    }

    private Stream<String> blocked() {
        return redis.commands().clientList().lines().filter(client -> client.contains(" flags=b "));
    }

    private long kill(String client) {
        long id = Long.parseLong(client.substring("id=".length(), client.indexOf(' ')));
        return redis.commands().clientKill(KillArgs.Builder.id(id));
    }
}
