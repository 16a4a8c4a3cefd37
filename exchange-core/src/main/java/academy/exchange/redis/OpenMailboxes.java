package academy.exchange.redis;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import academy.exchange.Mailbox;

/** The readers that an exchange has handed out and that are still open. */
final class OpenMailboxes {

    private static final Logger log = LoggerFactory.getLogger(OpenMailboxes.class);

    private static final int CLOSERS = 32;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Set<Mailbox> open = ConcurrentHashMap.newKeySet();

    Mailbox add(Mailbox mailbox) {
        open.add(mailbox);
        return mailbox;
    }

    /** Whether it was still open. */
    boolean remove(Mailbox mailbox) {
        return open.remove(mailbox);
    }

    /** Closes all, side by side, since each may have to wait for a reply that a hanging server never gives. */
    void closeAll() {
        ExecutorService closers = Executors.newFixedThreadPool(CLOSERS);
        List.copyOf(open).forEach(mailbox -> closers.execute(mailbox::close));
        closers.shutdown();
        try {
            if (!closers.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                log.warn("{} readers could not be closed within {} s", open.size(), PATIENCE.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
