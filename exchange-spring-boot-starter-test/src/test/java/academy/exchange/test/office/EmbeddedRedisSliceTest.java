package academy.exchange.test.office;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;

import academy.exchange.embedded.EmbeddedRedis;
import academy.exchange.test.Backend;
import academy.exchange.test.ExchangeTest;
import academy.exchange.test.ExchangeTester;
import academy.exchange.test.ForeignClient;

import static org.assertj.core.api.Assertions.assertThat;

@ExchangeTest(backend = Backend.EMBEDDED_REDIS)
@Timeout(120)
class EmbeddedRedisSliceTest {

    @Test
    void messagesLieOnAServerOfTheTest(@Autowired EmbeddedRedis redis, ExchangeTester tester) throws IOException {
        tester.awaitListening();

        assertThat(tester.agent(Counter.class).increment(2)).isEqualTo(2);
        assertThat(keys(redis, "agent:*"))
                .contains(tester.agentId(Counter.class).uid().toString());
    }

    @Test
    void clientsSpeakToTheServer(ExchangeTester tester, ForeignClient client) throws InterruptedException {
        assertThat(client.ask(tester.agentId("planner"), "plan", "tea").result(String.class))
                .startsWith("tea is plan number ");
    }

    private static String keys(EmbeddedRedis redis, String pattern) throws IOException {
        try (Socket socket = new Socket(redis.host(), redis.port())) {
            socket.getOutputStream().write(("KEYS " + pattern + "\r\nQUIT\r\n").getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
