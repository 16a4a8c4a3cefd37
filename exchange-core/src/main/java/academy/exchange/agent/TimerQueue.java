package academy.exchange.agent;

import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.PriorityQueue;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The timers of one run of an agent, all on the thread that runs the queue. */
final class TimerQueue {

    private static final Logger log = LoggerFactory.getLogger(TimerQueue.class);

    private final AgentContext context;
    private final StopSignal stop;
    private final InstantSource clock;
    private final PriorityQueue<Turn> turns = new PriorityQueue<>();

    /** One run of a timer that is due; by the clock of the JVM, which nobody sets. */
    private record Turn(TimerMethod timer, ZonedDateTime time, long due) implements Comparable<Turn> {

        Duration remaining() {
            return Duration.ofNanos(due - System.nanoTime());
        }

        @Override
        public int compareTo(Turn other) {
            return Long.signum(due - other.due);
        }
    }

    TimerQueue(List<TimerMethod> timers, AgentContext context, StopSignal stop, InstantSource clock) {
        this.context = context;
        this.stop = stop;
        this.clock = clock;
        timers.forEach(timer -> add(timer, now()));
    }

    /** Runs each timer when it is due, until the stop is requested or no timer is left. */
    void run() {
        Turn turn = turns.peek();
        while (turn != null && !stop.isRequested()) {
            if (!stopsWithin(turn.remaining())) {
                run(turn);
            }
            turn = turns.peek();
        }
    }

    private void run(Turn turn) {
        turns.remove(turn);
        if (turn.timer().method().run(context, stop)) {
            add(turn.timer(), turn.time());
        }
    }

    private void add(TimerMethod timer, ZonedDateTime last) {
        ZonedDateTime now = now();
        ZonedDateTime next = timer.schedule().next(last, now);
        if (next == null) {
            log.info(
                    "{} does not run again, since its cron expression has no more times",
                    timer.method().title());
        } else {
            turns.add(new Turn(
                    timer, next, System.nanoTime() + Duration.between(now, next).toNanos()));
        }
    }

    private boolean stopsWithin(Duration pause) {
        try {
            return stop.await(pause);
        } catch (InterruptedException interrupted) {
            // Of no meaning: the stop gives its signal before it interrupts, and a method may have left the flag set.
            return true;
        }
    }

    private ZonedDateTime now() {
        return clock.instant().atZone(ZoneId.systemDefault());
    }
}
