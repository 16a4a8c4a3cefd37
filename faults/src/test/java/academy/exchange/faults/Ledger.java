package academy.exchange.faults;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** What was sent, what was done with it and what came back, all by number. */
final class Ledger {

    /** What the sender knows. */
    private enum Fate {
        ON_ITS_WAY,
        UNKNOWN,
        ACCEPTED,
        REFUSED
    }

    private final Map<Integer, Fate> sent = new ConcurrentHashMap<>();
    private final Map<Integer, Integer> begun = new ConcurrentHashMap<>();
    private final AtomicInteger onTheirWay = new AtomicInteger();
    private final Set<Integer> handled = ConcurrentHashMap.newKeySet();
    private final Map<Integer, List<String>> answers = new ConcurrentHashMap<>();

    /** It is on its way; if nothing more is heard, its fate stays unknown. */
    void sending(int number) {
        sent.put(number, Fate.ON_ITS_WAY);
        onTheirWay.incrementAndGet();
    }

    void accepted(int number) {
        learned(number, Fate.ACCEPTED);
    }

    void refused(int number) {
        learned(number, Fate.REFUSED);
    }

    /** The sender will never know. */
    void unknown(int number) {
        learned(number, Fate.UNKNOWN);
    }

    /** What a consumer did. */
    void note(Stage stage, int number) {
        if (stage == Stage.BEGUN) {
            begun.merge(number, 1, Integer::sum);
        } else if (stage == Stage.HANDLED) {
            handled.add(number);
        }
    }

    void answered(int number, String answer) {
        answers.computeIfAbsent(number, each -> new CopyOnWriteArrayList<>()).add(answer);
    }

    int handled() {
        return handled.size();
    }

    boolean isHandled(int number) {
        return handled.contains(number);
    }

    /** What came back, in order of arrival. */
    List<String> answersTo(int number) {
        return List.copyOf(answers.getOrDefault(number, List.of()));
    }

    /** Whether no send is under way any more. */
    boolean isEverySendOver() {
        return onTheirWay.get() == 0;
    }

    /** What comes out if nothing more happens. */
    Verdict verdict() {
        Set<Integer> arrived = ConcurrentHashMap.newKeySet();
        arrived.addAll(begun.keySet());
        arrived.addAll(answers.keySet());
        return new Verdict(
                sent.size(),
                count(Fate.ACCEPTED),
                count(Fate.REFUSED),
                (int) handled.stream().filter(sent::containsKey).count(),
                (int) sent.keySet().stream().filter(this::isLost).count(),
                (int) begun.values().stream().filter(times -> times > 1).count(),
                (int) arrived.stream().filter(this::isUnexpected).count(),
                (int) handled.stream().filter(this::isRecovered).count(),
                (int) sent.keySet().stream().filter(this::isUnanswered).count(),
                (int) answers.values().stream()
                        .filter(each -> Set.copyOf(each).size() > 1)
                        .count());
    }

    /** What is known of those that were lost, the first few. */
    String lost() {
        return sent.keySet().stream()
                .filter(this::isLost)
                .sorted()
                .limit(20)
                .map(number -> number + " (begun " + begun.getOrDefault(number, 0) + " times)")
                .toList()
                .toString();
    }

    private void learned(int number, Fate fate) {
        sent.put(number, fate);
        onTheirWay.decrementAndGet();
    }

    private int count(Fate fate) {
        return (int) sent.values().stream().filter(fate::equals).count();
    }

    private boolean isLost(int number) {
        return isUnanswered(number) && !handled.contains(number);
    }

    private boolean isUnanswered(int number) {
        return sent.get(number) == Fate.ACCEPTED && !answers.containsKey(number);
    }

    private boolean isRecovered(int number) {
        return sent.get(number) == Fate.UNKNOWN || sent.get(number) == Fate.ON_ITS_WAY;
    }

    private boolean isUnexpected(int number) {
        Fate fate = sent.get(number);
        return fate == null || fate == Fate.REFUSED;
    }
}
