package academy.exchange.redis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import academy.exchange.AgentRegistration;

/**
 * The type names of an agent as they lie in Redis, separated by commas. A Python peer takes the first for the agent's
 * class and the others for what that extends, so that an agent with extra types names one of those first. Here all of
 * them count like the class: where there is more than one such name, an empty one ends them, by which nobody is found.
 *
 * @param names in the order of the text, the empty one included
 */
record TypeList(List<String> names) {

    private static final String END_OF_EXACT = "";
    private static final byte SEPARATOR = ',';

    static TypeList of(AgentRegistration registration) {
        List<String> exact = registration.exactTypeNames();
        List<String> names = new ArrayList<>(registration.typeNames());
        if (exact.size() > 1) {
            names.add(exact.size(), END_OF_EXACT);
        }
        return new TypeList(names);
    }

    String text() {
        return String.join(",", names);
    }

    /**
     * Whether an agent with these types has this one. Nothing is decoded, since most agents have another.
     *
     * @param list as it lies in Redis
     * @param anywhere whether it may be one that the agent's class merely extends or implements
     */
    static boolean has(byte[] list, byte[] type, boolean anywhere) {
        boolean met = false;
        int names = 0;
        for (int start = 0; start <= list.length; names++) {
            int end = endOfName(list, start);
            if (end == start && !anywhere) {
                return met;
            }
            met |= Arrays.equals(list, start, end, type, 0, type.length);
            if (met && (anywhere || names == 0)) {
                return true;
            }
            start = end + 1;
        }
        return false;
    }

    private static int endOfName(byte[] list, int start) {
        int end = start;
        while (end < list.length && list[end] != SEPARATOR) {
            end++;
        }
        return end;
    }
}
