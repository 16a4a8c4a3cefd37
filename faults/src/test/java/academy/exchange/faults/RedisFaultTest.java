package academy.exchange.faults;

import java.time.Duration;

import academy.exchange.DeliveryMode;

/** Redis itself goes away under load, and comes back. */
class RedisFaultTest {

    private static final Duration SLEEP = Duration.ofSeconds(2);

    @InEachMode
    void killedWithAppendOnlyFile(DeliveryMode mode) {
        try (RedisServer redis = RedisServer.start(RedisServer.Keeping.EVERYTHING);
                Scene scene = Scene.of(Fault.REDIS_KILLED, mode, redis)) {
            scene.survivor();
            scene.beginLoad();

            redis.kill();
            redis.startAgain();

            goesOn(scene);
        }
    }

    @InEachMode
    void restarted(DeliveryMode mode) {
        try (RedisServer redis = RedisServer.start(RedisServer.Keeping.EVERYTHING);
                Scene scene = Scene.of(Fault.REDIS_RESTARTED, mode, redis)) {
            scene.survivor();
            scene.beginLoad();

            redis.terminate();
            redis.startAgain();

            goesOn(scene);
        }
    }

    @InEachMode
    void killedWithNothingOnDisk(DeliveryMode mode) {
        try (RedisServer redis = RedisServer.start(RedisServer.Keeping.NOTHING);
                Scene scene = Scene.of(Fault.REDIS_FORGOT, mode, redis)) {
            scene.survivor();
            scene.beginLoad();

            redis.kill();
            redis.startAgain();
            scene.registerAgain();

            goesOn(scene);
        }
    }

    @InEachMode
    void asleep(DeliveryMode mode) {
        try (RedisServer redis = RedisServer.start(RedisServer.Keeping.NOTHING);
                Scene scene = Scene.of(Fault.REDIS_SLEEPS, mode, redis)) {
            scene.survivor();
            scene.beginLoad();

            redis.sleep(SLEEP);
            Scene.pass(SLEEP);

            goesOn(scene);
        }
    }

    private static void goesOn(Scene scene) {
        scene.faultIsOver();
        scene.awaitMore(20);
        scene.endLoad();
        scene.settle();
    }
}
