package academy.exchange.handle;

import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import academy.exchange.AgentId;
import academy.exchange.AgentUnavailableException;
import academy.exchange.ErrorCode;
import academy.exchange.MailboxTerminatedException;
import academy.exchange.MessageCodec;
import academy.exchange.ProtocolErrorException;
import academy.exchange.RemoteFailure;
import academy.exchange.Request;
import academy.exchange.Response;

/**
 * What is asked of an agent, and what an answer to it means.
 *
 * @param body the request
 * @param name the action's name, or what else it is called
 * @param resultType what the answer's value becomes
 */
record Question(Request body, String name, Type resultType) {

    /**
     * Asks for an action.
     *
     * @throws academy.exchange.PayloadException if an argument cannot be expressed in JSON
     */
    static Question action(
            MessageCodec codec, String action, List<?> positional, Map<String, ?> named, Type resultType) {
        return new Question(codec.encodeAction(action, positional, named), action, resultType);
    }

    static Question ping() {
        return new Question(new Request.Ping(), "ping", Void.class);
    }

    static Question shutdown(@Nullable Boolean terminate) {
        return new Question(new Request.Shutdown(terminate), "shutdown", Void.class);
    }

    boolean isAction() {
        return body instanceof Request.Action;
    }

    /** The question as error messages name it. */
    String text() {
        return isAction() ? "action '" + name + "'" : name;
    }

    /**
     * The value of this agent's answer.
     *
     * @throws RuntimeException the exception that the answer stands for
     */
    @Nullable
    Object read(AgentId agent, Response response, MessageCodec codec, RebuiltExceptions rebuilt) {
        if (response instanceof Response.Result result) {
            return expectsNothing() ? null : codec.decodeResult(result, resultType);
        }
        if (response instanceof Response.ActionError error) {
            RemoteFailure failure = codec.decodeFailure(error);
            throw isOfTheExchange(failure)
                    ? new AgentUnavailableException(agent, failure.message())
                    : rebuilt.failure(agent, name, failure);
        }
        if (response instanceof Response.ProtocolError error) {
            throw failure(agent, error);
        }
        return null;
    }

    /** Whether this failure is all the question wanted: an agent that has ended need not be told to. */
    boolean isFulfilledBy(Throwable failure, AgentId agent) {
        return body instanceof Request.Shutdown
                && failure instanceof MailboxTerminatedException terminated
                && agent.equals(terminated.id());
    }

    /**
     * Whether the exchange answered in the name of an agent that is dead. An action that asked one throws such an exception,
     * too; then the answer names its class in full.
     */
    private static boolean isOfTheExchange(RemoteFailure failure) {
        return failure.className().isEmpty()
                && failure.type()
                        .filter(AgentUnavailableException.class.getSimpleName()::equals)
                        .isPresent();
    }

    private boolean expectsNothing() {
        return resultType == Void.class || resultType == void.class;
    }

    private RuntimeException failure(AgentId agent, Response.ProtocolError error) {
        if (error.code() != ErrorCode.MAILBOX_TERMINATED) {
            return new ProtocolErrorException(agent, text(), error.code());
        }
        // The agent as the asker knows it, with its name, unless the answer is about another mailbox.
        return new MailboxTerminatedException(
                error.mailbox() == null || agent.equals(error.mailbox()) ? agent : error.mailbox());
    }
}
