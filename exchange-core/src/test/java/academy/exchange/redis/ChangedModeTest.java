package academy.exchange.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import academy.exchange.DeadLetter;
import academy.exchange.Delivery;
import academy.exchange.DeliveryOptions;
import academy.exchange.Mailbox;
import academy.exchange.MailboxTerminatedException;
import academy.exchange.Message;
import academy.exchange.Response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What readers left that delivered at least once comes to those of the same mailbox that deliver at most once. */
class ChangedModeTest extends LeasedReading {

    @Override
    DeliveryOptions options() {
        return super.options().withRecoveryTime(Duration.ofSeconds(20)).withMaxAttempts(5);
    }

    /** Takes so many and dies over the first. */
    private List<Delivery> takeAndDie(int count) throws InterruptedException {
        LeasedMailbox dying = reader(second);
        List<Delivery> taken = take(dying, count);
        dying.die();
        endLeases();
        return taken;
    }

    private List<Integer> receive(Mailbox mailbox, int count) throws InterruptedException {
        List<Integer> numbers = new ArrayList<>();
        long deadline = System.nanoTime() + SOON.toNanos();
        while (numbers.size() < count && System.nanoTime() < deadline) {
            mailbox.receive(count, Duration.ofMillis(200)).forEach(message -> numbers.add(number(message)));
        }
        return numbers;
    }

    @Test
    void whatADeadReaderHeldComesFirstAndInOrder() throws Exception {
        ask(1, 3);
        takeAndDie(2);

        try (Mailbox mailbox = exchange.getMailbox(agent)) {
            assertThat(receive(mailbox, 3)).containsExactly(1, 2, 3);
        }
        assertThat(held()).isZero();
        assertThat(redis.commands().exists(keys.readers(agent), keys.attempts(agent)))
                .isZero();
    }

    @Test
    void readerThatWaitsIsGivenWhatIsLeftLater() throws Exception {
        try (Mailbox mailbox = exchange.getMailbox(agent)) {
            assertThat(mailbox.receive(1, Duration.ZERO)).isEmpty();
            ask(1, 1);
            takeAndDie(1);

            assertThat(receive(mailbox, 1)).containsExactly(1);
        }
    }

    @Test
    void livingReaderKeepsWhatItHolds() throws Exception {
        ask(1, 2);
        LeasedMailbox living = reader(second);
        take(living, 1);

        try (Mailbox mailbox = exchange.getMailbox(agent)) {
            assertThat(receive(mailbox, 1)).containsExactly(2);
            assertThat(mailbox.receive(1, Duration.ofMillis(300))).isEmpty();
        }
        assertThat(held()).isEqualTo(1);
    }

    @Test
    void whatPausesComesWhenItIsDue() throws Exception {
        ask(1, 2);
        LeasedMailbox ending = reader(second);
        List<Delivery> taken = take(ending, 2);
        taken.get(0).acknowledgement().retry(Duration.ofMillis(100), "not yet");
        taken.get(1).acknowledgement().retry(Duration.ofHours(1), "not for long");
        ending.close();

        try (Mailbox mailbox = exchange.getMailbox(agent)) {
            assertThat(receive(mailbox, 1)).containsExactly(1);
        }
        assertThat(redis.commands().zcard(keys.pausing(agent))).isEqualTo(1);
    }

    @Test
    void whatItsReadersDiedOfTooOftenIsADeadLetterAndItsSenderIsTold() throws Exception {
        ask(1, 1);
        for (int i = 0; i < 5; i++) {
            takeAndDie(1);
        }

        try (Mailbox mailbox = exchange.getMailbox(agent);
                Mailbox answers = exchange.getMailbox(client)) {
            assertThat(mailbox.receive(1, Duration.ZERO)).isEmpty();
            assertThat(mailbox.deadLetters(5)).extracting(DeadLetter::attempts).containsExactly(5);
            assertThat(answers.receive(SOON).body()).isInstanceOf(Response.ActionError.class);
        }
    }

    @Test
    void whatWasAnsweredIsNotBegunAgain() throws Exception {
        Message asked = ask(1, 2).get(0);
        LeasedMailbox dying = reader(second);
        take(dying, 2);
        second.send(asked.reply(new Response.Success()));
        dying.die();
        endLeases();

        try (Mailbox mailbox = exchange.getMailbox(agent)) {
            assertThat(receive(mailbox, 1)).containsExactly(2);
            assertThat(mailbox.receive(1, Duration.ofMillis(300))).isEmpty();
        }
        assertThat(held()).isZero();
    }

    @Test
    void mailboxThatEndedHasNothingLeft() throws Exception {
        ask(1, 1);
        Mailbox mailbox = exchange.getMailbox(agent);
        takeAndDie(1);
        exchange.terminate(agent);

        assertThatExceptionOfType(MailboxTerminatedException.class).isThrownBy(() -> mailbox.receive(1, Duration.ZERO));
        assertThat(redis.commands().llen(keys.queue(client))).isEqualTo(1);
    }
}
