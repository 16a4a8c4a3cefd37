package academy.exchange.faults;

import org.springframework.data.redis.connection.RedisConnectionFactory;

import io.lettuce.core.api.sync.RedisCommands;

import academy.exchange.AgentId;

/** Where the messages of a {@link Scene} lie. */
interface Place {

    /** Finds the way there, also when it is another way than it was. */
    RedisConnectionFactory factory();

    /** How the queue of this agent is called there. */
    String queue(AgentId agent);

    /** Those of the server that has the mailbox of this agent at present. */
    RedisCommands<String, String> commands(AgentId agent);

    /**
     * What other processes are told of it.
     *
     * @throws UnsupportedOperationException if a port is not enough
     */
    int port();
}
