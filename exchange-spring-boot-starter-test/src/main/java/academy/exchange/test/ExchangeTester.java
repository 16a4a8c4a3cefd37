package academy.exchange.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.awaitility.Awaitility;

import academy.exchange.AgentHandle;
import academy.exchange.AgentId;
import academy.exchange.Exchange;
import academy.exchange.mailbox.MailboxContainer;
import academy.exchange.mailbox.MailboxContainerRegistry;

/**
 * Takes part in the exchange on behalf of a test: finds agents and asks them, waits until they listen, sends as somebody else
 * would, and lets fake agents come and go. A bean where {@link ExchangeTest} or {@link AutoConfigureExchangeTester} stands.
 *
 * <p>All methods may be called by any thread. After each test method the clients and the fake agents that it made here are
 * gone.
 */
public final class ExchangeTester {

    private final Exchange exchange;
    private final Exchange unwatched;
    private final MailboxContainerRegistry containers;
    private final FakeAgents fakes;
    private final CapturedMessages captured;

    /** Made since the test method began; guarded by itself. */
    private final List<ForeignClient> clients = new ArrayList<>();

    ExchangeTester(
            Exchange exchange, MailboxContainerRegistry containers, FakeAgents fakes, CapturedMessages captured) {
        this.exchange = exchange;
        this.unwatched = WatchedExchange.unwatched(exchange);
        this.containers = containers;
        this.fakes = fakes;
        this.captured = captured;
    }

    /** The exchange of the application. */
    public Exchange exchange() {
        return exchange;
    }

    /** What the application sent and received. */
    public CapturedMessages messages() {
        return captured;
    }

    /**
     * Waits until every agent of this application that starts by itself reads its mailbox, 30 seconds at most. Messages that are
     * sent earlier are not lost: they wait in the mailbox.
     *
     * @throws org.awaitility.core.ConditionTimeoutException if one does not; the message says which, and why
     */
    public void awaitListening() {
        awaitListening(CapturedMessages.PATIENCE);
    }

    /**
     * Waits until every agent of this application that starts by itself reads its mailbox, at most this long.
     *
     * @param limit more than zero
     * @throws org.awaitility.core.ConditionTimeoutException if one does not; the message says which, and why
     */
    public void awaitListening(Duration limit) {
        Awaitility.await("all agents listen").atMost(limit).untilAsserted(this::requireListening);
    }

    /**
     * The one agent of this class or interface, wherever it lives.
     *
     * @throws AssertionError if there is none or more than one
     */
    public AgentId agentId(Class<?> type) {
        return agentId(type.getName());
    }

    /**
     * The one agent with this name or type name, wherever it lives.
     *
     * @throws AssertionError if there is none or more than one
     */
    public AgentId agentId(String name) {
        List<AgentId> found = unwatched.discover(name);
        if (found.size() != 1) {
            throw new AssertionError("There must be one agent '" + name + "', but there are " + found
                    + "; the containers of this application are " + containers.containers());
        }
        return found.get(0);
    }

    /**
     * A handle to the one agent of this class or interface.
     *
     * @throws AssertionError if there is none or more than one
     */
    public AgentHandle handle(Class<?> type) {
        return exchange.getHandle(agentId(type));
    }

    /**
     * A handle to the one agent with this name or type name.
     *
     * @throws AssertionError if there is none or more than one
     */
    public AgentHandle handle(String name) {
        return exchange.getHandle(agentId(name));
    }

    /**
     * The one agent of this interface, seen through it; see {@link AgentHandle#as}.
     *
     * @throws AssertionError if there is none or more than one
     */
    public <T> T agent(Class<T> type) {
        return handle(type).as(type);
    }

    /** Somebody outside of the application, who is gone after the test method. */
    public ForeignClient client() {
        ForeignClient client = new ForeignClient(unwatched, "test-client");
        synchronized (clients) {
            clients.add(client);
        }
        return client;
    }

    /**
     * Lets a fake agent take part until the end of the test method. One that takes part from the start is declared as a bean.
     *
     * @return its id
     */
    public AgentId start(FakeAgent<?> fake) {
        return fakes.start(fake);
    }

    /** What a test method saw and made is gone before the next one. */
    void reset() {
        List<ForeignClient> gone;
        synchronized (clients) {
            gone = List.copyOf(clients);
            clients.clear();
        }
        gone.forEach(ForeignClient::close);
        fakes.reset();
        captured.clear();
    }

    private void requireListening() {
        List<MailboxContainer.Status> deaf = containers.containers().stream()
                .filter(each -> each.options().autoStartup())
                .map(MailboxContainer::status)
                .filter(each -> each.state() != MailboxContainer.State.RUNNING
                        || each.lastPoll().isEmpty())
                .toList();
        if (!deaf.isEmpty()) {
            throw new AssertionError("Not listening: " + deaf);
        }
    }
}
