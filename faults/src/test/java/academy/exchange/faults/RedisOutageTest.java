package academy.exchange.faults;

import java.time.Duration;

import academy.exchange.DeliveryMode;
import academy.exchange.redis.RedisExchange;

/** Redis itself goes away under load, and comes back. */
class RedisOutageTest {

    private static final Duration SLEEP = Duration.ofSeconds(2);
    private static final Duration STALL = Duration.ofSeconds(4);

    @InEachMode
    void killedWithAppendOnlyFile(DeliveryMode mode) {
        try (RedisServer redis = RedisServer.start(RedisServer.Keeping.EVERYTHING);
                Scene scene = Scene.of(mode, redis)) {
            scene.survivor();
            scene.beginLoad();

            redis.kill();
            redis.startAgain();

            goesOn(Fault.REDIS_KILLED, scene);
        }
    }

    @InEachMode
    void restarted(DeliveryMode mode) {
        try (RedisServer redis = RedisServer.start(RedisServer.Keeping.EVERYTHING);
                Scene scene = Scene.of(mode, redis)) {
            scene.survivor();
            scene.beginLoad();

            redis.terminate();
            redis.startAgain();

            goesOn(Fault.REDIS_RESTARTED, scene);
        }
    }

    @InEachMode
    void diskFull(DeliveryMode mode) {
        try (RedisServer redis = RedisServer.start(RedisServer.Keeping.EVERYTHING);
                Scene scene = Scene.of(mode, redis)) {
            scene.survivor();
            scene.beginLoad();

            redis.fillDisk();
            redis.startAgain();

            goesOn(Fault.DISK_FULL, scene);
        }
    }

    @InEachMode
    void killedWithNothingOnDisk(DeliveryMode mode) {
        try (RedisServer redis = RedisServer.start(RedisServer.Keeping.NOTHING);
                Scene scene = Scene.of(mode, redis)) {
            scene.servedSurvivor();
            scene.beginLoad();

            redis.kill();
            redis.startAgain();
            scene.awaitRegisteredAgain();

            goesOn(Fault.REDIS_FORGOT, scene);
        }
    }

    @InEachMode
    void asleep(DeliveryMode mode) {
        try (RedisServer redis = RedisServer.start(RedisServer.Keeping.NOTHING);
                Scene scene = Scene.of(mode, redis)) {
            scene.survivor();
            scene.beginLoad();

            redis.stall(SLEEP);
            Scene.pass(SLEEP);

            goesOn(Fault.REDIS_SLEEPS, scene);
        }
    }

    /** Longer than the second that a command may take, and the two seconds of an operation. */
    @InEachMode
    void asleepForLongerThanAnybodyWaits(DeliveryMode mode) {
        try (RedisServer redis = RedisServer.start(RedisServer.Keeping.NOTHING);
                Scene scene = Scene.impatient(SLEEP, mode, redis);
                RedisExchange impatient = Lab.exchange(redis.port(), SLEEP)) {
            scene.survivor("impatient", impatient);
            scene.beginLoad();

            redis.stall(STALL);
            Scene.pass(STALL);

            goesOn(Fault.REDIS_STALLS, scene);
        }
    }

    private static void goesOn(Fault fault, Scene scene) {
        scene.faultIsOver();
        scene.awaitMore(20);
        scene.endLoad();
        scene.settle(fault);
    }
}
