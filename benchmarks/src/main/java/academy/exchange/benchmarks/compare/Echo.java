package academy.exchange.benchmarks.compare;

import academy.exchange.AgentId;
import academy.exchange.AgentRegistration;
import academy.exchange.agent.Action;
import academy.exchange.agent.AgentOptions;
import academy.exchange.agent.AgentRegistrar;
import academy.exchange.mailbox.MailboxContainerRegistry;
import academy.exchange.redis.RedisExchange;

/** An agent that says what it hears. */
final class Echo {

    /** Returns the text. */
    @Action
    public String echo(String text) {
        return text;
    }

    /** Has one serve until the bench is closed. */
    static AgentId serve(Bench bench, RedisExchange exchange, AgentOptions options) {
        MailboxContainerRegistry registry = new MailboxContainerRegistry();
        registry.start();
        bench.closing(registry::stop);
        AgentId agent = AgentId.random();
        var unused = new AgentRegistrar(() -> exchange, () -> registry, AgentOptions::defaults)
                .register("echo", new Echo(), AgentRegistration.of(Echo.class).withId(agent), options);
        return agent;
    }
}
