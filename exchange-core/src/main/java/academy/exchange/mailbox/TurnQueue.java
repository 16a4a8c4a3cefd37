package academy.exchange.mailbox;

import org.jspecify.annotations.Nullable;

/**
 * Which of many loops has the next turn: first come, first served, so that one that always has something to do goes to the
 * end each time, and none starves. A loop that rests comes when its time has come or when it is woken. Once a loop has been
 * let in nothing needs memory. Not safe for use by several threads at once.
 */
final class TurnQueue {

    private final Alarms alarms = new Alarms();
    private @Nullable Place first;
    private @Nullable Place last;

    /** What a loop is doing, as the queue sees it. */
    private enum State {
        /** It will have its first turn, whether it is woken before or not. */
        NEW,
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
        private final Alarms.Alarm alarm = new Alarms.Alarm(this);
        private State state = State.NEW;
        private long due;
        private @Nullable Place next;

        Place(SharedLoop loop) {
            this.loop = loop;
        }
    }

    /** Lets a loop in, with its first turn. */
    void begins(SharedLoop loop) {
        alarms.reserve();
        enqueue(loop.place);
    }

    /** Whether some loop can have its turn at once. */
    boolean hasReady() {
        return first != null;
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
            case NEW, READY, RUNNING_AND_WOKEN, ENDED -> {}
        }
        return false;
    }

    /** The loop whose turn it is, which runs from now on; null if all rest or run. */
    @Nullable
    SharedLoop next(long now) {
        for (Alarms.Alarm alarm = alarms.ring(now); alarm != null; alarm = alarms.ring(now)) {
            callOrWait(alarm.place, now);
        }
        return first == null ? null : dequeue(first);
    }

    /** The loop whose turn it is, if its turn can be taken together with this one's; null if not, or if there is none. */
    @Nullable
    SharedLoop nextWith(SharedLoop other) {
        Place place = first;
        return place == null || !place.loop.takesTogetherWith(other) ? null : dequeue(place);
    }

    private SharedLoop dequeue(Place place) {
        first = place.next;
        last = first == null ? null : last;
        place.next = null;
        place.state = State.RUNNING;
        return place.loop;
    }

    /** How long until a loop that rests has to be called, at most this. */
    long untilAlarm(long now, long most) {
        return alarms.untilNext(now, most);
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
        return alarms.set(place.alarm, due);
    }

    /** The loop has had its turn and wants another. */
    void again(SharedLoop loop) {
        enqueue(loop.place);
    }

    /** The loop has had its last turn. */
    void ended(SharedLoop loop) {
        loop.place.state = State.ENDED;
        alarms.forget(loop.place.alarm);
    }

    private void enqueue(Place place) {
        place.state = State.READY;
        if (last == null) {
            first = place;
        } else {
            last.next = place;
        }
        last = place;
    }

    private void callOrWait(Place place, long now) {
        if (place.state == State.RESTING && place.due - now <= 0) {
            enqueue(place);
        } else if (place.state == State.RESTING) {
            var unused = alarms.set(place.alarm, place.due);
        }
    }
}
