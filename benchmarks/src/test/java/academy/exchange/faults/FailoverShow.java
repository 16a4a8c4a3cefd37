package academy.exchange.faults;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

import academy.exchange.AgentId;
import academy.exchange.ClientId;
import academy.exchange.Delivery;
import academy.exchange.DeliveryOptions;
import academy.exchange.ExchangeException;
import academy.exchange.Mailbox;
import academy.exchange.Message;
import academy.exchange.Request;
import academy.exchange.codec.JsonMessageCodec;
import academy.exchange.redis.RedisExchange;

import static org.awaitility.Awaitility.await;

/**
 * Sends at a steady rate to an agent that is read at least once, kills the master of its mailbox after a third of the time,
 * and compares what the sender was told with what arrived.
 */
final class FailoverShow {

    private static final int RATE = 5_000;
    private static final Duration OPERATION_LIMIT = Duration.ofSeconds(4);
    private static final Duration RECOVERY = Duration.ofSeconds(2);
    private static final Duration REPLICA_TIMEOUT = Duration.ofMillis(900);

    private final Servers servers;
    private final int replicas;
    private final Books books = new Books();
    private final AtomicBoolean reading = new AtomicBoolean(true);

    /** @param replicas how many must have a message before its send succeeds */
    FailoverShow(Servers servers, int replicas) {
        this.servers = servers;
        this.replicas = replicas;
    }

    Findings run(Duration time) {
        try (RedisExchange here = exchange();
                RedisExchange there = exchange()) {
            ClientId client = here.registerClient();
            AgentId agent = here.registerAgent(FailoverShow.class);
            CompletableFuture<Void> reader = CompletableFuture.runAsync(() -> read(there, agent));
            CompletableFuture<Void> killer = CompletableFuture.runAsync(
                    () -> {
                        books.killed();
                        servers.killMasterOf(agent);
                    },
                    after(time.dividedBy(3)));
            int sent = send(here, client, agent, time);
            killer.join();
            awaitAllSettled(sent, here, agent);
            reading.set(false);
            reader.join();
            return books.findings();
        }
    }

    private static Executor after(Duration pause) {
        return CompletableFuture.delayedExecutor(pause.toNanos(), TimeUnit.NANOSECONDS);
    }

    private RedisExchange exchange() {
        return RedisExchange.builder(servers.factory(), JsonMessageCodec.create())
                .operationTimeout(OPERATION_LIMIT)
                .waitForReplicas(replicas, REPLICA_TIMEOUT)
                .build();
    }

    /** Each message at its time, whatever became of those before, and returns how many it were. */
    private int send(RedisExchange exchange, ClientId client, AgentId agent, Duration time) {
        int count = Math.toIntExact(time.toMillis() * RATE / 1000);
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            long due = start + i * (1_000_000_000L / RATE);
            while (due - System.nanoTime() > 0) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            Message message = Message.request(client, agent, new Request.Ping());
            long began = System.nanoTime();
            var unused = exchange.sendAsync(message)
                    .whenComplete((done, failure) -> books.sent(message.tag(), began, cause(failure)));
        }
        return count;
    }

    private static @Nullable Throwable cause(@Nullable Throwable failure) {
        return failure instanceof CompletionException ? failure.getCause() : failure;
    }

    private void read(RedisExchange exchange, AgentId agent) {
        try (Mailbox mailbox =
                exchange.getMailbox(agent, DeliveryOptions.atLeastOnce().withRecoveryTime(RECOVERY))) {
            while (reading.get()) {
                readOnce(mailbox);
            }
        }
    }

    private void readOnce(Mailbox mailbox) {
        try {
            for (Delivery delivery : mailbox.take(500, Duration.ofMillis(100))) {
                books.arrived(delivery.message().tag());
                delivery.acknowledgement().acknowledge();
            }
        } catch (ExchangeException masterIsGone) {
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void awaitAllSettled(int sent, RedisExchange exchange, AgentId agent) {
        Duration quiet = RECOVERY.multipliedBy(2);
        await().atMost(Servers.PATIENCE)
                .ignoreExceptions()
                .until(() -> books.outcomes() == sent
                        && exchange.stats(agent).queued() == 0
                        && books.sinceLastArrival().compareTo(quiet) > 0);
    }
}
