package academy.exchange;

import java.util.UUID;

import org.jspecify.annotations.Nullable;

/** A body that asks for an answer. The receiver answers each request at most once. */
public sealed interface Request extends Body {

    /**
     * Asks an agent to run one of its actions. Made by {@link MessageCodec#encodeAction}, read by
     * {@link MessageCodec#decodeArguments}: what it holds is already encoded, so that a message can neither change
     * nor fail on its way.
     *
     * @param action name of the action
     * @param serialization how both argument texts are encoded
     * @param positional the positional arguments, a JSON array or a pickle in Base64
     * @param named the arguments by name, a JSON object or a pickle in Base64
     * @param resultSerialization how the asker wishes the result to be encoded, null for the same as the arguments
     * @param exceptionSerialization how the asker wishes an exception to be encoded, null for the same as the result
     */
    record Action(
            String action,
            Serialization serialization,
            String positional,
            String named,
            @Nullable Serialization resultSerialization,
            @Nullable Serialization exceptionSerialization)
            implements Request {}

    /** Asks whether the agent is there; answered once the agent has started. */
    record Ping() implements Request {}

    /**
     * Asks to cancel a running action.
     *
     * @param targetTag the tag of the action request to cancel
     */
    record Cancel(UUID targetTag) implements Request {}

    /**
     * Asks the agent to stop.
     *
     * @param terminate whether its mailbox shall be terminated as well, null to leave that to the agent
     */
    record Shutdown(@Nullable Boolean terminate) implements Request {}
}
