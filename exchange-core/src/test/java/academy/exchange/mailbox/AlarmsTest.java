package academy.exchange.mailbox;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;

import academy.exchange.mailbox.Alarms.Alarm;

import static org.assertj.core.api.Assertions.assertThat;

class AlarmsTest {

    private final Alarms alarms = new Alarms();

    @Test
    void alarmsRingInTheOrderOfTheirTimes() {
        Random random = new Random(1);
        for (int number = 0; number < 1_000; number++) {
            boolean unused = alarms.set(add(), random.nextInt(500));
        }

        List<Long> rung = new ArrayList<>();
        for (long now = 0; now < 500; now++) {
            while (alarms.ring(now) != null) {
                rung.add(now);
            }
        }
        assertThat(rung).hasSize(1_000).isSorted();
    }

    @Test
    void alarmIsMovedToAnEarlierTimeAndNeverToALater() {
        Alarm alarm = add();
        assertThat(alarms.set(alarm, 20)).isTrue();
        assertThat(alarms.set(alarm, 30)).isFalse();
        assertThat(alarms.set(alarm, 10)).isTrue();

        assertThat(alarms.untilNext(4, 100)).isEqualTo(6);
        assertThat(alarms.ring(9)).isNull();
        assertThat(alarms.ring(10)).isSameAs(alarm);
        assertThat(alarms.ring(1_000)).isNull();
        assertThat(alarms.untilNext(4, 100)).isEqualTo(100);
    }

    @Test
    void onlyTheNextAlarmIsNews() {
        assertThat(alarms.set(add(), 10)).isTrue();
        assertThat(alarms.set(add(), 20)).isFalse();
        assertThat(alarms.set(add(), 5)).isTrue();
    }

    @Test
    void timesMayPassTheGreatestNumber() {
        Alarm late = add();
        Alarm early = add();
        boolean unused = alarms.set(late, Long.MIN_VALUE + 5);
        unused = alarms.set(early, Long.MAX_VALUE - 5);

        assertThat(alarms.ring(Long.MAX_VALUE)).isSameAs(early);
        assertThat(alarms.ring(Long.MAX_VALUE)).isNull();
        assertThat(alarms.ring(Long.MIN_VALUE + 5)).isSameAs(late);
    }

    @Test
    void whateverIsSetAndForgottenTheRestRingsInTime() {
        Random random = new Random(2);
        List<Alarm> all = new ArrayList<>();
        Map<Alarm, Long> times = new HashMap<>();
        for (long now = 0; now < 20_000; now++) {
            Alarm alarm = all.isEmpty() || random.nextInt(10) == 0 ? add() : all.get(random.nextInt(all.size()));
            if (!all.contains(alarm)) {
                all.add(alarm);
            }
            if (random.nextInt(12) == 0) {
                alarms.forget(alarm);
                all.remove(alarm);
                times.remove(alarm);
            } else {
                long time = now + random.nextInt(300);
                boolean unused = alarms.set(alarm, time);
                times.merge(alarm, time, Math::min);
            }
            ringAll(now, times);
        }
    }

    private void ringAll(long now, Map<Alarm, Long> times) {
        for (Alarm rung = alarms.ring(now); rung != null; rung = alarms.ring(now)) {
            assertThat(times.remove(rung)).isLessThanOrEqualTo(now);
        }
        assertThat(times.values()).allMatch(time -> time > now);
    }

    @SuppressWarnings("NullAway") // whose place it is does not matter here
    private Alarm add() {
        alarms.reserve();
        return new Alarm(new TurnQueue.Place(null));
    }
}
