package academy.samples.pipeline;

import java.util.Locale;

import academy.exchange.agent.Action;
import academy.exchange.agent.AgentMailbox;

/** Knows lower case. */
@AgentMailbox(name = "lowerer", concurrency = "${pipeline.concurrency.lowerer}")
class Lowerer {

    @Action
    String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
