package academy.exchange.redis;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import academy.exchange.AgentId;
import academy.exchange.ClientId;
import academy.exchange.Delivery;
import academy.exchange.DeliveryOptions;
import academy.exchange.DeliveryUnknownException;
import academy.exchange.Mailbox;
import academy.exchange.Message;
import academy.exchange.Request;
import academy.exchange.codec.JsonMessageCodec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/** Sends that wait until a replica has the message. */
@Timeout(60)
class RedisWaitTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private TestRedis master;
    private TestRedis replica;
    private RedisExchange exchange;
    private ClientId client;
    private AgentId agent;

    @BeforeEach
    void connect() {
        master = TestRedis.own();
        replica = TestRedis.own("--replicaof", master.host(), Integer.toString(master.port()));
        await().atMost(SOON).until(() -> replica.commands().info("replication").contains("master_link_status:up"));
        exchange = master.exchange().waitForReplicas(1, Duration.ofMillis(500)).build();
        client = exchange.registerClient();
        agent = exchange.registerAgent(RedisWaitTest.class);
    }

    @AfterEach
    void disconnect() {
        exchange.close();
        replica.close();
        master.close();
    }

    private Message request() {
        return Message.request(client, agent, new Request.Ping());
    }

    @Test
    void sendThatSucceededIsOnTheReplica() {
        exchange.send(request());

        assertThat(replica.commands().llen("queue:" + agent.uid())).isEqualTo(1);
    }

    @Test
    void sendWithoutItsReplicaSaysHowManyHaveItAndItsRetryDoesNotArriveTwice()
            throws IOException, InterruptedException {
        Message message = request();
        replica.signal("STOP");
        try {
            assertThatExceptionOfType(DeliveryUnknownException.class)
                    .isThrownBy(() -> exchange.send(message))
                    .withMessageContaining("send to " + agent)
                    .withMessageContaining("0 of 1 replicas have it after 500 ms");
        } finally {
            replica.signal("CONT");
        }

        await().atMost(SOON).ignoreExceptions().until(() -> {
            exchange.send(message);
            return true;
        });
        assertThat(replica.commands().llen("queue:" + agent.uid())).isEqualTo(1);
    }

    @Test
    void manySendsShareTheirWaits() {
        List<Message> messages = Stream.generate(this::request).limit(1000).toList();

        exchange.sendAll(messages);

        assertThat(replica.commands().llen("queue:" + agent.uid())).isEqualTo(1000);
        assertThat(master.calls("wait")).isBetween(1L, 500L);
    }

    @Test
    void acknowledgementWaitsForTheReplicaAndCountsWithoutIt() throws Exception {
        exchange.sendAll(List.of(request(), request()));
        try (Mailbox mailbox = exchange.getMailbox(agent, DeliveryOptions.atLeastOnce())) {
            List<Delivery> deliveries = mailbox.take(2, SOON);
            long before = master.calls("wait");

            deliveries.get(0).acknowledgement().acknowledge();
            await().atMost(SOON).until(() -> master.calls("wait") > before);

            replica.signal("STOP");
            deliveries.get(1).acknowledgement().acknowledge();
            await().atMost(SOON).until(() -> held() == 0 && master.calls("wait") > before + 1);
        } finally {
            replica.signal("CONT");
        }
        try (Mailbox mailbox = exchange.getMailbox(agent, DeliveryOptions.atLeastOnce())) {
            assertThat(mailbox.take(1, Duration.ofMillis(100))).isEmpty();
        }
    }

    private long held() {
        return master.commands().keys("exchange:taken:*").size();
    }

    @Test
    void waitThatCannotWorkIsRefused() {
        LettuceConnectionFactory cluster =
                new LettuceConnectionFactory(new RedisClusterConfiguration(List.of("127.0.0.1:7000")));
        RedisExchangeBuilder onCluster =
                RedisExchange.builder(cluster, JsonMessageCodec.create()).waitForReplicas(1, Duration.ofSeconds(1));
        RedisExchangeBuilder tooLong = master.exchange().waitForReplicas(1, Duration.ofSeconds(3));

        assertThatIllegalArgumentException().isThrownBy(onCluster::build).withMessageContaining("Cluster");
        assertThatIllegalArgumentException().isThrownBy(tooLong::build).withMessageContaining("quarter");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> master.exchange().waitForReplicas(-1, Duration.ofSeconds(1)));
    }
}
