package academy.exchange.fuzz;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import academy.exchange.codec.Vectors;

/** Where the fuzzer starts: messages and pickles as Python peers write them. */
final class Seeds {

    private Seeds() {}

    /** The golden messages of the codec's own tests, and headers and texts by themselves. */
    static List<byte[]> messages() {
        List<String> messages = new ArrayList<>(goldenMessages());
        messages.add(Vectors.HEADER);
        messages.add("[1,2.5,\"x\",null,true,{\"a\":[]}]");
        messages.add("{\"__exception__\":true,\"exception_str\":\"Traceback:\\nValueError: no\\n\"}");
        return messages.stream().map(Seeds::bytes).toList();
    }

    static List<String> goldenMessages() {
        return Vectors.messages().toList();
    }

    static List<byte[]> pickles() {
        List<byte[]> pickles = new ArrayList<>(pickles("plain").values());
        pickles.addAll(pickles("refused").values());
        pickles.addAll(pickles("edge").values());
        return pickles;
    }

    /**
     * What {@code pickles.py} has printed, by name: {@code plain} data, what is to be
     * {@code refused}, or what is at the {@code edge}.
     */
    static Map<String, byte[]> pickles(String kind) {
        Map<String, byte[]> pickles = new LinkedHashMap<>();
        resource("/pickles.txt").lines().map(line -> line.split(" ")).forEach(words -> {
            if (words[0].equals(kind)) {
                pickles.put(words[1], Base64.getDecoder().decode(words[2]));
            }
        });
        return pickles;
    }

    private static String resource(String path) {
        try (InputStream file = Objects.requireNonNull(Seeds.class.getResourceAsStream(path), path)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
