package academy.exchange.codec;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import academy.exchange.ForeignText;

/**
 * Finds out whether what a pickle holds can be written before it is: that it has an end, is not nested too deep, does
 * not grow too large where it refers to one value many times, and has keys that JSON can have. Every container is looked
 * at once, however often it is referred to, so that the time is that of reading the pickle.
 */
final class PlainCheck {

    private final Limits limits;

    PlainCheck(Limits limits) {
        this.limits = limits;
    }

    /**
     * @throws UnreadableException if the value cannot be written
     */
    void check(PlainValue value) {
        weigh(value, 0);
    }

    private long weigh(PlainValue value, int depth) {
        if (value instanceof PlainContainer container) {
            measure(container, depth + 1);
        }
        return value.weight();
    }

    private void measure(PlainContainer container, int depth) {
        switch (container.stage()) {
            case UNCHECKED -> {
                requireDepth(depth);
                container.begin();
                look(container, depth);
            }
            case BEGUN ->
                throw new UnreadableException("the pickle holds a " + container.kind() + " that contains itself");
            case PASSED -> requireDepth(depth + container.height() - 1);
        }
    }

    private void look(PlainContainer container, int depth) {
        long weight = 1;
        int height = 0;
        for (PlainValue element : container.elements()) {
            weight += weigh(element, depth);
            requireWeight(weight);
            if (element instanceof PlainContainer inner) {
                height = Math.max(height, inner.height());
            }
        }
        if (container.kind() == PlainContainer.Kind.DICT) {
            requireKeys(container.elements());
        }
        container.pass(height + 1, weight);
    }

    private void requireDepth(int depth) {
        if (depth > limits.depth()) {
            throw new UnreadableException("nested too deep: more than " + limits.depth() + " levels");
        }
    }

    /** Never more than the limit is added to what is not more than the limit, so that sums do not overflow. */
    private void requireWeight(long weight) {
        if (weight > Math.min(limits.messageSize(), Integer.MAX_VALUE)) {
            throw new UnreadableException("over a limit: what comes out of the pickle is more than "
                    + limits.messageSize() + " values, characters and bytes");
        }
    }

    private static void requireKeys(List<PlainValue> elements) {
        // One key alone is none twice; sets for small dicts would take more memory than anything else.
        Set<String> keys = elements.size() > 2 ? new HashSet<>() : Set.of();
        for (int i = 0; i < elements.size(); i += 2) {
            String key = key(elements.get(i));
            if (elements.size() > 2 && !keys.add(key)) {
                throw new UnreadableException(
                        "the pickle holds a dict with keys that are the same as text: " + ForeignText.quote(key));
            }
        }
    }

    private static String key(PlainValue value) {
        return value.key()
                .orElseThrow(() -> new UnreadableException("the pickle holds a dict with a key that is "
                        + (value instanceof PlainContainer container ? "a " + container.kind() : "bytes")
                        + "; keys may be strings, numbers, booleans and None"));
    }
}
