package academy.exchange.faults;

import java.util.ArrayList;
import java.util.List;

import academy.exchange.agent.Action;
import academy.exchange.agent.AgentMailbox;

/** An agent as an application has it, with actions that go wrong in the worst ways. */
@AgentMailbox(id = "${agent}", container = "noting", concurrency = "${concurrency}", prefetch = "${prefetch}")
final class NotingAgent {

    private static final int MEGABYTE = 1 << 20;

    private final String name;
    private final Steps steps;

    NotingAgent(String name, Steps steps) {
        this.name = name;
        this.steps = steps;
    }

    @Action
    String note(int number) {
        steps.at(Stage.BEGUN, number);
        steps.at(Stage.HANDLED, number);
        return name;
    }

    @Action
    String fail(int number) {
        steps.at(Stage.BEGUN, number);
        throw new StackOverflowError("as if by an endless recursion");
    }

    @Action
    String exhaust(int number) {
        steps.at(Stage.BEGUN, number);
        List<byte[]> heap = new ArrayList<>();
        while (heap.size() < Integer.MAX_VALUE) {
            heap.add(new byte[MEGABYTE]);
        }
        return "as much memory as that cannot be";
    }
}
