package academy.samples.pipeline;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Tells when this process begins to end, so that nobody goes on waiting for agents that will not come back here. */
@Component
class Closing {

    private final CountDownLatch begun = new CountDownLatch(1);

    @EventListener(ContextClosedEvent.class)
    void begin() {
        begun.countDown();
    }

    /** Waits for so long, or until the end begins; true if it has begun. */
    boolean await(Duration pause) throws InterruptedException {
        return begun.await(pause.toMillis(), TimeUnit.MILLISECONDS);
    }
}
