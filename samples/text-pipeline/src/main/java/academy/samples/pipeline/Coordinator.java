package academy.samples.pipeline;

import academy.exchange.AgentHandle;
import academy.exchange.AgentId;
import academy.exchange.Exchange;
import academy.exchange.agent.Action;
import academy.exchange.agent.AgentMailbox;

/**
 * Asks a lowerer, and gives what it says to a reverser. Its thread waits meanwhile, so it needs a concurrency above one
 * to have several texts under way.
 */
@AgentMailbox(name = "coordinator", concurrency = "${pipeline.concurrency.coordinator}")
class Coordinator {

    private final Exchange exchange;
    private final AgentPool lowerers;
    private final AgentPool reversers;

    Coordinator(Exchange exchange, PipelineProperties properties, Closing closing) {
        this.exchange = exchange;
        this.lowerers = new AgentPool(exchange, Lowerer.class, this::handle, properties, properties.step(), closing);
        this.reversers = new AgentPool(exchange, Reverser.class, this::handle, properties, properties.step(), closing);
    }

    @Action
    String process(String text) throws InterruptedException {
        return reversers.ask("reverse", lowerers.ask("lower", text));
    }

    private AgentHandle handle(AgentId colleague) {
        return exchange.getHandle(colleague);
    }
}
