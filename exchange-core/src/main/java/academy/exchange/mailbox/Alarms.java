package academy.exchange.mailbox;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * When loops that rest have to be called, the next first: a heap in which each loop has at most one place, and knows it, so
 * that nothing has to be searched or made, even when memory is short. Not safe for use by several threads at once.
 */
final class Alarms {

    private static final int NONE = -1;
    private static final int FEWEST = 16;

    private @Nullable Alarm[] heap = new @Nullable Alarm[FEWEST];
    private int size;
    private int room;

    /** The alarm of one loop. */
    static final class Alarm {

        final TurnQueue.Place place;
        private long time;
        private int index = NONE;

        Alarm(TurnQueue.Place place) {
            this.place = place;
        }
    }

    /** Makes room for one more loop. */
    void reserve() {
        if (room == heap.length) {
            heap = Arrays.copyOf(heap, 2 * room);
        }
        room++;
    }

    /** One loop less will set an alarm, this one's. */
    void forget(Alarm alarm) {
        cancel(alarm);
        room--;
    }

    /**
     * Lets it ring then at the latest. It may ring earlier: an alarm that is set already is not moved to a later time, so
     * that a loop that is woken thousands of times in the meantime leaves it alone.
     *
     * @return whether it is the next now and was not before
     */
    boolean set(Alarm alarm, long time) {
        if (alarm.index == NONE) {
            alarm.index = size++;
        } else if (time - alarm.time >= 0) {
            return false;
        }
        alarm.time = time;
        return up(alarm) == 0;
    }

    /** Takes an alarm out that is to ring now; null if there is none. */
    @Nullable
    Alarm ring(long now) {
        Alarm first = heap[0];
        if (first == null || first.time - now > 0) {
            return null;
        }
        cancel(first);
        return first;
    }

    /** How long until the next, at most this. */
    long untilNext(long now, long most) {
        Alarm first = heap[0];
        return first == null ? most : Math.min(most, first.time - now);
    }

    private void cancel(Alarm alarm) {
        int index = alarm.index;
        if (index == NONE) {
            return;
        }
        alarm.index = NONE;
        size--;
        Alarm last = heap[size];
        heap[size] = null;
        if (last != null && index < size) {
            last.index = index;
            down(last);
            up(last);
        }
    }

    /** Moves it up from its place and returns where it is then. */
    private int up(Alarm alarm) {
        int index = alarm.index;
        while (index > 0) {
            Alarm parent = heap[(index - 1) / 2];
            if (parent == null || parent.time - alarm.time <= 0) {
                break;
            }
            put(parent, index);
            index = (index - 1) / 2;
        }
        return put(alarm, index);
    }

    private void down(Alarm alarm) {
        int index = alarm.index;
        Alarm child = earlierChild(index);
        while (child != null && alarm.time - child.time > 0) {
            int freed = child.index;
            put(child, index);
            index = freed;
            child = earlierChild(index);
        }
        var unused = put(alarm, index);
    }

    private @Nullable Alarm earlierChild(int index) {
        int left = 2 * index + 1;
        if (left >= size) {
            return null;
        }
        Alarm one = heap[left];
        Alarm other = left + 1 < size ? heap[left + 1] : null;
        return one == null || other == null || one.time - other.time <= 0 ? one : other;
    }

    private int put(Alarm alarm, int index) {
        heap[index] = alarm;
        alarm.index = index;
        return index;
    }
}
