package academy.exchange.handle;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

import academy.exchange.AgentId;
import academy.exchange.Exchange;
import academy.exchange.Mailbox;
import academy.exchange.Message;
import academy.exchange.Response;
import academy.exchange.mailbox.ContainerOptions;
import academy.exchange.mailbox.MailboxContainer;

/** An agent that answers as a function says, and stays silent where it says nothing. */
final class EchoAgent implements AutoCloseable {

    final AgentId id;
    final List<Message> requests = new CopyOnWriteArrayList<>();
    private final MailboxContainer container;

    EchoAgent(Exchange exchange, Function<Message, Optional<Response>> answer) {
        id = exchange.registerAgent(EchoAgent.class);
        Mailbox mailbox = exchange.getMailbox(id);
        container = new MailboxContainer(
                "agent",
                () -> mailbox,
                request -> {
                    requests.add(request);
                    answer.apply(request).ifPresent(response -> exchange.send(request.reply(response)));
                },
                ContainerOptions.defaults());
        container.start();
    }

    @Override
    public void close() {
        container.stop();
    }
}
