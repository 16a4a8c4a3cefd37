package academy.samples.pipeline;

import academy.exchange.agent.Action;
import academy.exchange.agent.AgentMailbox;

/** Turns texts round. */
@AgentMailbox(name = "reverser", concurrency = "${pipeline.concurrency.reverser}")
class Reverser {

    @Action
    String reverse(String text) {
        return new StringBuilder(text).reverse().toString();
    }
}
