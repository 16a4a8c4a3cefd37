package academy.exchange.handle;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import academy.exchange.ClientId;
import academy.exchange.ErrorCode;
import academy.exchange.Exchange;
import academy.exchange.ExchangeClosedException;
import academy.exchange.Mailbox;
import academy.exchange.MailboxStatus;
import academy.exchange.MailboxTerminatedException;
import academy.exchange.Message;
import academy.exchange.Response;
import academy.exchange.mailbox.ContainerOptions;
import academy.exchange.mailbox.MailboxContainer;
import academy.exchange.mailbox.MessageHandler;

/** The client in whose name handles ask, and the reader of its mailbox, in which the answers arrive. */
final class ReplyClient {

    private static final Logger log = LoggerFactory.getLogger(ExchangeHandles.class);

    private static final String NAME = "handles";
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    /** How many answers are taken together when many wait. */
    private static final int MOST_AT_ONCE = 255;

    private final ClientId id = ClientId.random().withName(NAME);
    private final Exchange exchange;
    private final Executor executor;
    private final PendingReplies pending;
    private final MailboxContainer reader;
    private volatile @Nullable Supplier<? extends RuntimeException> ending;

    /** The opening and the actions that wait for it, one after the other, so that questions keep their order. */
    private CompletableFuture<Void> opened;

    /** Registers the client and begins to read, on the executor. */
    ReplyClient(Exchange exchange, PendingReplies pending, Executor executor) {
        this.exchange = exchange;
        this.pending = pending;
        this.executor = executor;
        ContainerOptions options =
                ContainerOptions.defaults().withPrefetch(MOST_AT_ONCE).withShutdownTimeout(CLOSE_TIMEOUT);
        this.reader = new MailboxContainer(
                "exchange-" + NAME + "-" + id.uid(), new ClientMailbox(), new AnswerHandler(), options);
        this.opened = CompletableFuture.runAsync(this::open, executor);
    }

    ClientId id() {
        return id;
    }

    /** Why nobody can ask in its name any more; null while that is possible. */
    @Nullable
    Supplier<? extends RuntimeException> ending() {
        return ending;
    }

    /**
     * Runs this once the client can receive answers, at once if it can; never if it could not be opened. Never blocks:
     * a question may be asked without waiting even if it is the first.
     */
    void whenOpen(Runnable action) {
        synchronized (this) {
            if (!opened.isDone()) {
                opened = opened.thenRun(action);
                return;
            }
        }
        if (ending == null) {
            action.run();
        }
    }

    /** Ends the reading and terminates the client, waiting only briefly. */
    void close() {
        CompletableFuture<Void> last;
        synchronized (this) {
            last = opened;
        }
        // The stop comes after the start, however long that takes, so that no client is left behind.
        CompletableFuture<Void> closed =
                last.handle((nothing, failure) -> failure).thenComposeAsync(any -> reader.stopAsync(), executor);
        try {
            closed.get(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException late) {
            log.debug("The client of the handles, {}, is still being closed", id, late);
        }
    }

    private void open() {
        try {
            reader.start();
        } catch (Throwable failure) {
            end(() -> Failures.seenFromHere(failure));
            throw failure;
        }
    }

    private void read(Message message) {
        if (message.body() instanceof Response response) {
            pending.arrived(message, response);
        } else {
            CompletableFuture<?> unused = exchange.sendAsync(
                            message.reply(new Response.ProtocolError(ErrorCode.INVALID_CLIENT, id)))
                    .whenComplete(ReplyClient::noteRefusal);
        }
    }

    private static void noteRefusal(@Nullable Void nothing, @Nullable Throwable failure) {
        if (failure != null) {
            log.debug("Could not refuse a request that was sent to a client", failure);
        }
    }

    private void end(Supplier<? extends RuntimeException> failure) {
        ending = failure;
        pending.failAll(reply -> id.uid().equals(reply.request().header().label()), failure);
    }

    private void terminate() {
        try {
            exchange.terminate(id);
        } catch (RuntimeException failure) {
            log.debug("The client of the handles, {}, could not be terminated", id, failure);
        }
    }

    /** Brings each answer to whoever waits for it, who goes on by a thread of their own. */
    private final class AnswerHandler implements MessageHandler {

        @Override
        public void handle(Message message) {
            read(message);
        }

        @Override
        public boolean isPrompt() {
            return true;
        }
    }

    /** Where answers arrive: registered when the reading starts, terminated when it has ended. */
    private final class ClientMailbox implements MailboxContainer.Source {

        @Override
        public Mailbox open() {
            exchange.registerClient(id);
            try {
                return exchange.getMailbox(id);
            } catch (Throwable failure) {
                terminate();
                throw failure;
            }
        }

        /** So that later questions find an answer; those that are open have lost theirs if it was there. */
        @Override
        public boolean restore(Mailbox mailbox) {
            MailboxStatus status = exchange.status(id);
            if (status == MailboxStatus.MISSING) {
                exchange.registerClient(id);
            }
            return status != MailboxStatus.TERMINATED;
        }

        @Override
        public void released(Mailbox mailbox) {
            if (reader.status().state() == MailboxContainer.State.TERMINATED) {
                end(() -> new MailboxTerminatedException(id));
            } else {
                end(() -> new ExchangeClosedException("waiting for an answer"));
                terminate();
            }
        }
    }
}
