package academy.exchange.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import academy.exchange.ActionFailedException;
import academy.exchange.AgentHandle;
import academy.exchange.AgentId;
import academy.exchange.AgentUnavailableException;
import academy.exchange.ClientId;
import academy.exchange.Mailbox;
import academy.exchange.Message;
import academy.exchange.RemoteFailure;
import academy.exchange.Request;
import academy.exchange.Response;
import academy.exchange.Urgency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** What becomes of those who wait for an agent that nobody serves any more, and of what they asked. */
@Timeout(60)
class RedisDeadAgentsTest {

    private static final Duration UNAVAILABLE_AFTER = Duration.ofMillis(1500);
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final UUID LABEL = UUID.randomUUID();

    private final TestRedis redis = TestRedis.shared();
    private final String prefix = "test-" + UUID.randomUUID() + ":";
    private final RedisKeys keys = new RedisKeys(prefix);
    private final List<RedisExchange> exchanges = new ArrayList<>();
    private RedisExchange exchange;
    private AgentId agent;
    private ClientId client;
    private Mailbox replies;

    @BeforeEach
    void connect() {
        exchange = another(UNAVAILABLE_AFTER);
        agent = exchange.registerAgent(RedisDeadAgentsTest.class);
        client = exchange.registerClient();
        replies = exchange.getMailbox(client);
    }

    @AfterEach
    void disconnect() {
        exchanges.forEach(RedisExchange::close);
        redis.deleteKeys(prefix);
    }

    @Test
    void everyKindOfQuestionFailsAsUnavailable() {
        die();
        AgentHandle handle = exchange.getHandle(agent).withTimeout(Duration.ofSeconds(50));

        List<CompletableFuture<?>> questions = List.of(
                handle.action("add", Integer.class, 1, 2),
                handle.shutdown(),
                handle.as(Asynchronous.class).add(1, 2),
                CompletableFuture.runAsync(() -> handle.as(Blocking.class).add(1, 2)),
                CompletableFuture.runAsync(() -> uninterrupted(() -> handle.ping(Duration.ofSeconds(50)))),
                CompletableFuture.runAsync(() -> call(handle)));

        for (CompletableFuture<?> question : questions) {
            assertThat(question)
                    .failsWithin(SOON)
                    .withThrowableThat()
                    .withCauseInstanceOf(AgentUnavailableException.class)
                    .havingCause()
                    .withMessageContaining(agent + " is unavailable: no process has served the mailbox of " + agent)
                    .withMessageContaining(" since 20");
        }
    }

    @Test
    void exceptionOfAnActionThatMetADeadAgentIsItsOwnFailure() throws InterruptedException {
        try (Mailbox mailbox = exchange.getMailbox(agent)) {
            CompletableFuture<Integer> answer = exchange.getHandle(agent).action("ask", Integer.class);
            RuntimeException met = new AgentUnavailableException(AgentId.random(), "it is dead");
            exchange.send(mailbox.receive(SOON).reply(exchange.codec().encodeFailure(RemoteFailure.of(met))));

            assertThat(answer).failsWithin(SOON).withThrowableThat().withCauseInstanceOf(ActionFailedException.class);
        }
    }

    @Test
    void agentThatWasStoppedInOrderIsUnavailableWhenItsLeaseHasRunOut() throws InterruptedException {
        exchange.getMailbox(agent).close();

        UUID tag = ask();

        assertUnavailable(replies.receive(SOON), tag);
        assertThat(redis.commands().keys(keys.everyRequest(agent))).isEmpty();
        assertThat(exchange.stats(agent).inProgress()).isZero();
    }

    @Test
    void agentThatComesBackInTimeServesWhatWaits() throws InterruptedException {
        RedisExchange owner = another(Duration.ofSeconds(15));
        owner.getMailbox(agent).close();
        UUID tag = ask();

        try (Mailbox mailbox = another(UNAVAILABLE_AFTER).getMailbox(agent)) {
            awaitRounds(4);
            exchange.send(mailbox.receive(SOON).reply(new Response.Success()));
        }

        Message answer = replies.receive(SOON);
        assertThat(answer.tag()).isEqualTo(tag);
        assertThat(answer.body()).isInstanceOf(Response.Success.class);
    }

    @Test
    void servedAgentIsNotTakenForDeadHoweverLongItWorks() throws InterruptedException {
        try (Mailbox mailbox = another(UNAVAILABLE_AFTER).getMailbox(agent)) {
            ask();
            Message request = mailbox.receive(SOON);
            awaitRounds(12);
            exchange.send(request.reply(new Response.Success()));
        }

        assertThat(replies.receive(SOON).body()).isInstanceOf(Response.Success.class);
    }

    @Test
    void whatWasBegunIsAnsweredAndTheLateAnswerDropped() throws InterruptedException {
        try (RedisExchange owner = another(Duration.ZERO)) {
            Mailbox mailbox = owner.getMailbox(agent);
            UUID tag = ask();
            Message begun = mailbox.receive(SOON);
            die();

            assertUnavailable(replies.receive(SOON), tag);
            owner.send(begun.reply(new Response.Success()));
            assertThat(replies.receive(1, Duration.ZERO)).isEmpty();
        }
    }

    @Test
    void requestThatNobodyWaitsForStaysInTheQueue() throws InterruptedException {
        Message job = Message.request(client, agent, new Request.Ping());
        exchange.send(job);
        UUID awaited = ask();
        die();

        assertUnavailable(replies.receive(SOON), awaited);
        awaitRounds(3);
        assertThat(replies.receive(1, Duration.ZERO)).isEmpty();
        try (Mailbox mailbox = exchange.getMailbox(agent)) {
            assertThat(mailbox.receive(10, Duration.ZERO)).containsExactly(job);
            assertThat(mailbox.receive(10, Duration.ZERO)).isEmpty();
        }
    }

    @Test
    void requestOfAPythonPeerThatIsInNoIndexIsAnswered() throws InterruptedException {
        Message request = Message.request(client, agent, LABEL, Map.of(), new Request.Ping());
        redis.commands()
                .set(keys.request(agent, request.tag()), exchange.codec().encodeHeader(request.header()));
        redis.commands().rpush(keys.queue(agent), exchange.codec().encode(request));
        die();

        assertUnavailable(replies.receive(SOON), request.tag());
    }

    @Test
    void requestThatComesToAnAgentLongDeadIsAnsweredToo() throws InterruptedException {
        IntStream.range(0, 700).forEach(job -> exchange.send(Message.request(client, agent, new Request.Ping())));
        die();
        awaitRounds(4);

        UUID tag = ask();

        assertUnavailable(replies.receive(SOON), tag);
    }

    @Test
    void manyWatchersGiveEachAskerOneAnswer() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            another(UNAVAILABLE_AFTER).getMailbox(client).heartbeat();
        }
        Set<UUID> asked = new HashSet<>();
        IntStream.range(0, 1_200).forEach(each -> asked.add(ask()));
        die();

        Set<UUID> answered = new HashSet<>();
        for (int i = 0; i < asked.size(); i++) {
            answered.add(replies.receive(SOON).tag());
        }
        awaitRounds(3);

        assertThat(answered).isEqualTo(asked);
        assertThat(replies.receive(1, Duration.ZERO)).isEmpty();
    }

    @Test
    void answeredRequestsAreTakenByNobody() throws InterruptedException {
        IntStream.range(0, 5).forEach(each -> ask());
        exchange.send(Message.request(client, agent, LABEL, Map.of(), new Request.Shutdown(true)));
        die();
        for (int i = 0; i < 6; i++) {
            replies.receive(SOON);
        }

        try (Mailbox mailbox = exchange.getMailbox(agent)) {
            UUID fresh = ask();
            assertThat(mailbox.receiveUrgent(Set.of(Urgency.CONTROL)).messages())
                    .extracting(Message::tag)
                    .containsExactly(fresh);
            assertThat(mailbox.receive(1, Duration.ZERO)).isEmpty();
            assertThat(redis.commands().llen(keys.queue(agent))).isZero();
        }
    }

    @Test
    void receiveWithoutWaitingPassesOverAnsweredRequests() throws InterruptedException {
        IntStream.range(0, 5).forEach(each -> ask());
        die();
        for (int i = 0; i < 5; i++) {
            replies.receive(SOON);
        }

        try (Mailbox mailbox = exchange.getMailbox(agent)) {
            UUID fresh = ask();
            assertThat(mailbox.receive(1, Duration.ZERO))
                    .extracting(Message::tag)
                    .containsExactly(fresh);
        }
    }

    @Test
    void answeredRequestThatReachesABlockedReaderIsNotBegun() throws InterruptedException {
        redis.commands().sadd(keys.ended(agent), new byte[] {1});
        try (Mailbox mailbox = exchange.getMailbox(agent)) {
            assertReaderWaitsPast(mailbox);
        }
    }

    @Test
    void answeredRequestThatReachesAReaderThatWasHeldUpIsNotBegun() throws InterruptedException {
        try (Mailbox mailbox = exchange.getMailbox(agent)) {
            assertReaderWaitsPast(mailbox);
        }
    }

    @Test
    void requestSentAgainUnderATagThatEndedBeforeIsServed() throws InterruptedException {
        try (Mailbox mailbox = exchange.getMailbox(agent)) {
            Message request = Message.request(client, agent, LABEL, Map.of(), new Request.Ping());
            redis.commands()
                    .sadd(keys.ended(agent), RedisCalls.utf8(request.tag().toString()));
            exchange.send(request);

            assertThat(mailbox.receive(1, Duration.ZERO)).containsExactly(request);
        }
    }

    @Test
    void agentServedBySomebodyWithoutLeaseIsLeftAlone() throws InterruptedException {
        exchange.getMailbox(agent).close();
        try (Mailbox python = another(Duration.ZERO).getMailbox(agent)) {
            python.heartbeat();
            ask();
            awaitForgotten();
            awaitRounds(4);

            exchange.send(python.receive(SOON).reply(new Response.Success()));
            assertThat(replies.receive(SOON).body()).isInstanceOf(Response.Success.class);
        }
    }

    @Test
    void mailboxThatAPythonPeerRegisteredIsLeftAlone() throws InterruptedException {
        redis.commands().del(keys.open(agent));
        ask();
        die();

        awaitForgotten();
        awaitRounds(3);
        assertThat(replies.receive(1, Duration.ZERO)).isEmpty();
    }

    @Test
    void terminatedAgentLeavesTheLiving() throws InterruptedException {
        UUID tag = ask();
        exchange.terminate(agent);
        die();

        awaitForgotten();
        assertThat(replies.receive(SOON).tag()).isEqualTo(tag);
        assertThat(replies.receive(1, Duration.ZERO)).isEmpty();
    }

    @Test
    void foreignKeyOfAnotherKindHindersNobody() throws InterruptedException {
        AgentId odd = exchange.registerAgent(RedisDeadAgentsTest.class);
        redis.commands().set(keys.queue(odd), new byte[] {1});
        redis.commands()
                .zadd(
                        keys.living(),
                        (double) (time() - 1000),
                        RedisCalls.utf8(odd.uid().toString()));
        UUID tag = ask();
        die();

        assertUnavailable(replies.receive(SOON), tag);
    }

    @Test
    void limitIsZeroOrFromASecondToADay() {
        for (Duration limit : List.of(Duration.ofMillis(999), Duration.ofSeconds(-1), Duration.ofDays(2))) {
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> redis.exchange().unavailableAfter(limit))
                    .withMessageContaining("from one second to one day");
        }
    }

    private void assertReaderWaitsPast(Mailbox mailbox) throws InterruptedException {
        Message answered = Message.request(client, agent, LABEL, Map.of(), new Request.Ping());
        long before = redis.commands()
                .clientList()
                .lines()
                .filter(RedisDeadAgentsTest::blocked)
                .count();
        CompletableFuture<List<Message>> received =
                CompletableFuture.supplyAsync(() -> uninterrupted(() -> mailbox.receive(1, SOON)));
        await().atMost(SOON)
                .until(() -> redis.commands()
                                .clientList()
                                .lines()
                                .filter(RedisDeadAgentsTest::blocked)
                                .count()
                        > before);
        redis.commands().sadd(keys.ended(agent), RedisCalls.utf8(answered.tag().toString()));
        // Longer than the sixth after which a reader counts as held up, and shorter than it blocks.
        await().pollDelay(UNAVAILABLE_AFTER.dividedBy(4)).until(() -> true);
        redis.commands().rpush(keys.queue(agent), exchange.codec().encode(answered));
        await().atMost(SOON).until(() -> redis.commands().llen(keys.queue(agent)) == 0);

        UUID fresh = ask();
        assertThat(received)
                .succeedsWithin(SOON)
                .extracting(messages -> messages.get(0).tag())
                .isEqualTo(fresh);
    }

    private static boolean blocked(String client) {
        return client.contains("cmd=blpop") && client.contains("flags=b");
    }

    private void assertUnavailable(Message answer, UUID tag) {
        assertThat(answer.tag()).isEqualTo(tag);
        assertThat(answer.src()).isEqualTo(agent);
        assertThat(answer.body()).isInstanceOfSatisfying(Response.ActionError.class, error -> {
            RemoteFailure failure = exchange.codec().decodeFailure(error);
            assertThat(failure.type()).hasValue("AgentUnavailableException");
            assertThat(failure.message()).contains(agent.uid().toString());
        });
    }

    private UUID ask() {
        Message request = Message.request(client, agent, LABEL, Map.of(), new Request.Ping());
        exchange.send(request);
        return request.tag();
    }

    /** As if the last process that served it had been killed: nobody says any more that it lives. */
    private void die() {
        redis.commands()
                .zadd(
                        keys.living(),
                        (double) (time() - 1),
                        RedisCalls.utf8(agent.uid().toString()));
    }

    private void awaitForgotten() {
        await().atMost(SOON)
                .until(() -> redis.commands()
                                .zscore(
                                        keys.living(),
                                        RedisCalls.utf8(agent.uid().toString()))
                        == null);
    }

    /** Until the exchange has said so often who lives. */
    private void awaitRounds(int rounds) {
        AgentId marker = exchange.registerAgent(Object.class);
        try (Mailbox mailbox = exchange.getMailbox(marker)) {
            for (int i = 0; i < rounds; i++) {
                redis.commands()
                        .zrem(keys.living(), RedisCalls.utf8(marker.uid().toString()));
                await().atMost(SOON)
                        .until(() -> redis.commands()
                                        .zscore(
                                                keys.living(),
                                                RedisCalls.utf8(marker.uid().toString()))
                                != null);
            }
            assertThat(mailbox.mailboxId()).isEqualTo(marker);
        }
    }

    private RedisExchange another(Duration unavailableAfter) {
        RedisExchange made = redis.exchange()
                .keyPrefix(prefix)
                .unavailableAfter(unavailableAfter)
                .build();
        exchanges.add(made);
        return made;
    }

    /** In milliseconds, by Redis. */
    private long time() {
        List<byte[]> time = redis.commands().time();
        return Long.parseLong(new String(time.get(0), StandardCharsets.US_ASCII)) * 1000
                + Long.parseLong(new String(time.get(1), StandardCharsets.US_ASCII)) / 1000;
    }

    private interface Interruptible<T> {
        T run() throws InterruptedException;
    }

    private static <T> T uninterrupted(Interruptible<T> action) {
        try {
            return action.run();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void call(AgentHandle handle) {
        try {
            assertThat(handle.call("add", Integer.class, Duration.ofSeconds(50), 1, 2))
                    .isNotNull();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    interface Asynchronous {
        CompletableFuture<Integer> add(int one, int other);
    }

    interface Blocking {
        int add(int one, int other);
    }
}
