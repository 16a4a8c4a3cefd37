package academy.exchange.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

import academy.exchange.ExchangeObserver;
import academy.exchange.ForeignText;
import academy.exchange.Message;
import academy.exchange.Request;

/** Lets whatever an agent's method logs tell for which message, as long as it is on the thread that was given to it. */
final class HandlerMdc implements ExchangeObserver {

    private static final String TAG = "exchange.tag";
    private static final String SOURCE = "exchange.source";
    private static final String DESTINATION = "exchange.destination";
    private static final String ACTION = "exchange.action";

    @Override
    public Step handling(Work work) {
        return new Step() {
            @Override
            public Scope open() {
                return put(entries(work.message()));
            }
        };
    }

    private static Map<String, String> entries(Message message) {
        Map<String, String> entries = new LinkedHashMap<>();
        entries.put(TAG, message.tag().toString());
        entries.put(SOURCE, message.src().uid().toString());
        entries.put(DESTINATION, message.dest().uid().toString());
        if (message.body() instanceof Request.Action action) {
            entries.put(ACTION, ForeignText.line(action.action()));
        }
        return entries;
    }

    private static Scope put(Map<String, String> entries) {
        Map<String, @Nullable String> before = new LinkedHashMap<>();
        entries.forEach((key, value) -> {
            before.put(key, MDC.get(key));
            MDC.put(key, value);
        });
        return () -> before.forEach(HandlerMdc::restore);
    }

    private static void restore(String key, @Nullable String value) {
        if (value == null) {
            MDC.remove(key);
        } else {
            MDC.put(key, value);
        }
    }
}
