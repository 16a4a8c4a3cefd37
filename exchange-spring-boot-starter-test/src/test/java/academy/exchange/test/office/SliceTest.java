package academy.exchange.test.office;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

import academy.exchange.AgentRegistration;
import academy.exchange.Exchange;
import academy.exchange.embedded.EmbeddedRedis;
import academy.exchange.mailbox.MailboxContainer;
import academy.exchange.mailbox.MailboxContainerRegistry;
import academy.exchange.test.CapturedMessages;
import academy.exchange.test.ExchangeTest;
import academy.exchange.test.ExchangeTester;
import academy.exchange.test.ForeignClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@ExchangeTest
@Timeout(120)
class SliceTest {

    private final ApplicationContext context;
    private final ExchangeTester tester;

    SliceTest(@Autowired ApplicationContext context, @Autowired ExchangeTester tester) {
        this.context = context;
        this.tester = tester;
    }

    @Test
    void agentsAreThereAndOtherComponentsAreNot() {
        assertThat(context.getBeansOfType(CounterAgent.class)).hasSize(1);
        assertThat(context.getBeansOfType(Clerk.class)).hasSize(1);
        assertThat(context.getBeansOfType(Ledger.class)).isEmpty();
    }

    @Test
    void messagesLieInMemoryWhateverTheApplicationSays() {
        assertThat(context.getEnvironment().getProperty("academy.exchange.type"))
                .isEqualTo("memory");
        assertThat(context.getBeansOfType(EmbeddedRedis.class)).isEmpty();
        assertThat(tester.agent(Counter.class).increment(0)).isNotNegative();
    }

    @Test
    void agentsAreFoundByTypeAndByName() {
        assertThat(tester.agentId(Counter.class)).isEqualTo(tester.agentId("counter"));
        assertThat(tester.handle("planner").action("plan", String.class, "tea").join())
                .startsWith("tea is plan number ");
    }

    @Test
    void agentThatIsNotThereIsMissed() {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> tester.agentId("nobody"))
                .withMessageContaining("'nobody'")
                .withMessageContaining("container 'counterAgent'");
    }

    @Test
    void agentsThatAreManyAreNotChosenFrom() {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> tester.handle(AgentRegistration.BASE_TYPE))
                .withMessageContaining("There must be one agent");
    }

    @Test
    void waitingEndsWhenAllAgentsListen(@Autowired MailboxContainerRegistry containers) {
        tester.awaitListening();

        assertThat(containers.containers())
                .hasSize(3)
                .allSatisfy(each -> assertThat(each.status().state()).isEqualTo(MailboxContainer.State.RUNNING));
    }

    @Test
    void parametersAreGiven(ExchangeTester given, CapturedMessages messages, ForeignClient client) {
        assertThat(given).isSameAs(tester);
        assertThat(messages).isSameAs(context.getBean(CapturedMessages.class));
        assertThat(client.id().name()).contains("test-client");
    }

    @Test
    void exchangeIsThatOfTheApplication(@Autowired Exchange exchange) {
        assertThat(tester.exchange()).isSameAs(exchange).isEqualTo(exchange);
        assertThat(exchange.ping()).isNotNull();
    }
}
