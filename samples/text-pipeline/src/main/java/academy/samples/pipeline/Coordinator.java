package academy.samples.pipeline;

import academy.exchange.Exchange;
import academy.exchange.agent.Action;
import academy.exchange.agent.ActionContext;
import academy.exchange.agent.AgentMailbox;

/**
 * Asks a lowerer, and gives what it says to a reverser. Its thread waits meanwhile, so it needs a concurrency above one
 * to have several texts under way.
 */
@AgentMailbox(name = "coordinator", concurrency = "${pipeline.concurrency.coordinator}")
class Coordinator {

    private final AgentPool lowerers;
    private final AgentPool reversers;

    Coordinator(Exchange exchange, PipelineProperties properties, Closing closing) {
        this.lowerers = new AgentPool(exchange, Lowerer.class, properties, properties.step(), closing);
        this.reversers = new AgentPool(exchange, Reverser.class, properties, properties.step(), closing);
    }

    /** Asks in its own name, and for no longer than the one who asks it waits. */
    @Action
    String process(String text, ActionContext request) throws InterruptedException {
        String lower = lowerers.ask(request::handle, "lower", text);
        return reversers.ask(request::handle, "reverse", lower);
    }
}
