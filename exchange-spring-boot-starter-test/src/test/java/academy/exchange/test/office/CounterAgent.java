package academy.exchange.test.office;

import org.springframework.stereotype.Component;

import academy.exchange.agent.Action;
import academy.exchange.agent.AgentMailbox;

@Component
@AgentMailbox("counter")
class CounterAgent implements Counter {

    private int count;

    @Action
    @Override
    public int increment(int by) {
        if (by < 0) {
            throw new IllegalArgumentException("It only goes up");
        }
        return count += by;
    }

    @Action
    @Override
    public int count() {
        return count;
    }
}
