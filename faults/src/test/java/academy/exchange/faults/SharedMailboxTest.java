package academy.exchange.faults;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import academy.exchange.DeliveryMode;
import academy.exchange.redis.RedisExchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Several have to do with one mailbox: two that serve it, or one that ends it while the other is in trouble. */
class SharedMailboxTest {

    private static final int FATAL = 5;
    private static final String TERMINATED = "MAILBOX_TERMINATED";

    private RedisServer redis;

    @BeforeEach
    void start() {
        redis = RedisServer.start(RedisServer.Keeping.EVERYTHING);
    }

    @AfterEach
    void end() {
        redis.close();
    }

    @InEachMode
    void twoAgentsOfOneIdStartedAtOnce(DeliveryMode mode) {
        try (Scene scene = Scene.of(mode, redis);
                RedisExchange one = Lab.exchange(redis.port());
                RedisExchange other = Lab.exchange(redis.port())) {
            scene.ask(100);
            CompletableFuture<Void> first = CompletableFuture.runAsync(() -> begin(scene, "one", one));
            begin(scene, "other", other);
            first.join();
            scene.ask(400);

            scene.faultIsOver();
            scene.settle(Fault.TWO_WITH_ONE_ID);
        }
    }

    @InEachMode
    void endedAfterItsConsumerWasKilled(DeliveryMode mode) {
        try (Scene scene = Scene.of(mode, redis)) {
            scene.ask(FATAL + 3);
            Peer first = scene.peer(scene.orders().stoppingAt(Stage.BEGUN, FATAL));
            first.awaitStep(Stage.BEGUN, FATAL);
            first.kill();
            scene.faultIsOver();

            scene.exchange().terminate(scene.agent());

            scene.conclude(Fault.ENDED_AFTER_KILL);
            assertThat(scene.ledger().answersTo(FATAL))
                    .singleElement()
                    .asString()
                    .contains(TERMINATED);
        }
    }

    @InEachMode
    void endedWhileItsConsumerIsCutOff(DeliveryMode mode) {
        try (NetworkProxy network = new NetworkProxy(redis.port());
                Scene scene = Scene.of(mode, redis)) {
            scene.survivor("behind the network", network.port());
            scene.ask(FATAL);
            scene.awaitMore(FATAL - scene.ledger().verdict().ok());
            network.cut();
            scene.ask(FATAL);
            scene.faultIsOver();

            scene.exchange().terminate(scene.agent());
            network.mend();

            scene.conclude(Fault.ENDED_WHILE_CUT);
        }
    }

    @InEachMode
    void endedWhileItsConsumerStandsStill(DeliveryMode mode) {
        try (Scene scene = Scene.of(mode, redis)) {
            scene.ask(FATAL + 3);
            Peer first = scene.peer(scene.orders().stoppingAt(Stage.BEGUN, FATAL));
            first.awaitStep(Stage.BEGUN, FATAL);
            first.freeze();
            scene.faultIsOver();

            scene.exchange().terminate(scene.agent());
            first.open();
            first.thaw();
            first.awaitStep(Stage.HANDLED, FATAL);

            scene.conclude(Fault.ENDED_WHILE_FROZEN);
            assertThat(scene.ledger().answersTo(FATAL))
                    .singleElement()
                    .asString()
                    .contains(TERMINATED);
        }
    }

    @InEachMode
    void endedWhileRedisSleeps(DeliveryMode mode) {
        try (Scene scene = Scene.of(mode, redis)) {
            scene.ask(FATAL);
            redis.stall(Duration.ofSeconds(2));

            scene.exchange().terminate(scene.agent());

            scene.faultIsOver();
            scene.conclude(Fault.ENDED_WHILE_REDIS_SLEEPS);
            assertThat(scene.ledger().answersTo(1)).singleElement().asString().contains(TERMINATED);
        }
    }

    @InEachMode
    void endedWhileMemoryIsFull(DeliveryMode mode) {
        try (Scene scene = Scene.of(mode, redis)) {
            scene.ask(FATAL);
            redis.commands().configSet("maxmemory", "1");

            scene.exchange().terminate(scene.agent());

            scene.faultIsOver();
            scene.conclude(Fault.ENDED_WHILE_MEMORY_IS_FULL);
            assertThat(scene.ledger().answersTo(1)).singleElement().asString().contains(TERMINATED);
        }
    }

    @InEachMode
    void endedWhileRedisIsAway(DeliveryMode mode) {
        try (Scene scene = Scene.of(mode, redis)) {
            scene.ask(FATAL);
            redis.kill();
            CompletableFuture<Void> terminated =
                    CompletableFuture.runAsync(() -> scene.exchange().terminate(scene.agent()));
            redis.startAgain();
            scene.faultIsOver();

            await().atMost(Duration.ofSeconds(10)).until(terminated::isDone);

            scene.conclude(Fault.ENDED_WHILE_REDIS_IS_AWAY);
            assertThat(scene.ledger().answersTo(1)).singleElement().asString().contains(TERMINATED);
        }
    }

    private static void begin(Scene scene, String name, RedisExchange exchange) {
        scene.register(exchange);
        scene.survivor(name, exchange);
    }
}
