package academy.exchange.benchmarks.compare;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;

import academy.exchange.AgentId;
import academy.exchange.AgentRegistration;
import academy.exchange.ClientId;
import academy.exchange.Message;
import academy.exchange.mailbox.ContainerOptions;
import academy.exchange.mailbox.MailboxContainer;
import academy.exchange.mailbox.MessageHandler;
import academy.exchange.redis.RedisExchange;

/** Many mailboxes of one exchange, each with a container. */
final class Mailboxes implements AutoCloseable {

    private static final int STARTERS = 16;
    private static final int BATCH = 1_000;

    private final List<AgentId> agents;
    private final List<MailboxContainer> containers = Collections.synchronizedList(new ArrayList<>());
    private final Traffic traffic;

    private Mailboxes(RedisExchange exchange, List<AgentId> agents) {
        this.agents = agents;
        ClientId source = exchange.registerClient();
        this.traffic = Traffic.to(exchange, source, agents.get(0));
    }

    /** Registers them and waits until all have been started. */
    static Mailboxes start(RedisExchange exchange, int count, ContainerOptions options, MessageHandler handler)
            throws Exception {
        List<AgentId> agents = Collections.synchronizedList(new ArrayList<>());
        Crew.share(STARTERS, count, i -> agents.add(exchange.registerAgent(AgentRegistration.of(Mailboxes.class))));
        Mailboxes mailboxes = new Mailboxes(exchange, List.copyOf(agents));
        try {
            Crew.share(STARTERS, count, i -> mailboxes.serve(exchange, i, options, handler));
        } catch (Exception | Error tooMany) {
            mailboxes.close();
            throw tooMany;
        }
        return mailboxes;
    }

    private void serve(RedisExchange exchange, int index, ContainerOptions options, MessageHandler handler) {
        MailboxContainer container = new MailboxContainer(
                "many-" + index,
                () -> exchange.getMailbox(agents.get(index), options.readerDelivery()),
                handler,
                options);
        container.start();
        containers.add(container);
    }

    List<byte[]> queues() {
        return agents.stream().map(Traffic::queue).toList();
    }

    /** A message with this number for one of them. */
    byte[] message(int mailbox, long number) {
        return message(mailbox, new UUID(0, number));
    }

    /** A message with this tag for one of them. */
    byte[] message(int mailbox, UUID tag) {
        return traffic.encoded(agents.get(mailbox), tag);
    }

    /** The number of a message. */
    static long number(Message message) {
        return message.tag().getLeastSignificantBits();
    }

    List<AgentId> agents() {
        return agents;
    }

    /** Has so many messages wait in each. */
    void fill(Bench bench, int each) {
        try (StatefulRedisConnection<byte[], byte[]> connection = bench.client().connect(ByteArrayCodec.INSTANCE)) {
            for (int mailbox = 0; mailbox < agents.size(); mailbox++) {
                byte[] queue = Traffic.queue(agents.get(mailbox));
                for (int start = 0; start < each; start += BATCH) {
                    byte[][] batch = new byte[Math.min(BATCH, each - start)][];
                    for (int i = 0; i < batch.length; i++) {
                        batch[i] = message(mailbox, start + i);
                    }
                    long unused = connection.sync().rpush(queue, batch);
                }
            }
        }
    }

    void pause() {
        containers.forEach(MailboxContainer::pause);
    }

    void resume() {
        containers.forEach(MailboxContainer::resume);
    }

    @Override
    public void close() {
        CompletableFuture.allOf(
                        containers.stream().map(MailboxContainer::stopAsync).toArray(CompletableFuture<?>[]::new))
                .join();
    }
}
