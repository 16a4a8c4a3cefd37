package academy.exchange.faults;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import academy.exchange.Exchange;
import academy.exchange.Request;

/** The only kind of message that is sent here: a request with a number. */
final class Note {

    static final String ACTION = "note";

    private Note() {}

    static Request.Action of(Exchange exchange, String action, int number) {
        return exchange.codec().encodeAction(action, List.of(number), Map.of());
    }

    static int number(Exchange exchange, Request.Action note) {
        Object number = exchange.codec().decodeArguments(note).get(0, Integer.class);
        return (Integer) Objects.requireNonNull(number);
    }
}
