package academy.exchange.test.office;

import org.springframework.stereotype.Component;

import academy.exchange.Exchange;
import academy.exchange.agent.Action;
import academy.exchange.agent.ActionContext;
import academy.exchange.agent.AgentMailbox;

/** Asks another agent before it answers. */
@Component
@AgentMailbox(name = "planner", concurrency = "2")
class PlannerAgent {

    private final Exchange exchange;

    PlannerAgent(Exchange exchange) {
        this.exchange = exchange;
    }

    @Action
    String plan(String goal, ActionContext request) {
        Counter counter =
                request.handle(exchange.discover(Counter.class).get(0)).as(Counter.class);
        return goal + " is plan number " + counter.increment(1);
    }
}
