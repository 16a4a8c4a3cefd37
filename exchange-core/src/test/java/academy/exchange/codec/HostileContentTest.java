package academy.exchange.codec;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import academy.exchange.Arguments;
import academy.exchange.Header;
import academy.exchange.MalformedMessageException;
import academy.exchange.Message;
import academy.exchange.PayloadException;
import academy.exchange.Request;
import academy.exchange.Response;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever lies on a queue, reading it ends with a message or with the one exception that readers expect. */
@Timeout(120)
class HostileContentTest {

    private static final int CASES = 20_000;

    private final JsonMessageCodec codec = JsonMessageCodec.create();
    private final List<byte[]> golden = Vectors.messages().map(Vectors::bytes).toList();

    @Test
    void randomBytesAreRefused() {
        Random random = new Random(1);
        int read = 0;
        for (int i = 0; i < CASES; i++) {
            byte[] content = new byte[random.nextInt(200)];
            random.nextBytes(content);
            read += readOrRefuse(content) ? 1 : 0;
        }
        assertThat(read).isZero();
    }

    @Test
    void truncatedMessagesAreRefused() {
        for (byte[] message : golden) {
            for (int length = 0; length < message.length; length++) {
                assertThat(readOrRefuse(Arrays.copyOf(message, length))).isFalse();
            }
        }
    }

    @Test
    void messagesWithOneByteChangedAreReadOrRefused() {
        mutate(2, (message, random) -> {
            message[random.nextInt(message.length)] = (byte) random.nextInt(256);
            return message;
        });
    }

    @Test
    void messagesWithOneCharacterOfJsonChangedAreReadOrRefused() {
        String characters = "{}[]\":,\\0123456789eE+-.nulltruefalsNaNI \u0000";
        mutate(3, (message, random) -> {
            message[random.nextInt(message.length)] = (byte) characters.charAt(random.nextInt(characters.length()));
            return message;
        });
    }

    @Test
    void messagesWithAPartOfAnotherAreReadOrRefused() {
        mutate(4, (message, random) -> {
            byte[] other = golden.get(random.nextInt(golden.size()));
            int start = random.nextInt(other.length);
            int length = random.nextInt(Math.min(other.length - start, message.length));
            System.arraycopy(other, start, message, random.nextInt(message.length - length), length);
            return message;
        });
    }

    @Test
    void headersWithOneByteChangedAreReadOrRefused() {
        Random random = new Random(5);
        int read = 0;
        for (int i = 0; i < CASES; i++) {
            byte[] header = Vectors.bytes(Vectors.HEADER);
            header[random.nextInt(header.length)] = (byte) random.nextInt(256);
            read += readOrRefuseHeader(header) ? 1 : 0;
        }
        assertThat(read).isBetween(1, CASES - 1);
    }

    private boolean readOrRefuseHeader(byte[] content) {
        try {
            Header header = codec.decodeHeader(content);
            assertThat(codec.decodeHeader(codec.encodeHeader(header))).isEqualTo(header);
            return true;
        } catch (MalformedMessageException e) {
            return false;
        }
    }

    private void mutate(long seed, BiFunction<byte[], Random, byte[]> mutation) {
        Random random = new Random(seed);
        int read = 0;
        for (int i = 0; i < CASES; i++) {
            byte[] message = golden.get(random.nextInt(golden.size())).clone();
            read += readOrRefuse(mutation.apply(message, random)) ? 1 : 0;
        }
        assertThat(read).isBetween(1, CASES - 1);
    }

    private boolean readOrRefuse(byte[] content) {
        try {
            Message message = codec.decode(content);
            assertThat(codec.decode(codec.encode(message))).isEqualTo(message);
            readPayload(message);
            return true;
        } catch (MalformedMessageException e) {
            assertThat(e.getMessage()).isNotBlank().doesNotContain("\n").hasSizeLessThan(210);
            e.answer().or(e::substitute).ifPresent(codec::encode);
            return false;
        }
    }

    private void readPayload(Message message) {
        try {
            if (message.body() instanceof Request.Action action) {
                Arguments arguments = codec.decodeArguments(action);
                for (int i = 0; i < arguments.size(); i++) {
                    arguments.get(i, Object.class);
                }
                arguments.names().forEach(name -> arguments.get(name, Object.class));
            } else if (message.body() instanceof Response.Result result) {
                codec.decodeResult(result, Object.class);
            } else if (message.body() instanceof Response.ActionError error) {
                assertThat(codec.decodeFailure(error).trace()).isNotNull();
            }
        } catch (PayloadException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }
}
