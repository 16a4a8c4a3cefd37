package academy.exchange.handle;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;

import academy.exchange.ActionFailedException;
import academy.exchange.AgentHandle;
import academy.exchange.AgentId;
import academy.exchange.ErrorCode;
import academy.exchange.Exchange;
import academy.exchange.ExchangeTimeoutException;
import academy.exchange.ProtocolErrorException;
import academy.exchange.agent.Action;
import academy.exchange.agent.ActionContext;
import academy.exchange.agent.AgentMailbox;
import academy.exchange.agent.AgentMailboxBeanPostProcessor;
import academy.exchange.agent.AgentOptions;
import academy.exchange.codec.JsonMessageCodec;
import academy.exchange.embedded.EmbeddedRedis;
import academy.exchange.mailbox.MailboxContainerRegistry;
import academy.exchange.redis.RedisExchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Agents that ask each other at random, on a real Redis, while callers lose patience: every question ends once. */
@Timeout(300)
class AgentGraphTest {

    private static final int AGENTS = 200;
    private static final int ASKS = 50_000;
    private static final int ASKED_AT_ONCE = 100;
    private static final int DEPTH = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration SOON = Duration.ofSeconds(60);

    /** Threads that the JDK and this test itself leave behind. */
    private static final Set<String> NOT_OURS =
            Set.of("CompletableFutureDelayScheduler", "process reaper", "awaitility-thread");

    /** Delayed cancellations run here: since JDK 25 whatever the number of cores, and such a thread stays for a minute. */
    private static final String SHARED_BY_THE_JDK = "ForkJoinPool.commonPool-";

    /** How a question can end. */
    private enum Outcome {
        ANSWERED,
        /** The agent found that nobody waits any more, a moment before the asker did. */
        REFUSED_AS_TOO_LATE,
        CANCELLED,
        CANCELLED_BY_THE_AGENT,
        TIMED_OUT,
        OTHER
    }

    /** Keeps account of all questions, those of the agents included. */
    private static final class Ledger {
        final AtomicInteger begun = new AtomicInteger();
        final ConcurrentLinkedQueue<Outcome> ended = new ConcurrentLinkedQueue<>();
        volatile List<AgentId> nodes = List.of();
        final ConcurrentLinkedQueue<Throwable> others = new ConcurrentLinkedQueue<>();
        final AtomicInteger executions = new AtomicInteger();

        /** Whether there is one more question to ask. */
        boolean begin() {
            return begun.getAndUpdate(count -> Math.min(count + 1, ASKS)) < ASKS;
        }

        /** Asks, and with some chance loses patience. */
        CompletableFuture<Integer> ask(AgentHandle handle, int depth) {
            ThreadLocalRandom random = ThreadLocalRandom.current();
            int fate = random.nextInt(100);
            AgentHandle asked = fate < 5 ? handle.withTimeout(Duration.ofMillis(1 + random.nextInt(20))) : handle;
            CompletableFuture<Integer> answer = asked.action("visit", Integer.class, depth);
            CompletableFuture<?> unused = answer.whenComplete((value, failure) -> end(failure));
            if (fate >= 90) {
                int delay = random.nextInt(5_000);
                CompletableFuture.delayedExecutor(delay, TimeUnit.MICROSECONDS).execute(() -> answer.cancel(true));
            }
            return answer;
        }

        private void end(@Nullable Throwable failure) {
            Outcome outcome = outcome(failure);
            ended.add(outcome);
            if (outcome == Outcome.OTHER && failure != null) {
                others.add(failure);
            }
        }

        private static Outcome outcome(@Nullable Throwable failure) {
            if (failure == null) {
                return Outcome.ANSWERED;
            }
            if (failure instanceof CancellationException) {
                return Outcome.CANCELLED;
            }
            if (failure instanceof ExchangeTimeoutException) {
                return Outcome.TIMED_OUT;
            }
            if (failure instanceof ProtocolErrorException error && error.code() == ErrorCode.ACTION_CANCELLED) {
                return Outcome.CANCELLED_BY_THE_AGENT;
            }
            boolean tooLate = failure instanceof ActionFailedException failed
                    && failed.failure().type().equals(Optional.of("DeadlineExceededException"));
            return tooLate ? Outcome.REFUSED_AS_TOO_LATE : Outcome.OTHER;
        }

        int endings(Outcome outcome) {
            return Collections.frequency(ended, outcome);
        }

        AgentId anyNode() {
            return nodes.get(ThreadLocalRandom.current().nextInt(nodes.size()));
        }

        @Override
        public String toString() {
            return Arrays.stream(Outcome.values())
                    .map(outcome -> outcome + "=" + endings(outcome))
                    .collect(Collectors.joining(", "));
        }
    }

    @AgentMailbox(concurrency = "4")
    static final class Node {

        private final Ledger ledger;

        Node(Ledger ledger) {
            this.ledger = ledger;
        }

        @Action
        int visit(int depth, ActionContext request) throws InterruptedException {
            ledger.executions.incrementAndGet();
            if (depth == 0 || !ledger.begin()) {
                return 1;
            }
            CompletableFuture<Integer> further = ledger.ask(request.handle(ledger.anyNode()), depth - 1);
            try {
                return 1 + further.get();
            } catch (ExecutionException | CancellationException lost) {
                return 1;
            } catch (InterruptedException cancelled) {
                further.cancel(true);
                throw cancelled;
            }
        }
    }

    @Test
    void everyQuestionEndsOnceAndNothingIsLeft() throws Exception {
        Set<Thread> before = new HashSet<>(Thread.getAllStackTraces().keySet());
        Ledger ledger = new Ledger();
        List<ExchangeHandles> handles = new CopyOnWriteArrayList<>();
        try (EmbeddedRedis redis = EmbeddedRedis.start();
                RedisExchange exchange = exchange(redis, handles);
                AnnotationConfigApplicationContext system = new AnnotationConfigApplicationContext()) {
            start(system, exchange, ledger);

            askAtRandom(exchange, ledger);

            await().atMost(SOON).untilAsserted(() -> assertThat(ledger.ended).hasSize(ASKS));
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(handles).singleElement().returns(0, ExchangeHandles::pendingCount));
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(openRequests(redis)).isEmpty());
        }

        System.out.printf("graph: %d questions: %s; %d actions begun%n", ASKS, ledger, ledger.executions.get());
        assertThat(ledger.others).isEmpty();
        assertThat(ledger.endings(Outcome.ANSWERED)).isPositive().isLessThanOrEqualTo(ledger.executions.get());
        assertThat(ledger.executions.get()).isLessThanOrEqualTo(ASKS);
        await().atMost(SOON).untilAsserted(() -> assertThat(threadsBut(before)).isEmpty());
    }

    private static RedisExchange exchange(EmbeddedRedis redis, List<ExchangeHandles> handles) {
        LettuceConnectionFactory factory =
                new LettuceConnectionFactory(new RedisStandaloneConfiguration(redis.host(), redis.port()));
        return RedisExchange.builder(factory, JsonMessageCodec.create())
                .handles(made -> {
                    ExchangeHandles fresh = new ExchangeHandles(made, PATIENCE);
                    handles.add(fresh);
                    return fresh;
                })
                .build();
    }

    private static void start(AnnotationConfigApplicationContext system, RedisExchange exchange, Ledger ledger) {
        system.registerBean(Exchange.class, () -> exchange);
        system.registerBean(MailboxContainerRegistry.class);
        system.registerBean(
                AgentMailboxBeanPostProcessor.class,
                () -> new AgentMailboxBeanPostProcessor(
                        () -> exchange, () -> system.getBean(MailboxContainerRegistry.class), AgentOptions::defaults));
        for (int number = 0; number < AGENTS; number++) {
            system.registerBean("node-" + number, Node.class, () -> new Node(ledger));
        }
        system.refresh();
        ledger.nodes = exchange.discover(Node.class);
        assertThat(ledger.nodes).hasSize(AGENTS);
    }

    private static void askAtRandom(RedisExchange exchange, Ledger ledger) throws InterruptedException {
        Semaphore free = new Semaphore(ASKED_AT_ONCE);
        while (true) {
            assertThat(free.tryAcquire(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
            if (!ledger.begin()) {
                return;
            }
            int depth = ThreadLocalRandom.current().nextInt(DEPTH);
            CompletableFuture<?> unused = ledger.ask(exchange.getHandle(ledger.anyNode()), depth)
                    .whenComplete((value, failure) -> free.release());
        }
    }

    private static List<String> openRequests(EmbeddedRedis redis) {
        RedisClient client = RedisClient.create(RedisURI.create(redis.host(), redis.port()));
        try (var connection = client.connect()) {
            return connection.sync().keys("request:*");
        } finally {
            client.shutdown();
        }
    }

    private static List<String> threadsBut(Set<Thread> before) {
        List<String> left = new ArrayList<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            String name = thread.getName();
            boolean known = before.contains(thread) || NOT_OURS.contains(name) || name.startsWith(SHARED_BY_THE_JDK);
            if (thread.isAlive() && !known) {
                left.add(name);
            }
        }
        return left;
    }
}
