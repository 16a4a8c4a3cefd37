package academy.exchange.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.connection.RedisPassword;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import academy.exchange.EntityId;
import academy.exchange.Exchange;
import academy.exchange.ExchangeContract;
import academy.exchange.codec.JsonMessageCodec;
import academy.exchange.embedded.EmbeddedRedis;
import academy.exchange.redis.RedisExchange;

import static org.assertj.core.api.Assertions.assertThat;

/** The contract of every exchange, kept by one whose login may do what {@link LeastRights} says, and nothing else. */
class LeastRightsTest extends ExchangeContract {

    private static final Pattern CALL = Pattern.compile("redis\\.p?call\\('([A-Z]+)'");

    private static EmbeddedRedis redis;
    private static Administration server;
    private RedisExchange exchange;
    private RedisExchange second;

    @BeforeAll
    static void start() {
        redis = EmbeddedRedis.start();
        server = new Administration(redis);
        server.run(LeastRights.rule("academy", ""));
    }

    @AfterAll
    static void stop() {
        server.close();
        redis.close();
    }

    @BeforeEach
    void connect() {
        exchange = open();
        second = open();
    }

    @AfterEach
    void disconnect() {
        exchange.close();
        second.close();
        server.commands().flushall();
    }

    /** That they are enough is what all other tests here show. */
    @Test
    void commandsOfScriptsAreThoseThatScriptsCall() throws IOException {
        Set<String> called = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of("..", "exchange-core", "src", "main"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                CALL.matcher(Files.readString(file))
                        .results()
                        .forEach(call -> called.add(call.group(1).toLowerCase(Locale.ROOT)));
            }
        }
        assertThat(LeastRights.IN_SCRIPTS).containsExactlyElementsOf(called);
    }

    @Test
    void nothingIsListedTwice() {
        assertThat(LeastRights.commands()).doesNotHaveDuplicates();
    }

    @Override
    public Exchange exchange() {
        return exchange;
    }

    @Override
    public Exchange secondExchange() {
        return second;
    }

    @Override
    public void putRaw(EntityId mailbox, byte[] content) {
        server.push("queue:" + mailbox.uid(), content);
    }

    private static RedisExchange open() {
        RedisStandaloneConfiguration target = new RedisStandaloneConfiguration(redis.host(), redis.port());
        target.setUsername("academy");
        target.setPassword(RedisPassword.of("PASSWORD"));
        return RedisExchange.builder(new LettuceConnectionFactory(target), JsonMessageCodec.create())
                .build();
    }
}
