package academy.exchange.micrometer;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import academy.exchange.Message;
import academy.exchange.Request;

/**
 * What actions that are asked for are called in tags. An application may ask for whatever its users write, and each name takes
 * memory in every registry: of so many the first have their names, and all others share one. Safe for use by any thread.
 */
final class ActionNames {

    static final String OTHER = "*";

    private static final int MOST = 200;

    private final Set<String> known = ConcurrentHashMap.newKeySet();

    /** That of this request. */
    String of(Message request) {
        if (request.body() instanceof Request.Action action) {
            return bounded(action.action());
        }
        return request.body() instanceof Request.Ping ? "(ping)" : "(shutdown)";
    }

    private String bounded(String name) {
        return known.contains(name) || (known.size() < MOST && known.add(name)) ? name : OTHER;
    }
}
