package academy.exchange.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import tools.jackson.databind.json.JsonMapper;

import academy.exchange.AgentId;
import academy.exchange.BadEntityIdException;
import academy.exchange.Exchange;
import academy.exchange.ExchangeException;
import academy.exchange.Upkeep;
import academy.exchange.actuate.AgentViews;

/**
 * What the console answers, whatever the web framework that asks: the files of the page, and its data as JSON. It only reads.
 * Safe for use by any thread.
 */
final class Console {

    private static final int MOST_LETTERS = 20;
    private static final int UUID_LENGTH = 36;
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int UNAVAILABLE = 503;
    private static final String JSON = "application/json";

    /** With a mapper of its own: how an application writes its JSON is nothing to the page. */
    private final JsonMapper mapper = JsonMapper.shared();

    private final Map<String, Answer> files = new LinkedHashMap<>();
    private final Exchange exchange;
    private final AgentViews views;
    private final Snapshots snapshots;

    Console(Exchange exchange, AgentViews views, Snapshots snapshots) {
        this.exchange = exchange;
        this.views = views;
        this.snapshots = snapshots;
        add("", "console.html", "text/html;charset=UTF-8");
        add("console.js", "console.js", "text/javascript;charset=UTF-8");
        add("graph.js", "graph.js", "text/javascript;charset=UTF-8");
        add("console.css", "console.css", "text/css;charset=UTF-8");
        add("icon.svg", "icon.svg", "image/svg+xml");
    }

    /** One response, whole, to be sent in UTF-8. */
    record Answer(int status, String contentType, String content) {

        /**
         * The headers of every response. Nothing may be loaded from elsewhere, no script but ours runs even if a text were
         * taken for HTML, no other site frames the page, and no cache keeps it.
         */
        static final Map<String, String> HEADERS = Map.of(
                "Content-Security-Policy",
                "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
                        + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
                "X-Content-Type-Options",
                "nosniff",
                "X-Frame-Options",
                "DENY",
                "Referrer-Policy",
                "no-referrer",
                "Cross-Origin-Resource-Policy",
                "same-origin",
                "Cache-Control",
                "no-store");
    }

    /** A file of the page by its name, the empty one for the page itself. */
    Answer file(String name) {
        Answer known = files.get(name);
        return known == null ? problem(NOT_FOUND, "The console has no such file") : known;
    }

    /** The agents, and who asks whom. Waits for the store, but not long. */
    Answer agents() {
        Map<String, Object> newest = snapshots.newest();
        return json(newest.containsKey("agents") ? 200 : UNAVAILABLE, newest);
    }

    /** The newest dead letters of an agent, without what they carry. Waits for the store as the exchange does. */
    Answer deadLetters(Optional<String> agent) {
        Optional<AgentId> id = agent.flatMap(Console::id);
        if (id.isEmpty()) {
            return problem(BAD_REQUEST, "The parameter agent must be the uuid of an agent");
        }
        try {
            return json(200, Map.of("deadLetters", letters(id.get())));
        } catch (BadEntityIdException unknown) {
            return problem(NOT_FOUND, String.valueOf(unknown.getMessage()));
        } catch (ExchangeException unserved) {
            return problem(UNAVAILABLE, String.valueOf(unserved.getMessage()));
        }
    }

    private List<Map<String, Object>> letters(AgentId id) {
        Optional<Upkeep> upkeep = exchange.upkeep();
        return upkeep.isEmpty()
                ? List.of()
                : views.deadLetters(upkeep.get(), id, MOST_LETTERS, false).stream()
                        .map(PlainText::in)
                        .toList();
    }

    private Answer problem(int status, String why) {
        return json(status, PlainText.in(Map.of("problem", why)));
    }

    private Answer json(int status, Map<String, Object> values) {
        return new Answer(status, JSON, mapper.writeValueAsString(values));
    }

    private void add(String name, String resource, String contentType) {
        try (InputStream content = Console.class.getResourceAsStream(resource)) {
            if (content == null) {
                throw new IllegalStateException("The file " + resource + " of the console is not on the class path");
            }
            files.put(name, new Answer(200, contentType, new String(content.readAllBytes(), StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<AgentId> id(String text) {
        try {
            return text.length() == UUID_LENGTH ? Optional.of(AgentId.of(UUID.fromString(text))) : Optional.empty();
        } catch (IllegalArgumentException unreadable) {
            return Optional.empty();
        }
    }
}
