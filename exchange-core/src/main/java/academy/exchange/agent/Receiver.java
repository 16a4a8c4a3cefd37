package academy.exchange.agent;

import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import academy.exchange.Delivery;
import academy.exchange.Message;
import academy.exchange.MessageCodec;
import academy.exchange.Urgency;

/** What stands behind an agent's mailbox: a table of actions, or one listening method. */
interface Receiver {

    /** What error messages call it. */
    String label();

    /**
     * Looks, before any message comes, whether its methods can be called.
     *
     * @throws IllegalStateException if one cannot, because a default of a parameter has not the parameter's type
     */
    void check(MessageCodec codec);

    /** The kinds of messages that need not wait behind others, since it does not look at them. */
    Set<Urgency> urgent();

    /**
     * Runs what was asked for and waits until it has ended.
     *
     * @return the value to answer with
     * @throws RefusedException if it was not run because the request does not fit
     * @throws Exception what the application threw
     */
    @Nullable
    Object run(ActionCall call) throws Exception;

    /** The actions it has, by name and in the order of their names. */
    List<ActionOutline> actions();

    /** Whether it answers actions of other names as well. */
    boolean answersOthers();

    /** Whether it looks at a message of this kind that it has not to answer. */
    boolean hears(Message message);

    /**
     * Shows it a message that it has not to answer: a response, or a request that the protocol answers.
     *
     * @return whether it looked at it
     * @throws Exception what the application threw
     */
    boolean notice(Delivery delivery) throws Exception;

    /** Whether the method that gets this message takes its {@link academy.exchange.Acknowledgement}, to settle it. */
    boolean settles(Message message);

    /** A method that settles what it gets, as error messages call it; empty if there is none. */
    Optional<String> settlingMethod();
}
