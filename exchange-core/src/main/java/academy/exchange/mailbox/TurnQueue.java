package academy.exchange.mailbox;

import java.util.ArrayDeque;
import java.util.PriorityQueue;
import java.util.Queue;

import org.jspecify.annotations.Nullable;

/**
 * Which of many loops has the next turn: first come, first served, so that one that always has something to do goes to the
 * end each time, and none starves. A loop that rests comes when its time has come or when it is woken. Not safe for use
 * by several threads at once.
 */
final class TurnQueue {

    private final Queue<SharedLoop> ready = new ArrayDeque<>();
    private final PriorityQueue<Alarm> alarms = new PriorityQueue<>();

    /** How many alarms are those of loops that have ended. */
    private int dead;

    /** What a loop is doing, as the queue sees it. */
    private enum State {
        RESTING,
        READY,
        RUNNING,
        /** It runs, and has to run again. */
        RUNNING_AND_WOKEN,
        ENDED
    }

    /** Where a loop is. */
    static final class Place {

        private final SharedLoop loop;
        private State state = State.RESTING;
        private long due;
        private @Nullable Alarm alarm;

        Place(SharedLoop loop) {
            this.loop = loop;
        }
    }

    /**
     * An alarm is never moved: a loop that rests longer than until its next alarm gets up for nothing, once, and sets another.
     * So a loop that is woken thousands of times in the meantime sets none.
     */
    private static final class Alarm implements Comparable<Alarm> {

        private final long time;
        private @Nullable Place place;
        private final @Nullable Alarm later;

        Alarm(long time, Place place, @Nullable Alarm later) {
            this.time = time;
            this.place = place;
            this.later = later;
        }

        @Override
        public int compareTo(Alarm other) {
            return Long.signum(time - other.time);
        }
    }

    /** Whether some loop can have its turn at once. */
    boolean hasReady() {
        return !ready.isEmpty();
    }

    /** Lets a loop have a turn, or another if it has one now; says whether it waits for a thread since. */
    boolean wake(SharedLoop loop) {
        Place place = loop.place;
        switch (place.state) {
            case RESTING -> {
                enqueue(place);
                return true;
            }
            case RUNNING -> place.state = State.RUNNING_AND_WOKEN;
            case READY, RUNNING_AND_WOKEN, ENDED -> {}
        }
        return false;
    }

    /** The loop whose turn it is, which runs from now on; null if all rest or run. */
    @Nullable
    SharedLoop next(long now) {
        for (Alarm alarm = alarms.peek(); alarm != null && alarm.time - now <= 0; alarm = alarms.peek()) {
            alarms.remove();
            ring(alarm, now);
        }
        SharedLoop loop = ready.poll();
        if (loop != null) {
            loop.place.state = State.RUNNING;
        }
        return loop;
    }

    /** How long until a loop that rests has to be called, at most this. */
    long untilAlarm(long now, long most) {
        Alarm alarm = alarms.peek();
        return alarm == null ? most : Math.min(most, alarm.time - now);
    }

    /**
     * The loop has had its turn and rests until then, unless it was woken meanwhile.
     *
     * @return whether it is the next to be called, so that whoever waits for the next alarm has to know
     */
    boolean rests(SharedLoop loop, long due) {
        Place place = loop.place;
        if (place.state == State.RUNNING_AND_WOKEN) {
            enqueue(place);
            return false;
        }
        place.state = State.RESTING;
        place.due = due;
        return setAlarm(place) && alarms.peek() == place.alarm;
    }

    /** The loop has had its turn and wants another. */
    void again(SharedLoop loop) {
        enqueue(loop.place);
    }

    /** The loop has had its last turn. */
    void ended(SharedLoop loop) {
        Place place = loop.place;
        place.state = State.ENDED;
        for (Alarm alarm = place.alarm; alarm != null; alarm = alarm.later) {
            alarm.place = null;
            dead++;
        }
        place.alarm = null;
        if (dead > alarms.size() / 2) {
            alarms.removeIf(alarm -> alarm.place == null);
            dead = 0;
        }
    }

    private void enqueue(Place place) {
        place.state = State.READY;
        ready.add(place.loop);
    }

    /** Unless there is one that comes first. */
    private boolean setAlarm(Place place) {
        Alarm next = place.alarm;
        if (next != null && place.due - next.time >= 0) {
            return false;
        }
        place.alarm = new Alarm(place.due, place, next);
        return alarms.add(place.alarm);
    }

    /** The first alarm of a loop is its earliest. */
    private void ring(Alarm alarm, long now) {
        Place place = alarm.place;
        if (place == null) {
            dead--;
            return;
        }
        place.alarm = alarm.later;
        if (place.state == State.RESTING) {
            if (place.due - now <= 0) {
                enqueue(place);
            } else {
                var unused = setAlarm(place);
            }
        }
    }
}
