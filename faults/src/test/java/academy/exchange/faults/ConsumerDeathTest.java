package academy.exchange.faults;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

import academy.exchange.DeliveryMode;

/** A consumer is killed at each stage of a message; another one takes its place. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsumerDeathTest {

    private static final int FATAL = 5;
    private static final int MESSAGES = 8;

    private RedisServer redis;

    @BeforeAll
    void start() {
        redis = RedisServer.start(RedisServer.Keeping.NOTHING);
    }

    @AfterAll
    void end() {
        redis.close();
    }

    @InEachMode
    void messagesTakenAhead(DeliveryMode mode) {
        try (Scene scene = Scene.of(mode, redis)) {
            dies(Fault.KILLED_READING_AHEAD, scene, scene.orders().taking(FATAL), Stage.TAKEN);
        }
    }

    @InEachMode
    void messageInTheHandler(DeliveryMode mode) {
        try (Scene scene = Scene.of(mode, redis)) {
            dies(Fault.KILLED_IN_HANDLER, scene, scene.orders(), Stage.BEGUN);
        }
    }

    @InEachMode
    void messageHandledAndNotAcknowledged(DeliveryMode mode) {
        try (Scene scene = Scene.of(mode, redis)) {
            dies(Fault.KILLED_BEFORE_ACKNOWLEDGE, scene, scene.orders(), Stage.HANDLED);
        }
    }

    @InEachMode
    void messageAcknowledgedAndNotAnswered(DeliveryMode mode) {
        try (Scene scene = Scene.of(mode, redis)) {
            dies(
                    Fault.KILLED_ACKNOWLEDGED,
                    scene,
                    scene.orders().as(Orders.Role.ACKNOWLEDGING_FIRST),
                    Stage.ACKNOWLEDGED);
        }
    }

    @InEachMode
    void messageAnsweredAndNotAcknowledged(DeliveryMode mode) {
        try (Scene scene = Scene.of(mode, redis)) {
            dies(Fault.KILLED_ANSWERED, scene, scene.orders(), Stage.ANSWERED);
        }
    }

    private static void dies(Fault fault, Scene scene, Orders orders, Stage stage) {
        scene.ask(MESSAGES);
        Peer first = scene.peer(orders.stoppingAt(stage, FATAL));
        first.awaitStep(stage, FATAL);

        first.kill();

        scene.faultIsOver();
        scene.survivor();
        scene.settle(fault);
    }
}
