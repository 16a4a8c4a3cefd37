package academy.exchange.agent;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;

import academy.exchange.AgentHandle;
import academy.exchange.AgentId;
import academy.exchange.Exchange;
import academy.exchange.codec.JsonMessageCodec;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(30)
class BackgroundWorkTest {

    private final Context context = new Context();

    @Test
    void loopThatIgnoresTheSignalIsInterruptedWithoutFailing() throws InterruptedException {
        Deaf loop = new Deaf();
        BackgroundWork work = work(loop, Duration.ofMillis(20));
        work.begin(context);
        assertThat(loop.running.await(10, TimeUnit.SECONDS)).isTrue();
        work.end();
        assertThat(loop.interrupted.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(context.shutdowns).isZero();
    }

    @Test
    void loopThatIgnoresTheInterruptIsGivenUp() throws InterruptedException {
        Stubborn loop = new Stubborn();
        BackgroundWork work = work(loop, Duration.ofMillis(20));
        work.begin(context);
        assertThat(loop.running.await(10, TimeUnit.SECONDS)).isTrue();
        work.end();
        assertThat(loop.mayEnd.getCount()).isEqualTo(1);
        loop.mayEnd.countDown();
    }

    @Test
    void loopMayUseTheGrace() throws InterruptedException {
        Graceful loop = new Graceful();
        BackgroundWork work = work(loop, Duration.ofSeconds(60));
        work.begin(context);
        assertThat(work.isRequested()).isFalse();
        work.end();
        assertThat(loop.finished.getCount()).isZero();
    }

    @Test
    void timerThatRunsAtTheStopMayFinish() throws InterruptedException {
        Ticking timer = new Ticking();
        BackgroundWork work = work(timer, Duration.ofSeconds(60));
        work.begin(context);
        assertThat(timer.running.await(10, TimeUnit.SECONDS)).isTrue();
        work.requestStop();
        timer.mayEnd.countDown();
        work.end();
        assertThat(timer.finished.getCount()).isZero();
    }

    @Test
    void workWithoutThreadsEndsAtOnce() throws InterruptedException {
        BackgroundWork work = new BackgroundWork(AgentLife.none("idle"), Duration.ZERO, InstantSource.system());
        work.begin(context);
        assertThat(work.await(Duration.ZERO)).isFalse();
        work.end();
        assertThat(work.await(Duration.ofDays(1))).isTrue();
    }

    private static BackgroundWork work(Object bean, Duration shutdownTimeout) {
        AttributeResolver attributes = new AttributeResolver(new DefaultListableBeanFactory());
        AgentLife life = AgentLife.of("test", bean, bean.getClass(), attributes, false, Duration.ofSeconds(20));
        return new BackgroundWork(life, shutdownTimeout, InstantSource.system());
    }

    static class Deaf {
        private final CountDownLatch running = new CountDownLatch(1);
        private final CountDownLatch interrupted = new CountDownLatch(1);

        @Loop
        void run() throws InterruptedException {
            running.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException expected) {
                interrupted.countDown();
                throw expected;
            }
        }
    }

    static class Stubborn {
        private final CountDownLatch running = new CountDownLatch(1);
        private final CountDownLatch mayEnd = new CountDownLatch(1);

        @Loop
        void run() {
            running.countDown();
            while (mayEnd.getCount() > 0) {
                Thread.onSpinWait();
            }
        }
    }

    static class Graceful {
        private final CountDownLatch finished = new CountDownLatch(1);

        @Loop
        void run(StopSignal stop) throws InterruptedException {
            assertThat(stop.await(Duration.ofSeconds(20))).isTrue();
            finished.countDown();
        }
    }

    static class Ticking {
        private final CountDownLatch running = new CountDownLatch(1);
        private final CountDownLatch mayEnd = new CountDownLatch(1);
        private final CountDownLatch finished = new CountDownLatch(1);

        @Timer(fixedDelay = "1ms")
        void tick() throws InterruptedException {
            running.countDown();
            mayEnd.await();
            finished.countDown();
        }
    }

    /** Counts the shutdowns that are asked for. */
    private static final class Context implements AgentContext {
        private final Exchange exchange = new RecordingExchange(JsonMessageCodec.create());
        private volatile int shutdowns;

        @Override
        public AgentId id() {
            return Desk.AGENT;
        }

        @Override
        public Exchange exchange() {
            return exchange;
        }

        @Override
        public AgentHandle handle(AgentId agent) {
            return exchange.getHandle(agent);
        }

        @Override
        public void shutdown() {
            shutdowns = 1;
        }

        @Override
        public void shutdown(boolean terminate) {
            shutdowns = 1;
        }
    }
}
