package academy.exchange.faults;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

import academy.exchange.AgentUnavailableException;
import academy.exchange.DeadLetter;
import academy.exchange.DeliveryMode;
import academy.exchange.Mailbox;
import academy.exchange.Message;
import academy.exchange.Request;
import academy.exchange.mailbox.ContainerOptions;
import academy.exchange.mailbox.MailboxContainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Messages that nobody will ever handle: there is no consumer left, or none survives them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AbandonedMessageTest {

    private static final int FATAL = 5;
    private static final int MESSAGES = 8;
    private static final Duration NOTICED = Duration.ofSeconds(20);

    private RedisServer redis;

    @BeforeAll
    void start() {
        redis = RedisServer.start(RedisServer.Keeping.NOTHING);
    }

    @AfterAll
    void end() {
        redis.close();
    }

    @InEachMode
    void callersOfAnAgentThatStaysDeadAreTold(DeliveryMode mode) {
        try (Scene scene = Scene.noticing(mode, redis)) {
            scene.ask(MESSAGES);
            Peer first = scene.peer(scene.orders().stoppingAt(Stage.BEGUN, FATAL), Lab.UNAVAILABLE_SOON);
            first.awaitStep(Stage.BEGUN, FATAL);
            CompletableFuture<String> call =
                    scene.exchange().getHandle(scene.agent()).action(Note.ACTION, String.class, 0);
            first.kill();
            scene.faultIsOver();

            assertThat(call)
                    .failsWithin(NOTICED)
                    .withThrowableOfType(ExecutionException.class)
                    .havingCause()
                    .isInstanceOf(AgentUnavailableException.class);
            for (int number = FATAL; number <= MESSAGES; number++) {
                awaitFailure(scene, number, AgentUnavailableException.class.getSimpleName());
            }
            scene.survivor();

            scene.settle(Fault.KILLED_AND_NOT_REPLACED);
            assertThat(scene.ledger().handled()).isEqualTo(FATAL);
        }
    }

    @InEachMode
    void messageThatNoConsumerSurvivesIsPutAside(DeliveryMode mode) {
        try (Scene scene = Scene.of(mode, redis)) {
            scene.ask(MESSAGES);
            for (int death = 0; death < (mode == DeliveryMode.AT_MOST_ONCE ? 1 : Lab.FEW); death++) {
                Orders orders = scene.orders().named("victim").stoppingAt(Stage.BEGUN, FATAL);
                Peer victim = scene.peer(orders, Lab.FEW_ATTEMPTS);
                victim.awaitStep(Stage.BEGUN, FATAL);
                victim.kill();
            }

            scene.peer(scene.orders().named("spared"), Lab.FEW_ATTEMPTS);
            scene.faultIsOver();

            scene.settle(Fault.KILLED_EACH_TIME);
            isPutAside(mode, scene, Lab.FEW);
        }
    }

    @InEachMode
    void messageThatNoHandlerBearsIsPutAside(DeliveryMode mode) {
        try (Scene scene = Scene.of(mode, redis)) {
            ContainerOptions options = ContainerOptions.defaults().withDelivery(Lab.delivery(mode));
            MailboxContainer container = new MailboxContainer(
                    "poisoned",
                    () -> scene.exchange().getMailbox(scene.agent(), options.delivery()),
                    message -> handle(scene, message),
                    options);
            container.start();
            scene.faultIsOver();
            scene.ask(MESSAGES);

            scene.settle(Fault.HANDLER_THROWS_EACH_TIME);
            isPutAside(mode, scene, options.delivery().maxAttempts());
            container.stop();
        }
    }

    private static void handle(Scene scene, Message message) {
        int number = Note.number(scene.exchange(), (Request.Action) message.body());
        scene.ledger().note(Stage.BEGUN, number);
        if (number == FATAL) {
            throw new IllegalStateException("as from a message that cannot be handled");
        }
        scene.ledger().note(Stage.HANDLED, number);
        scene.exchange().send(message.reply(scene.exchange().codec().encodeResult("poisoned")));
    }

    private static void isPutAside(DeliveryMode mode, Scene scene, int attempts) {
        try (Mailbox mailbox = scene.exchange().getMailbox(scene.agent())) {
            List<DeadLetter> letters = mailbox.deadLetters(10);
            if (mode == DeliveryMode.AT_MOST_ONCE) {
                assertThat(letters).isEmpty();
                return;
            }
            assertThat(letters).singleElement().extracting(DeadLetter::attempts).isEqualTo(attempts);
            awaitFailure(scene, FATAL, "RejectedException");
        }
    }

    private static void awaitFailure(Scene scene, int number, String type) {
        await().atMost(NOTICED).until(() -> !scene.ledger().answersTo(number).isEmpty());
        assertThat(scene.ledger().answersTo(number)).singleElement().asString().contains(type);
    }
}
