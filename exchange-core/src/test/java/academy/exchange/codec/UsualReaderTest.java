package academy.exchange.codec;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import academy.exchange.AgentId;
import academy.exchange.ClientId;
import academy.exchange.Message;
import academy.exchange.Request;
import academy.exchange.Response;
import academy.exchange.Serialization;

import static org.assertj.core.api.Assertions.assertThat;

/** The quick way to read messages never reads anything else than the thorough one. */
class UsualReaderTest {

    private static final int MUTANTS = 20_000;

    private static final List<Message> USUAL = usual();

    private final WireJson json = new WireJson(
            new Limits(Limits.DEFAULT_MESSAGE_SIZE, Limits.DEFAULT_DEPTH, (int) Limits.DEFAULT_MESSAGE_SIZE));

    private final JsonMessageCodec codec = JsonMessageCodec.create();

    private static List<Message> usual() {
        ClientId client = ClientId.random();
        AgentId agent = AgentId.random().withName("alpha");
        Request.Action action = new Request.Action(
                "add", Serialization.JSON, "[1, \"\\u00e9\\n\"]", "{}", Serialization.PICKLE, Serialization.JSON);
        Message plain = Message.request(client, agent, action);
        return List.of(
                plain,
                Message.request(client, agent, UUID.randomUUID(), Map.of("a", "1", "b", "\"2\""), action),
                Message.request(client, agent, new Request.Ping()),
                Message.request(agent, client, new Request.Cancel(UUID.randomUUID())),
                plain.reply(new Response.Result(Serialization.JSON, "{\"sum\": 3}")),
                plain.reply(new Response.Success()),
                plain.reply(new Response.ActionError(Serialization.JSON, "{\"__exception__\": true}")));
    }

    @Test
    void whatIsWrittenIsReadTheQuickWay() {
        assertThat(USUAL).allSatisfy(message -> assertThat(quickly(codec.encode(message)))
                .isEqualTo(message)
                .isEqualTo(thoroughly(codec.encode(message))));
    }

    @Test
    void whateverIsReadTheQuickWayIsReadAlikeTheOther() {
        Random random = new Random(20_261_129);
        int read = 0;
        for (int i = 0; i < MUTANTS; i++) {
            byte[] mutant = mutant(codec.encode(USUAL.get(i % USUAL.size())), random);
            Message message = quickly(mutant);
            if (message != null) {
                read++;
                assertThat(thoroughly(mutant))
                        .as(new String(mutant, StandardCharsets.ISO_8859_1))
                        .isEqualTo(message);
            }
        }
        assertThat(read).isBetween(MUTANTS / 20, MUTANTS - MUTANTS / 20);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "\"tag\":|\"tag\":null,\"tag\":",
                "\"label\":null|\"label\":null,\"label\":null",
                "\"kind\":\"request\"|\"kind\":\"request\",\"kind\":\"request\"",
                "\"kargs\":|\"kargs\":\"{}\",\"kargs\":",
                "\"a\":\"1\"|\"a\":\"1\",\"a\":\"1\"",
                "\"a\":\"1\"|\"a\":1",
                "\"role\":\"agent\"|\"role\":\"agent\",\"more\":\"x\"",
                "\"protocol_version\":\"1\"|\"protocol_version\":\"1.1\"",
                "\"body\":{|\"body\":{\"more\":\"x\",",
                "\"add\"|\"\u00e9\"",
                "\"pargs\":\"|\"pargs\":[],\"other\":\"",
                "}}|}} {}"
            })
    void whatIsNotUsualIsLeftToTheThoroughWay(String usual, String unusual) {
        String text = new String(codec.encode(USUAL.get(1)), StandardCharsets.UTF_8)
                .replace("\"label\":\"" + USUAL.get(1).header().label() + "\"", "\"label\":null");
        assertThat(text).contains(usual);

        assertThat(quickly(text.getBytes(StandardCharsets.UTF_8))).isNotNull();
        assertThat(quickly(text.replace(usual, unusual).getBytes(StandardCharsets.UTF_8)))
                .isNull();
    }

    /** With some bytes changed, left out, or there twice. */
    private static byte[] mutant(byte[] message, Random random) {
        int from = random.nextInt(message.length);
        int to = Math.min(message.length, from + random.nextInt(12));
        String text = new String(message, StandardCharsets.ISO_8859_1);
        String middle = text.substring(from, to);
        String other =
                switch (random.nextInt(4)) {
                    case 0 -> "";
                    case 1 -> middle + middle;
                    case 2 -> Character.toString("0aA\"\\,:{}[] \u00e9\u0000".charAt(random.nextInt(14)));
                    default -> middle.toUpperCase(Locale.ROOT);
                };
        return (text.substring(0, from) + other + text.substring(to)).getBytes(StandardCharsets.ISO_8859_1);
    }

    private @Nullable Message quickly(byte[] content) {
        return UsualReader.read(json.limits(), content);
    }

    private @Nullable Message thoroughly(byte[] content) {
        try {
            return new EnvelopeReader(json).read(content);
        } catch (UnreadableException unreadable) {
            return null;
        }
    }
}
