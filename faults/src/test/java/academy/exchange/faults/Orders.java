package academy.exchange.faults;

import java.util.List;

import academy.exchange.AgentId;
import academy.exchange.DeliveryMode;

/**
 * What a process is started to do.
 *
 * @param role who it is
 * @param name what it answers with
 * @param port where Redis is, or a way to it
 * @param agent whose messages it handles, or whom it asks
 * @param mode how it reads
 * @param batch how many messages it takes at once
 * @param gate the step at which it stops until it is told to go on, as {@code BEGUN 7}; empty for none
 */
record Orders(Role role, String name, int port, AgentId agent, DeliveryMode mode, int batch, String gate) {

    enum Role {
        /** A {@link HandReader} that answers, then acknowledges. */
        ANSWERING_FIRST,
        /** A {@link HandReader} that acknowledges, then answers. */
        ACKNOWLEDGING_FIRST,
        /** A {@link ServedAgent}. */
        AGENT,
        /** Sends one message after the other, without end. */
        CALLER
    }

    static Orders parse(String... words) {
        return new Orders(
                Role.valueOf(words[0]),
                words[1],
                Integer.parseInt(words[2]),
                AgentId.of(words[3]),
                DeliveryMode.valueOf(words[4]),
                Integer.parseInt(words[5]),
                words[6]);
    }

    List<String> words() {
        return List.of(
                role.name(),
                name,
                Integer.toString(port),
                agent.uid().toString(),
                mode.name(),
                Integer.toString(batch),
                gate);
    }

    /** Those of a consumer of this name. */
    Orders named(String other) {
        return new Orders(role, other, port, agent, mode, batch, gate);
    }

    Orders as(Role other) {
        return new Orders(other, name, port, agent, mode, batch, gate);
    }

    Orders taking(int messages) {
        return new Orders(role, name, port, agent, mode, messages, gate);
    }

    Orders stoppingAt(Stage stage, int number) {
        return new Orders(role, name, port, agent, mode, batch, stage + " " + number);
    }
}
