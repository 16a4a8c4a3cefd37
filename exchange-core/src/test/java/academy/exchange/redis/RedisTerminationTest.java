package academy.exchange.redis;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import academy.exchange.AgentId;
import academy.exchange.AgentRegistration;
import academy.exchange.ClientId;
import academy.exchange.MailboxStatus;
import academy.exchange.Message;
import academy.exchange.Request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Whoever waits when a mailbox ends is told once, also those that no index knows of. */
@Timeout(60)
class RedisTerminationTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private TestRedis redis;
    private RedisExchange exchange;
    private ClientId client;
    private AgentId agent;

    @BeforeEach
    void connect() {
        redis = TestRedis.own();
        exchange = redis.exchange().build();
        client = exchange.registerClient();
        agent = exchange.registerAgent(RedisTerminationTest.class);
    }

    @AfterEach
    void disconnect() {
        exchange.close();
        redis.close();
    }

    private Message action() {
        return Message.request(client, agent, exchange.codec().encodeAction("go", List.of(), Map.of()));
    }

    /** The first step of a Python peer. */
    private Message trackedByPython(Message request) {
        redis.commands()
                .set(
                        "request:" + request.dest().uid() + ":" + request.tag(),
                        exchange.codec().encodeHeader(request.header()));
        return request;
    }

    /** The last step of a Python peer. */
    private Message pushedByPython(Message request) {
        redis.commands().rpush("queue:" + request.dest().uid(), exchange.codec().encode(request));
        return request;
    }

    private List<UUID> told() {
        return redis.commands().lrange("queue:" + client.uid(), 0, -1).stream()
                .map(answer -> exchange.codec().decode(answer).tag())
                .toList();
    }

    private static List<UUID> tags(Stream<Message> requests) {
        return requests.map(Message::tag).toList();
    }

    private void awaitNoTickets() {
        await().atMost(SOON).until(() -> redis.commands().keys("request:*").isEmpty());
    }

    @Test
    void requestsOfPythonPeersInTheQueueAreAnsweredAtOnce() {
        List<Message> requests = IntStream.range(0, 500)
                .mapToObj(i -> pushedByPython(trackedByPython(action())))
                .toList();

        exchange.terminate(agent);

        assertThat(told()).containsExactlyInAnyOrderElementsOf(tags(requests.stream()));
        assertThat(redis.commands().keys("request:*")).isEmpty();
    }

    @Test
    void requestsThatNoIndexKnowsAreAnsweredSoonAfter() {
        Message takenByPython = trackedByPython(action());
        List<Message> own = Stream.generate(this::action).limit(1_500).toList();
        exchange.sendAll(own);
        Message farBehind = pushedByPython(trackedByPython(action()));
        Message onItsWay = trackedByPython(action());
        exchange.terminate(agent);
        pushedByPython(onItsWay);

        awaitNoTickets();

        assertThat(told())
                .containsExactlyInAnyOrderElementsOf(
                        tags(Stream.concat(own.stream(), Stream.of(takenByPython, farBehind, onItsWay))));
    }

    @Test
    void closingWaitsForThoseThatNoIndexKnows() {
        Message takenByPython = trackedByPython(action());
        exchange.terminate(agent);

        exchange.close();

        assertThat(redis.commands().keys("request:*")).isEmpty();
        assertThat(told()).containsExactly(takenByPython.tag());
    }

    @Test
    void mailboxOfAPythonPeerIsAnsweredForWholly() {
        AgentId python = AgentId.random();
        redis.commands().set("active:" + python.uid(), RedisCalls.utf8("ACTIVE"));
        List<Message> requests = IntStream.range(0, 20)
                .mapToObj(i -> Message.request(client, python, new Request.Ping()))
                .toList();
        requests.subList(0, 10).forEach(this::trackedByPython);
        exchange.sendAll(requests.subList(10, 20));

        exchange.terminate(python);

        assertThat(told()).containsExactlyInAnyOrderElementsOf(tags(requests.stream()));
    }

    @Test
    void ticketsOfMailboxesThatGoOnStay() {
        AgentId other = exchange.registerAgent(RedisTerminationTest.class);
        AgentId last = exchange.registerAgent(RedisTerminationTest.class);
        Message open = trackedByPython(Message.request(client, other, new Request.Ping()));
        Message first = trackedByPython(action());
        Message second = trackedByPython(Message.request(client, last, new Request.Ping()));
        exchange.terminate(agent);
        exchange.terminate(last);

        await().atMost(SOON).until(() -> told().size() == 2);

        assertThat(told()).containsExactlyInAnyOrder(first.tag(), second.tag());
        assertThat(redis.commands().keys("request:*")).containsExactly("request:" + other.uid() + ":" + open.tag());
    }

    @Test
    void mailboxThatWasOpenedAnewKeepsItsRequests() {
        exchange.terminate(agent);
        exchange.registerAgent(AgentRegistration.of(RedisTerminationTest.class).withId(agent));
        Message own = action();
        exchange.send(own);
        Message python = pushedByPython(trackedByPython(action()));
        redis.commands().configResetstat();

        await().atMost(SOON).until(() -> redis.calls("scan") > 0);
        exchange.close();

        assertThat(told()).isEmpty();
        assertThat(redis.commands().keys("request:*"))
                .containsExactlyInAnyOrder(
                        "request:" + agent.uid() + ":" + own.tag(), "request:" + agent.uid() + ":" + python.tag());
    }

    @Test
    void terminationThatWasCutShortIsCompletedByTheNext() {
        List<Message> requests = Stream.generate(this::action).limit(10).toList();
        exchange.sendAll(requests);
        redis.commands().set("active:" + agent.uid(), RedisCalls.utf8("INACTIVE"));

        exchange.terminate(agent);
        exchange.terminate(agent);

        assertThat(told()).containsExactlyInAnyOrderElementsOf(tags(requests.stream()));
    }

    @Test
    void whoCannotBeToldKeepsNobodyFromIt() {
        ClientId spoiled = exchange.registerClient();
        exchange.send(Message.request(spoiled, agent, new Request.Ping()));
        Message request = action();
        exchange.send(request);
        redis.commands().set("queue:" + spoiled.uid(), RedisCalls.utf8("not ours"));

        exchange.terminate(agent);

        assertThat(told()).containsExactly(request.tag());
    }

    @Test
    void whatIsLeftGoesWhenThoseThatNoIndexKnewWereLookedFor() {
        try (RedisExchange brief =
                redis.exchange().endedMailboxLifetime(Duration.ofMillis(100)).build()) {
            Message takenByPython = trackedByPython(action());

            brief.terminate(agent);

            await().atMost(SOON).until(() -> brief.status(agent) == MailboxStatus.MISSING);
            assertThat(told()).containsExactly(takenByPython.tag());
            assertThat(redis.commands().keys("*" + agent.uid()))
                    .allMatch(key -> key.equals("exchange:ended:" + agent.uid()));
        }
    }
}
