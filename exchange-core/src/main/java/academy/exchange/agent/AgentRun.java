package academy.exchange.agent;

import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

import academy.exchange.AgentHandle;
import academy.exchange.AgentId;
import academy.exchange.Exchange;

/** One run of an agent, from its registration to the release of its mailbox. */
final class AgentRun implements AgentContext {

    private final OwnHandles handles;
    private final AgentEndpoint endpoint;
    private final AgentLife life;
    private final BackgroundWork background;
    private final ActionCancels cancels;

    /** Held while the stage changes or is acted upon; never while a method of the agent runs. */
    private final ReentrantLock lock = new ReentrantLock();

    private Stage stage = Stage.STARTING;
    private boolean shutdownDue;

    /** Finds answers once the container reads no more; null until then. */
    private @Nullable AnswerWatch answers;

    private enum Stage {
        /** Nothing can stop it yet. */
        STARTING,
        SERVING,
        OVER
    }

    AgentRun(
            OwnHandles handles,
            AgentEndpoint endpoint,
            AgentLife life,
            BackgroundWork background,
            ActionCancels cancels) {
        this.handles = handles;
        this.endpoint = endpoint;
        this.life = life;
        this.background = background;
        this.cancels = cancels;
    }

    @Override
    public AgentId id() {
        return handles.self();
    }

    @Override
    public Exchange exchange() {
        return endpoint.exchange();
    }

    @Override
    public AgentHandle handle(AgentId agent) {
        return handles.handle(agent);
    }

    @Override
    public void shutdown() {
        requestShutdown(null);
    }

    @Override
    public void shutdown(boolean terminate) {
        requestShutdown(terminate);
    }

    /** To be called when the mailbox is there and before it is read. What the agent throws is passed on. */
    void begin() {
        cancels.open();
        if (life.onStart().isPresent()) {
            start();
        }
        if (!isShutdownDue()) {
            background.begin(this);
        }
    }

    private void start() {
        AnswerWatch watch = watch();
        try {
            life.start(this);
        } finally {
            watch.close();
        }
    }

    private AnswerWatch watch() {
        return AnswerWatch.begin(exchange(), id(), endpoint.delivery(), life.name());
    }

    /** To be called when nothing more is to be read. */
    void stopping() {
        background.requestStop();
        cancels.stopping();
    }

    /** To be called when nothing more will be read: nothing but answers, which the rest of the run may still want. */
    void stoppedReading() {
        cancels.stoppedReading();
        lock.lock();
        try {
            if (stage != Stage.OVER && answers == null) {
                answers = watch();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * To be called before each read of the mailbox: from now on the run can be stopped.
     *
     * @return false if it was told to stop before that, and is stopped now instead of being read for
     */
    boolean serve() {
        lock.lock();
        try {
            if (stage != Stage.STARTING) {
                return true;
            }
            stage = Stage.SERVING;
            if (!shutdownDue) {
                return true;
            }
        } finally {
            lock.unlock();
        }
        endpoint.stop();
        return false;
    }

    /** To be called when the last request was handled, or when those that do not end are given up. */
    void end() {
        cancels.giveUp();
        background.end();
        life.stop(this);
    }

    /** To be called when it is over or has failed to start: nothing can be asked of it any more. */
    void over() {
        AnswerWatch last;
        lock.lock();
        try {
            stage = Stage.OVER;
            last = answers;
        } finally {
            lock.unlock();
        }
        if (last != null) {
            last.close();
        }
        handles.close();
    }

    private boolean isShutdownDue() {
        lock.lock();
        try {
            return shutdownDue;
        } finally {
            lock.unlock();
        }
    }

    private void requestShutdown(@Nullable Boolean terminate) {
        lock.lock();
        try {
            if (stage == Stage.OVER) {
                return;
            }
            endpoint.wish(terminate);
            shutdownDue = true;
            if (stage == Stage.STARTING) {
                return;
            }
        } finally {
            lock.unlock();
        }
        // Outside the lock: it may have to wait for a start, which asks for this lock.
        endpoint.stop();
    }
}
