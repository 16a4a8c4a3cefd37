package academy.exchange.test.office;

import org.springframework.stereotype.Component;

import academy.exchange.Message;
import academy.exchange.agent.AgentMailbox;

/** Is no agent itself, but one of its methods is. */
@Component
class Clerk {

    @AgentMailbox("clerk")
    String onMessage(Message message) {
        return "noted what " + message.src() + " said";
    }
}
