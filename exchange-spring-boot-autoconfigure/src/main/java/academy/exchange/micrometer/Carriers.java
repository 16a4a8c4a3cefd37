package academy.exchange.micrometer;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.micrometer.common.KeyValues;

import academy.exchange.Message;

/** What headers carry, and show. */
final class Carriers {

    private Carriers() {}

    static void put(@Nullable Map<String, String> carrier, String name, String value) {
        if (carrier != null) {
            carrier.put(name, value);
        }
    }

    static KeyValues ids(Message message) {
        return KeyValues.of(
                "exchange.tag", message.tag().toString(),
                "exchange.source", message.src().uid().toString(),
                "exchange.destination", message.dest().uid().toString());
    }
}
