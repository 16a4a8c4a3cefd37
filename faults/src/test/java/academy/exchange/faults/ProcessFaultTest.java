package academy.exchange.faults;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

import academy.exchange.DeliveryMode;

import static org.assertj.core.api.Assertions.assertThat;

/** What else happens to the processes of callers and consumers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProcessFaultTest {

    /** What a JVM leaves with that {@code SIGTERM} has ended in order. */
    private static final int TERMINATED = 143;

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
    void killedCallerHasSentWhatItKnowsOf(DeliveryMode mode) {
        try (Scene scene = Scene.of(mode, redis)) {
            scene.survivor();
            Peer caller = scene.peer(scene.orders().as(Orders.Role.CALLER).named("caller"));
            caller.awaitLine(PeerMain.ACCEPTED + " 100");

            caller.kill();

            scene.faultIsOver();
            scene.settle(Fault.CALLER_KILLED);
        }
    }

    @InEachMode
    void terminatedConsumerFinishesWhatItTook(DeliveryMode mode) {
        try (Scene scene = Scene.of(mode, redis)) {
            scene.ask(500);
            Peer first = scene.peer(scene.orders().as(Orders.Role.AGENT).taking(9));
            first.awaitStep(Stage.BEGUN, 50);

            assertThat(first.terminate()).isEqualTo(TERMINATED);

            scene.faultIsOver();
            scene.survivor();
            scene.settle(Fault.TERMINATED_UNDER_LOAD);
        }
    }

    @InEachMode
    void consumerThatStandsStillGoesOnWithoutHarm(DeliveryMode mode) {
        try (Scene scene = Scene.of(mode, redis)) {
            scene.ask(8);
            Peer first = scene.peer(scene.orders().stoppingAt(Stage.BEGUN, 5));
            first.awaitStep(Stage.BEGUN, 5);

            first.freeze();
            scene.survivor();
            Scene.pass(Lab.RECOVERY_TIME.multipliedBy(2));
            first.open();
            first.thaw();

            scene.faultIsOver();
            first.awaitStep(Stage.HANDLED, 5);
            scene.settle(Fault.FROZEN);
        }
    }

    @InEachMode
    void exhaustedHeapFailsOneRequest(DeliveryMode mode) {
        try (Scene scene = Scene.of(mode, redis)) {
            scene.peer(scene.orders().as(Orders.Role.AGENT)).awaitReady();

            scene.ask("exhaust", 1);

            scene.faultIsOver();
            scene.settle(Fault.HEAP_EXHAUSTED);
            assertThat(scene.ledger().answersTo(1)).singleElement().asString().contains("OutOfMemoryError");
        }
    }

    @InEachMode
    void errorFailsOneRequest(DeliveryMode mode) {
        try (Scene scene = Scene.of(mode, redis)) {
            scene.peer(scene.orders().as(Orders.Role.AGENT)).awaitReady();

            scene.ask("fail", 1);

            scene.faultIsOver();
            scene.settle(Fault.HANDLER_THROWS_ERROR);
            assertThat(scene.ledger().answersTo(1)).singleElement().asString().contains("StackOverflowError");
        }
    }
}
