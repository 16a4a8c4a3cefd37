package academy.exchange.agent;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import academy.exchange.AgentId;
import academy.exchange.AgentRegistration;
import academy.exchange.Delivery;
import academy.exchange.Message;
import academy.exchange.MessageCodec;
import academy.exchange.Request;
import academy.exchange.Urgency;

/** A receiver that also answers when it is asked to describe itself, unless it has an action of its own for that. */
final class SelfDescription implements Receiver {

    private final Receiver receiver;
    private final AgentRegistration registration;
    private final Supplier<MessageCodec> codec;
    private final boolean hasItsOwn;
    private volatile @Nullable AgentDescription description;

    /**
     * @param receiver answers everything else
     * @param codec knows how values look; asked when the description is
     */
    SelfDescription(Receiver receiver, AgentRegistration registration, Supplier<MessageCodec> codec) {
        this.receiver = receiver;
        this.registration = registration;
        this.codec = codec;
        this.hasItsOwn =
                receiver.actions().stream().anyMatch(action -> action.name().equals(AgentDescription.ACTION));
    }

    /** What it answers, but for the id. Made when it is wanted, since most agents are never asked. */
    AgentDescription get() {
        AgentDescription known = description;
        if (known == null) {
            MessageCodec values = codec.get();
            known = new AgentDescription(
                    label(),
                    registration.typeNames(),
                    receiver.actions().stream()
                            .map(action -> action.describe(values))
                            .toList(),
                    answersOthers());
            description = known;
        }
        return known;
    }

    @Override
    public @Nullable Object run(ActionCall call) throws Exception {
        return isMeant(call.request()) && call.message().dest() instanceof AgentId self
                ? get().toMap(self)
                : receiver.run(call);
    }

    private boolean isMeant(Request.Action request) {
        return !hasItsOwn && request.action().equals(AgentDescription.ACTION);
    }

    @Override
    public boolean settles(Message message) {
        return !(message.body() instanceof Request.Action request && isMeant(request)) && receiver.settles(message);
    }

    @Override
    public String label() {
        return receiver.label();
    }

    @Override
    public void check(MessageCodec values) {
        receiver.check(values);
    }

    @Override
    public Set<Urgency> urgent() {
        return receiver.urgent();
    }

    @Override
    public List<ActionOutline> actions() {
        return receiver.actions();
    }

    @Override
    public boolean answersOthers() {
        return receiver.answersOthers();
    }

    @Override
    public boolean hears(Message message) {
        return receiver.hears(message);
    }

    @Override
    public boolean notice(Delivery delivery) throws Exception {
        return receiver.notice(delivery);
    }

    @Override
    public Optional<String> settlingMethod() {
        return receiver.settlingMethod();
    }
}
