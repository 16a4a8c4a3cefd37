package academy.exchange.faults;

import java.time.Duration;
import java.util.function.BooleanSupplier;

import io.lettuce.core.api.sync.RedisCommands;

import academy.exchange.AgentId;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Servers of which another takes over when a master is killed. */
interface Servers extends Place, AutoCloseable {

    Duration PATIENCE = Duration.ofSeconds(60);

    /** Kills the server that holds the mailbox of this agent, and waits until another one does. */
    void killMasterOf(AgentId agent);

    /** The one that holds the mailbox of this agent. */
    Node master(AgentId agent);

    @Override
    default RedisCommands<String, String> commands(AgentId agent) {
        return master(agent).commands();
    }

    @Override
    default int port() {
        throw new UnsupportedOperationException("A process is told one port, and these are several servers");
    }

    @Override
    void close();

    static void kill(Node node) {
        assertThat(ProcessHandle.of(node.server().pid()).map(ProcessHandle::destroyForcibly))
                .contains(true);
    }

    static void awaitMaster(Node node) {
        until(() -> node.info("replication").contains("role:master"));
    }

    static void until(BooleanSupplier condition) {
        await().atMost(PATIENCE).ignoreExceptions().until(condition::getAsBoolean);
    }
}
