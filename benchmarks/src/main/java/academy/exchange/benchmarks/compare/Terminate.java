package academy.exchange.benchmarks.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;

import io.lettuce.core.api.StatefulRedisConnection;

import academy.exchange.AgentId;
import academy.exchange.AgentRegistration;
import academy.exchange.ClientId;
import academy.exchange.ErrorCode;
import academy.exchange.Message;
import academy.exchange.Response;
import academy.exchange.redis.RedisExchange;

/** How long it takes to end a mailbox when many wait for an answer from it, all of whom are told. */
final class Terminate implements Figure {

    private static final int KEYS = 1_000_000;
    private static final int WAITING = 10_000;
    private static final int CLIENTS = 10;

    private static final Line LINE =
            Line.atMost("terminate-10k-pending", "ms", 2, "a pipelined RPUSH of as many responses");

    @Override
    public List<Line> lines() {
        return List.of(LINE);
    }

    @Override
    public List<Reading> measure(Bench bench) throws Exception {
        RedisExchange exchange = bench.exchange();
        StatefulRedisConnection<byte[], byte[]> connection = bench.connect();
        KeySpace.fill(bench, bench.scaled(KEYS));
        int waiting = bench.scaled(WAITING);
        List<Pair> times = bench.longRounds()
                .compare(() -> terminate(exchange, waiting), () -> push(exchange, connection, waiting));
        return List.of(new Reading.Compared(LINE, times));
    }

    private static double terminate(RedisExchange exchange, int waiting) {
        AgentId agent = exchange.registerAgent(AgentRegistration.of(Terminate.class));
        List<ClientId> clients = clients(exchange);
        for (ClientId client : clients) {
            exchange.sendAll(Traffic.to(exchange, client, agent).messages(waiting / CLIENTS));
        }
        Stopwatch watch = new Stopwatch();
        exchange.terminate(agent);
        double time = watch.seconds() * 1e3;
        for (ClientId client : clients) {
            long answers = exchange.stats(client).queued();
            if (answers != waiting / CLIENTS) {
                throw new IllegalStateException(answers + " of " + waiting / CLIENTS + " callers were told");
            }
            exchange.terminate(client);
        }
        return time;
    }

    private static List<ClientId> clients(RedisExchange exchange) {
        List<ClientId> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(exchange.registerClient());
        }
        return clients;
    }

    private static double push(RedisExchange exchange, StatefulRedisConnection<byte[], byte[]> connection, int waiting)
            throws Exception {
        AgentId agent = AgentId.random();
        List<byte[]> responses = new ArrayList<>();
        for (Message request : Traffic.to(exchange, ClientId.random(), agent).messages(waiting)) {
            responses.add(exchange.codec()
                    .encode(request.reply(new Response.ProtocolError(ErrorCode.MAILBOX_TERMINATED, agent))));
        }
        byte[][] queues = new byte[CLIENTS][];
        for (int i = 0; i < CLIENTS; i++) {
            queues[i] = Traffic.bytes("caller-" + i);
        }
        connection.setAutoFlushCommands(false);
        Stopwatch watch = new Stopwatch();
        List<Future<Long>> pushed = new ArrayList<>();
        for (int i = 0; i < waiting; i++) {
            pushed.add(connection.async().rpush(queues[i % CLIENTS], responses.get(i)));
        }
        connection.flushCommands();
        for (Future<Long> each : pushed) {
            long unused = each.get();
        }
        double time = watch.seconds() * 1e3;
        connection.setAutoFlushCommands(true);
        long unused = connection.sync().del(queues);
        return time;
    }
}
