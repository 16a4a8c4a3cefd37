package academy.exchange.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import academy.exchange.AgentId;
import academy.exchange.ClientId;
import academy.exchange.Mailbox;
import academy.exchange.MailboxStats;
import academy.exchange.Message;
import academy.exchange.Request;
import academy.exchange.Response;
import academy.exchange.Urgency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What is counted when Python peers, who keep no index, send, answer and register; and what stays behind. */
@Timeout(60)
class RedisStatsTest {

    private TestRedis redis;
    private RedisExchange exchange;
    private ClientId client;
    private AgentId agent;

    @BeforeEach
    void connect() {
        redis = TestRedis.own();
        exchange = redis.exchange().build();
        client = exchange.registerClient();
        agent = exchange.registerAgent(RedisStatsTest.class);
    }

    @AfterEach
    void disconnect() {
        exchange.close();
        redis.close();
    }

    @Test
    void foreignRequestsAreCountedWhereverTheyAre() throws Exception {
        List<Message> requests = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            requests.add(i % 5 == 0 ? action() : sentByPython(action()));
            if (i % 5 == 0) {
                exchange.send(requests.get(i));
            }
        }
        assertThat(exchange.stats(agent)).isEqualTo(new MailboxStats(50, 50, 0, 0, 0));

        Mailbox mailbox = exchange.getMailbox(agent);
        assertThat(mailbox.receive(20, Duration.ZERO)).isEqualTo(requests.subList(0, 20));
        assertThat(exchange.stats(agent)).isEqualTo(new MailboxStats(50, 30, 20, 0, 0));

        requests.subList(0, 30).forEach(request -> exchange.send(request.reply(new Response.Success())));
        assertThat(exchange.stats(agent)).isEqualTo(new MailboxStats(50, 30, 0, 30, 0));
        assertThat(mailbox.receive(50, Duration.ZERO)).hasSize(30);
        requests.subList(30, 50).forEach(request -> exchange.send(request.reply(new Response.Success())));
        assertThat(exchange.stats(agent)).isEqualTo(new MailboxStats(50, 0, 0, 50, 0));
        assertThat(openTags()).isEmpty();
    }

    @Test
    void foreignRequestThatWakesAReaderOrIsUrgentIsCountedAndForgotten() throws Exception {
        Mailbox mailbox = exchange.getMailbox(agent);
        CompletableFuture<Message> woken = CompletableFuture.supplyAsync(() -> {
            try {
                return mailbox.receive();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        await().until(() -> redis.commands().clientList().contains("cmd=blpop"));
        Message request = sentByPython(action());
        assertThat(woken.join()).isEqualTo(request);
        await().atMost(Duration.ofSeconds(10)).until(() -> openTags().contains(request.tag()));
        Message ping = sentByPython(Message.request(client, agent, new Request.Ping()));
        assertThat(mailbox.receiveUrgent(EnumSet.allOf(Urgency.class)).messages())
                .containsExactly(ping);

        assertThat(exchange.stats(agent)).isEqualTo(new MailboxStats(2, 0, 2, 0, 0));
        exchange.send(request.reply(new Response.Success()));
        exchange.send(ping.reply(new Response.Success()));
        assertThat(exchange.stats(agent)).isEqualTo(new MailboxStats(2, 0, 0, 2, 0));
        assertThat(openTags()).isEmpty();
    }

    @Test
    void requestThatWasAnsweredInTheQueueIsNotTrackedWhenItIsTaken() throws InterruptedException {
        Message own = action();
        exchange.send(own);
        Message foreign = sentByPython(action());
        exchange.send(own.reply(new Response.Success()));
        exchange.send(foreign.reply(new Response.Success()));

        assertThat(exchange.getMailbox(agent).receive(10, Duration.ZERO)).containsExactly(own, foreign);

        assertThat(openTags()).isEmpty();
        assertThat(exchange.stats(agent)).isEqualTo(new MailboxStats(2, 0, 0, 2, 0));
    }

    @Test
    void mailboxThatAPythonPeerRegisteredIsCountedByNameAndLeavesNoIndex() throws InterruptedException {
        AgentId python = AgentId.random();
        redis.commands().set("active:" + python.uid(), RedisCalls.utf8("ACTIVE"));
        redis.commands().set("agent:" + python.uid(), RedisCalls.utf8("academy.agent.Agent"));
        List<Message> requests = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            requests.add(Message.request(client, python, new Request.Ping()));
        }
        exchange.sendAll(requests);
        redis.commands().lpop("queue:" + python.uid(), 4);

        assertThat(exchange.stats(python)).isEqualTo(new MailboxStats(10, 6, 4, 0, 0));
        exchange.send(requests.get(0).reply(new Response.Success()));
        assertThat(exchange.getMailbox(python).receive(10, Duration.ZERO)).hasSize(6);
        assertThat(exchange.stats(python)).isEqualTo(new MailboxStats(10, 0, 9, 1, 0));
        assertThat(redis.commands().keys("exchange:open:" + python.uid())).isEmpty();
    }

    @Test
    void requestsThatAPythonPeerAnsweredAreNotCountedAsOpen() {
        List<Message> requests = List.of(action(), action(), action());
        exchange.sendAll(requests);
        redis.commands().lpop("queue:" + agent.uid(), 3);
        requests.subList(0, 2)
                .forEach(answered -> redis.commands().del("request:" + agent.uid() + ":" + answered.tag()));

        assertThat(exchange.stats(agent).inProgress()).isEqualTo(1);
        assertThat(openTags()).containsExactly(requests.get(2).tag());
    }

    @Test
    void terminationLeavesNoKeyOfOursForLong() {
        Message request = action();
        exchange.send(request);
        exchange.withdraw(agent, request.tag());
        assertThat(redis.commands().keys("exchange:*" + agent.uid())).hasSize(2);

        exchange.terminate(agent);

        assertThat(redis.commands().keys("exchange:open:" + agent.uid())).isEmpty();
        assertThat(redis.commands().keys("exchange:withdrawn:*")).isEmpty();
        assertThat(redis.commands().keys("request:*")).isEmpty();
        assertThat(redis.commands().pttl("exchange:ended:" + agent.uid()))
                .isBetween(1L, Duration.ofDays(1).toMillis());
        AgentId idle = exchange.registerAgent(RedisStatsTest.class);
        exchange.terminate(idle);
        assertThat(redis.commands().keys("exchange:*" + idle.uid())).isEmpty();
    }

    @Test
    void withdrawalsAreForgottenWithTheWindowForRetries() throws InterruptedException {
        try (RedisExchange brief = redis.exchange()
                .operationTimeout(Duration.ofSeconds(2))
                .retryWindow(Duration.ofSeconds(2))
                .build()) {
            Message request = action();
            brief.send(request);
            brief.withdraw(agent, request.tag());
            Mailbox mailbox = brief.getMailbox(agent);
            assertThat(redis.commands().pttl("exchange:withdrawn:" + agent.uid()))
                    .isBetween(1L, 2_000L);
            assertThat(mailbox.receiveUrgent(EnumSet.allOf(Urgency.class)).withdrawn())
                    .containsExactly(request.tag());

            await().atMost(Duration.ofSeconds(20)).until(() -> mailbox.receiveUrgent(EnumSet.allOf(Urgency.class))
                    .withdrawn()
                    .isEmpty());
        }
    }

    @Test
    void noMoreThanAThousandWithdrawalsAreKept() {
        List<Message> requests = new ArrayList<>();
        for (int i = 0; i < 1_050; i++) {
            requests.add(action());
        }
        exchange.sendAll(requests);

        requests.forEach(request -> exchange.withdraw(agent, request.tag()));

        assertThat(redis.commands().zcard("exchange:withdrawn:" + agent.uid())).isEqualTo(1_000);
    }

    private Message action() {
        Request body = exchange.codec().encodeAction("go", List.of(), Map.of());
        return Message.request(client, agent, body);
    }

    /** In the steps of a Python peer, without any script. */
    private Message sentByPython(Message request) {
        redis.commands()
                .set(
                        "request:" + request.dest().uid() + ":" + request.tag(),
                        exchange.codec().encodeHeader(request.header()));
        redis.commands().incr("outgoing:" + request.src().uid());
        redis.commands().rpush("queue:" + request.dest().uid(), exchange.codec().encode(request));
        return request;
    }

    private List<UUID> openTags() {
        return redis.commands().smembers("exchange:open:" + agent.uid()).stream()
                .map(member -> new String(member, StandardCharsets.UTF_8))
                .filter(member -> !member.equals("complete"))
                .map(UUID::fromString)
                .toList();
    }
}
