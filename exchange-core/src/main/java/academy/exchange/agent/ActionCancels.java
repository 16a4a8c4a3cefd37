package academy.exchange.agent;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import academy.exchange.ErrorCode;
import academy.exchange.Exchange;
import academy.exchange.ForeignText;
import academy.exchange.Header;
import academy.exchange.Message;
import academy.exchange.Response;

/**
 * Ends actions of one agent before their time: because somebody asks for it, or because the agent stops. Whoever asked
 * for the action is answered at once, whatever the action makes of its interrupt.
 */
final class ActionCancels {

    private static final Logger log = LoggerFactory.getLogger(ActionCancels.class);

    private static final Response CANCELLED = new Response.ProtocolError(ErrorCode.ACTION_CANCELLED, null);
    private static final Response INVALID_STATE = new Response.ProtocolError(ErrorCode.ACTION_INVALID_STATE, null);

    private final Exchange exchange;
    private final Replies replies;
    private final boolean onShutdown;
    private final boolean givesBack;
    private final RunningActions actions = new RunningActions();
    private volatile boolean stopping;

    /**
     * @param onShutdown whether actions that run when the agent begins to stop are cancelled then
     * @param givesBack whether requests whose actions do not end in time go back to the mailbox, unanswered
     */
    ActionCancels(Exchange exchange, Replies replies, boolean onShutdown, boolean givesBack) {
        this.exchange = exchange;
        this.replies = replies;
        this.onShutdown = onShutdown;
        this.givesBack = givesBack;
    }

    /** Those that may be cancelled. */
    RunningActions actions() {
        return actions;
    }

    /** To be called before the first request of a run. */
    void open() {
        stopping = false;
        actions.refuse(false);
    }

    /** To be called when the agent begins to stop: what has not begun yet may be refused from now on. */
    void stopping() {
        stopping = true;
        actions.refuse(onShutdown);
    }

    /** To be called when nothing more will be read: what runs may be cancelled now. */
    void stoppedReading() {
        if (onShutdown) {
            cancelAll();
        }
    }

    /** Whether the agent stops, so that an interrupt from elsewhere means that its time is over. */
    boolean isStopping() {
        return stopping;
    }

    /** Cancels whatever still runs when its time is over. What goes back to the mailbox is left to others to answer. */
    void giveUp() {
        if (givesBack) {
            cancelled().forEach(actions::endCancelled);
        } else {
            cancelAll();
        }
    }

    private void cancelAll() {
        List<RunningAction> cancelled = cancelled();
        replies.sendAll(cancelled.stream().map(RunningAction::request).toList(), CANCELLED);
        cancelled.forEach(actions::endCancelled);
    }

    private List<RunningAction> cancelled() {
        return actions.all().stream().filter(RunningAction::cancel).toList();
    }

    /** Answers an action that did not come to run, or was interrupted, since the agent stops. */
    void answerCancelled(Header request) {
        replies.send(request, CANCELLED);
    }

    /** Cancels the action of this tag, wherever it is, and answers both requests. */
    void cancel(Message request, UUID target) {
        RunningAction running = actions.find(target);
        if (running == null) {
            withdraw(request, target);
        } else {
            cancel(request, running);
        }
    }

    /** Interrupts those of these requests that run here and skips the others: all were answered by others. */
    void withdrawn(Set<UUID> tags) {
        actions.withdrawn(tags).forEach(action -> {
            log.debug("Request {} was withdrawn elsewhere", action.request().tag());
            actions.endCancelled(action);
        });
    }

    private void cancel(Message request, RunningAction running) {
        if (!running.cancel()) {
            replies.send(request.header(), INVALID_STATE);
            return;
        }
        replies.send(running.request(), CANCELLED);
        replies.send(request.header(), new Response.Success());
        actions.endCancelled(running);
    }

    private void withdraw(Message request, UUID target) {
        if (!actions.beginWithdrawal(target)) {
            replies.send(request.header(), INVALID_STATE);
            return;
        }
        Optional<Header> withdrawn = open(request, target);
        if (withdrawn.isEmpty()) {
            actions.dropWithdrawal(target);
        }
        Optional<Runnable> afterwards = withdrawn.flatMap(open -> actions.endWithdrawal(target));
        afterwards.ifPresent(taken -> replies.send(withdrawn.get(), CANCELLED));
        replies.send(request.header(), afterwards.isPresent() ? new Response.Success() : INVALID_STATE);
        afterwards.ifPresent(Runnable::run);
    }

    private Optional<Header> open(Message request, UUID target) {
        try {
            return exchange.withdraw(request.dest(), target);
        } catch (RuntimeException failed) {
            log.warn(
                    "Request {} could not be withdrawn: {}; it may still run",
                    target,
                    ForeignText.line(String.valueOf(failed.getMessage())));
            return Optional.empty();
        }
    }
}
