package academy.exchange.mailbox;

import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.context.SmartLifecycle;

import academy.exchange.AgentId;
import academy.exchange.BadEntityIdException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(30)
class MailboxContainerRegistryTest {

    private static final ContainerOptions BY_HAND = ContainerOptions.defaults().withAutoStartup(false);

    private final MailboxContainerRegistry registry = new MailboxContainerRegistry();

    @AfterEach
    void stopAll() {
        registry.stop();
    }

    @Test
    void startsLastAndStopsFirst() {
        assertThat(registry.getPhase()).isEqualTo(SmartLifecycle.DEFAULT_PHASE);
        assertThat(registry.isAutoStartup()).isTrue();
    }

    @Test
    void firstStartTakesThoseWithAutoStartup() {
        MailboxContainer auto = add("auto", ContainerOptions.defaults());
        MailboxContainer byHand = add("by-hand", BY_HAND);
        registry.start();

        assertThat(registry.isRunning()).isTrue();
        assertThat(auto.isRunning()).isTrue();
        assertThat(byHand.isRunning()).isFalse();
    }

    @Test
    void containerAddedWhileAnotherStartsIsStartedToo() {
        registry.register(new MailboxContainer(
                "parent",
                () -> {
                    add("child", ContainerOptions.defaults());
                    return new FakeMailbox(FakeMailbox.Kind.TELLING);
                },
                message -> {},
                ContainerOptions.defaults()));
        registry.start();

        assertThat(registry.get("parent").isRunning()).isTrue();
        assertThat(registry.get("child").isRunning()).isTrue();
    }

    @Test
    void lateContainerIsStartedAtOnce() {
        registry.start();

        assertThat(add("late", ContainerOptions.defaults()).isRunning()).isTrue();
        assertThat(add("by-hand", BY_HAND).isRunning()).isFalse();
    }

    @Test
    void lateContainerThatDoesNotStartIsNotAdded() {
        registry.start();

        assertThatThrownBy(() -> registry.register(failing())).isInstanceOf(BadEntityIdException.class);
        assertThat(registry.containers()).isEmpty();
    }

    @Test
    void restartTakesThoseThatWereRunning() {
        MailboxContainer stoppedByHand = add("stopped", ContainerOptions.defaults());
        MailboxContainer startedByHand = add("started", BY_HAND);
        registry.start();
        stoppedByHand.stop();
        startedByHand.start();
        registry.stop();
        assertThat(startedByHand.isRunning()).isFalse();
        registry.start();

        assertThat(stoppedByHand.isRunning()).isFalse();
        assertThat(startedByHand.isRunning()).isTrue();
    }

    @Test
    void failedStartStopsThoseStartedBeforeAndIsPassedOn() {
        MailboxContainer first = add("first", ContainerOptions.defaults());
        registry.register(failing());

        assertThatThrownBy(registry::start).isInstanceOf(BadEntityIdException.class);
        assertThat(first.isRunning()).isFalse();
        assertThat(registry.isRunning()).isFalse();
    }

    @Test
    void duplicateIdIsRefused() {
        add("one", ContainerOptions.defaults());

        assertThatIllegalArgumentException().isThrownBy(() -> add("one", BY_HAND));
    }

    @Test
    void containersAreFoundUntilTheyAreUnregistered() {
        MailboxContainer one = add("one", ContainerOptions.defaults());
        registry.start();
        assertThat(registry.find("one")).containsSame(one);
        registry.unregister("one");
        registry.unregister("one");

        assertThat(registry.find("one")).isEqualTo(Optional.empty());
        assertThat(one.isRunning()).isFalse();
    }

    @Test
    void unknownIdIsRefusedWithTheIdsThereAre() {
        MailboxContainer one = add("one", BY_HAND);
        add("two", BY_HAND);

        assertThat(registry.get("one")).isSameAs(one);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> registry.get("three"))
                .withMessageContaining("'three'")
                .withMessageContaining("[one, two]");
    }

    @Test
    void stopCallsBackEvenIfNothingRuns() throws Exception {
        CountDownLatch called = new CountDownLatch(2);
        registry.stop(called::countDown);
        add("one", ContainerOptions.defaults());
        registry.start();
        registry.stop(called::countDown);

        assertThat(called.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(registry.isRunning()).isFalse();
    }

    private MailboxContainer add(String id, ContainerOptions options) {
        FakeMailbox mailbox = new FakeMailbox(FakeMailbox.Kind.TELLING);
        MailboxContainer container = new MailboxContainer(id, mailbox::reopen, message -> {}, options);
        registry.register(container);
        return container;
    }

    private static MailboxContainer failing() {
        return new MailboxContainer(
                "failing",
                () -> {
                    throw new BadEntityIdException(AgentId.random());
                },
                message -> {},
                ContainerOptions.defaults());
    }
}
