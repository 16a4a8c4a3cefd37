package academy.exchange.autoconfigure;

import java.util.Set;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
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

    /** Every command that was called is in the rule, or it would have been refused. Here the other way round. */
    @AfterAll
    static void stop() {
        try {
            assertThat(server.calledCommands())
                    .as("commands that the rule allows and nothing calls")
                    .containsAll(Set.copyOf(LeastRights.IN_SCRIPTS));
        } finally {
            server.close();
            redis.close();
        }
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
