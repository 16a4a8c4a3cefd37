package academy.exchange.mailbox;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import ch.qos.logback.classic.Level;

import academy.exchange.BadEntityIdException;
import academy.exchange.ExchangeUnavailableException;
import academy.exchange.Mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What a container does when all trace of its mailbox has vanished. */
@Timeout(30)
@ParameterizedClass
@EnumSource(FakeMailbox.Kind.class)
class RestorationTest {

    private static final ContainerOptions OPTIONS = ContainerOptions.defaults()
            .withPollTimeout(Duration.ofMillis(5))
            .withMinBackOff(Duration.ofMillis(1))
            .withMaxBackOff(Duration.ofMillis(5));

    private final FakeMailbox mailbox;
    private final LogLines log = new LogLines();
    private final AtomicInteger restores = new AtomicInteger();
    private final List<ContainerEvent> events = new CopyOnWriteArrayList<>();
    private final AtomicInteger handled = new AtomicInteger();
    private volatile boolean unreachable;
    private volatile boolean declines;
    private final MailboxContainer container =
            new MailboxContainer("phoenix", new Restoring(), message -> handled.incrementAndGet(), OPTIONS);

    RestorationTest(FakeMailbox.Kind kind) {
        mailbox = new FakeMailbox(kind);
    }

    @AfterEach
    void end() {
        container.stop();
        log.close();
    }

    @Test
    void sourceIsAskedToRestoreItAndTheContainerGoesOn() {
        container.listen(events::add);
        container.start();
        await().until(() -> container.status().lastPoll().isPresent());
        int heartbeats = mailbox.heartbeats();

        mailbox.failWith(new BadEntityIdException(mailbox.id));
        mailbox.put();

        await().until(() -> handled.get() == 1);
        assertThat(restores).hasValue(1);
        assertThat(container.status().restorations()).isEqualTo(1);
        assertThat(container.status().lastRestored()).isPresent();
        assertThat(container.status().lastError()).isEmpty();
        assertThat(events).filteredOn(ContainerEvent.Restored.class::isInstance).hasSize(1);
        assertThat(log.at(Level.WARN)).singleElement().asString().contains(mailbox.id.toString());
        await().until(() -> mailbox.heartbeats() > heartbeats);
    }

    @Test
    void restoringThatFailsIsTriedAgain() {
        unreachable = true;
        container.start();
        mailbox.failWith(new BadEntityIdException(mailbox.id));

        await().until(() -> restores.get() == 1);
        assertThat(container.status().restorations()).isZero();
        unreachable = false;
        mailbox.failWith(new BadEntityIdException(mailbox.id));

        await().until(() -> container.status().restorations() == 1);
    }

    @Test
    void mailboxThatIsNotToBeRestoredIsAskedForAgainAndAgain() {
        declines = true;
        container.start();
        mailbox.failWith(new BadEntityIdException(mailbox.id));
        mailbox.failWith(new BadEntityIdException(mailbox.id));

        await().until(() -> restores.get() == 2);
        await().until(() -> container.status().lastError().isEmpty());
        assertThat(container.status().restorations()).isZero();
        assertThat(container.status().lastRestored()).isEmpty();
    }

    private final class Restoring implements MailboxContainer.Source {

        @Override
        public Mailbox open() {
            return mailbox.reopen();
        }

        @Override
        public boolean restore(Mailbox lost) {
            restores.incrementAndGet();
            if (unreachable) {
                throw new ExchangeUnavailableException("away", null);
            }
            return !declines;
        }
    }
}
