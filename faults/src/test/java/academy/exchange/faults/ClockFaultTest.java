package academy.exchange.faults;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

import academy.exchange.DeliveryMode;

import static org.assertj.core.api.Assertions.assertThat;

/** The hosts do not agree on the time. */
class ClockFaultTest {

    private static final Duration OFF = Duration.ofHours(1);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @InEachMode
    void clockOfTheConsumerAnHourAhead(DeliveryMode mode) throws Exception {
        isServed(mode, OFF);
    }

    @InEachMode
    void clockOfTheConsumerAnHourBehind(DeliveryMode mode) throws Exception {
        isServed(mode, OFF.negated());
    }

    /** A question with a deadline is understood, too: an expired one would be refused. */
    private static void isServed(DeliveryMode mode, Duration off) throws IOException, InterruptedException {
        try (RedisServer redis = RedisServer.start(RedisServer.Keeping.NOTHING);
                Scene scene = Scene.of(mode, redis)) {
            Peer wrong = scene.peer(scene.orders().as(Orders.Role.AGENT), ShiftedClock.jvmOptions(off));
            assertThat(Duration.between(Instant.now().plus(off), wrong.clock()).abs())
                    .isLessThan(Duration.ofMinutes(1));

            scene.ask(20);
            scene.ledger().sending(0);
            scene.ledger().accepted(0);
            String answer = scene.exchange().getHandle(scene.agent()).call("note", String.class, PATIENCE, 0);
            scene.ledger().answered(0, String.valueOf(answer));

            scene.faultIsOver();
            scene.settle(Fault.CLOCK_OFF);
            assertThat(scene.exchange().heartbeatAge(scene.agent()).orElseThrow())
                    .isLessThan(PATIENCE.multipliedBy(3));
        }
    }
}
