package academy.samples.quickstart;

import org.springframework.stereotype.Component;

import academy.exchange.agent.Action;
import academy.exchange.agent.AgentMailbox;

/** An agent with a memory. It handles one request at a time, so its field needs no lock. */
@Component
@AgentMailbox("counter")
class CounterAgent implements Counter {

    private int count;

    @Action
    @Override
    public int increment(int by) {
        return count += by;
    }

    @Action
    @Override
    public int count() {
        return count;
    }
}
