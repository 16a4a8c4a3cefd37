package academy.exchange.faults;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

import academy.exchange.DeliveryMode;
import academy.exchange.redis.RedisExchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The network between a process and Redis fails. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NetworkFaultTest {

    private static final Duration IMPATIENT = Duration.ofSeconds(2);

    private RedisServer redis;
    private NetworkProxy network;

    @BeforeAll
    void start() {
        redis = RedisServer.start(RedisServer.Keeping.NOTHING);
    }

    @AfterAll
    void end() {
        redis.close();
    }

    @BeforeEach
    void connect() {
        network = new NetworkProxy(redis.port());
    }

    @AfterEach
    void disconnect() {
        network.close();
    }

    @InEachMode
    void cut(DeliveryMode mode) {
        try (Scene scene = Scene.of(mode, redis)) {
            scene.survivor("behind the network", network.port());
            scene.beginLoad();

            for (int i = 0; i < 3; i++) {
                network.cut();
                Scene.pass(Duration.ofMillis(300));
                network.mend();
                scene.faultIsOver();
                scene.awaitMore(20);
            }

            scene.endLoad();
            scene.settle(Fault.CUT);
        }
    }

    @InEachMode
    void blackHoled(DeliveryMode mode) {
        try (Scene scene = Scene.of(mode, redis);
                RedisExchange impatient = Lab.exchange(network.port(), IMPATIENT)) {
            scene.survivor("behind the network", impatient);
            scene.beginLoad();

            network.blackHole();
            Scene.pass(Lab.RECOVERY_TIME);
            network.mend();

            scene.faultIsOver();
            scene.awaitMore(20);
            scene.endLoad();
            scene.settle(Fault.BLACK_HOLED);
        }
    }

    @InEachMode
    void cutOffInTheHandler(DeliveryMode mode) throws Exception {
        try (Scene scene = Scene.of(mode, redis);
                RedisExchange own = Lab.exchange(network.port())) {
            CountDownLatch begun = new CountDownLatch(1);
            CountDownLatch gate = new CountDownLatch(1);
            scene.survivor("zombie", own, (stage, number) -> {
                if (stage == Stage.BEGUN && number == 1) {
                    begun.countDown();
                    Scene.awaitOpen(gate);
                }
            });
            scene.ask(5);
            Scene.awaitOpen(begun);

            network.cut();
            scene.survivor();
            Scene.pass(Lab.RECOVERY_TIME);
            network.mend();
            gate.countDown();

            scene.faultIsOver();
            scene.settle(Fault.CUT_OFF_IN_HANDLER);
            assertThat(scene.ledger().answersTo(1))
                    .containsExactly(mode == DeliveryMode.AT_MOST_ONCE ? "zombie" : "survivor");
        }
    }

    @InEachMode
    void slow(DeliveryMode mode) {
        try (Scene scene = Scene.of(mode, redis)) {
            scene.survivor("behind the network", network.port());
            network.slow(Duration.ofMillis(50));

            scene.ask(10);

            scene.faultIsOver();
            scene.settle(Fault.SLOW);
        }
    }

    @InEachMode
    void replyToTheReaderLost(DeliveryMode mode) {
        try (Scene scene = Scene.of(mode, redis)) {
            scene.survivor("behind the network", network.port());
            network.dropReplyTo(mode == DeliveryMode.AT_MOST_ONCE ? "blpop" : "exchange:taken:");

            scene.beginLoad();
            await().atMost(Duration.ofSeconds(5)).until(() -> network.dropped() > 0);

            scene.faultIsOver();
            scene.awaitMore(20);
            scene.endLoad();
            scene.settle(Fault.TAKE_REPLY_LOST);
            assertThat(network.dropped()).isEqualTo(1);
        }
    }

    @InEachMode
    void replyToTheSenderLost(DeliveryMode mode) {
        try (Scene scene = Scene.askingThrough(network.port(), mode, redis)) {
            scene.survivor();
            scene.ask(5);
            network.dropReplyTo("outgoing:");

            scene.ask(5);

            scene.faultIsOver();
            scene.settle(Fault.SEND_REPLY_LOST);
            assertThat(network.dropped()).isEqualTo(1);
        }
    }
}
