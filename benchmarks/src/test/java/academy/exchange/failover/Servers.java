package academy.exchange.failover;

import java.time.Duration;
import java.util.function.BooleanSupplier;

import org.springframework.data.redis.connection.RedisConnectionFactory;

import academy.exchange.AgentId;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Servers of which another takes over when a master is killed. */
interface Servers extends AutoCloseable {

    Duration PATIENCE = Duration.ofSeconds(60);

    RedisConnectionFactory factory();

    /** Kills the server that holds the mailbox of this agent, and sees to it that its successor has a replica. */
    void killMasterOf(AgentId agent);

    @Override
    void close();

    static void kill(Node node) {
        assertThat(ProcessHandle.of(node.server().pid()).map(ProcessHandle::destroyForcibly))
                .contains(true);
    }

    static void until(BooleanSupplier condition) {
        await().atMost(PATIENCE).ignoreExceptions().until(condition::getAsBoolean);
    }
}
