package academy.exchange.actuate;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;

import academy.exchange.AgentId;
import academy.exchange.BadEntityIdException;
import academy.exchange.EntityId;
import academy.exchange.Exchange;
import academy.exchange.ExchangeException;
import academy.exchange.MailboxTerminatedException;
import academy.exchange.Upkeep;
import academy.exchange.agent.AgentDescription;
import academy.exchange.agent.AgentRegistrar;
import academy.exchange.mailbox.MailboxContainer;
import academy.exchange.mailbox.MailboxContainerRegistry;

/**
 * The endpoint {@code exchange} of Actuator: shows agents and what lies in their mailboxes, and operates them.
 *
 * <p>An agent is named by its uuid or by the id of its container here. Answers are plain JSON; an error is an object whose
 * {@code error} says why: status 400 for what cannot be meant, 404 for an agent that nobody registered, 409 for what cannot
 * be done to this agent now, 503 if the store does not serve.
 *
 * <p>What messages carry is never shown unless configured otherwise; their headers are, and so are reasons of dead letters.
 *
 * <p><b>Threads and blocking.</b> May be asked by any thread at any time. Waits for the store as the exchange does, and up to
 * 2 seconds for another process' agent to describe itself.
 */
@WebEndpoint(id = "exchange")
public final class ExchangeEndpoint {

    private static final int DEFAULT_LIMIT = 100;
    private static final int LARGEST_LIMIT = 1000;
    private static final int CONFLICT = 409;
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Exchange exchange;
    private final MailboxContainerRegistry registry;
    private final @Nullable AgentRegistrar registrar;
    private final Show payloads;
    private final Collection<String> roles;
    private final AgentViews views;

    /**
     * Of this exchange and the containers in this registry.
     *
     * @param registrar describes the agents of the application; null if there is none, so that they have to be asked
     * @param payloads whether what messages carry is shown
     * @param roles if that depends on who asks, whom it is shown to; none for everybody who has logged in
     * @param clock tells how old what containers have noted is
     */
    public ExchangeEndpoint(
            Exchange exchange,
            MailboxContainerRegistry registry,
            @Nullable AgentRegistrar registrar,
            Show payloads,
            Collection<String> roles,
            InstantSource clock) {
        this.exchange = exchange;
        this.registry = registry;
        this.registrar = registrar;
        this.payloads = payloads;
        this.roles = List.copyOf(roles);
        this.views = new AgentViews(exchange, clock);
    }

    /**
     * Shows the agents of this application, or all in the exchange of a type.
     *
     * @param type a type name, as discovery takes it; null for the agents of this application
     * @param limit how many agents are shown, from 1 to 1000, by default 100
     */
    @ReadOperation
    public WebEndpointResponse<Map<String, Object>> agents(@Nullable String type, @Nullable Integer limit) {
        return answer(() -> {
            int most = limit(limit);
            return type == null ? agentsHere(most) : agentsOfType(type, most);
        });
    }

    private Map<String, Object> agentsHere(int most) {
        List<MailboxContainer> containers = registry.containers();
        return list(
                containers.size(),
                containers.stream()
                        .limit(most)
                        .map(each -> views.agent(each.status().mailbox(), List.of(each)))
                        .toList());
    }

    private Map<String, Object> agentsOfType(String type, int most) {
        List<AgentId> found = exchange.discover(type);
        return list(
                found.size(),
                found.stream()
                        .limit(most)
                        .map(id -> AgentTarget.of(id, registry))
                        .map(target -> views.agent(target.mailbox(), target.containers()))
                        .toList());
    }

    private static Map<String, Object> list(int total, List<Map<String, Object>> agents) {
        Map<String, Object> list = new LinkedHashMap<>();
        list.put("total", total);
        list.put("agents", agents);
        return list;
    }

    /**
     * Shows one agent, with the description of its actions.
     *
     * @param agentId its uuid, or the id of its container here
     */
    @ReadOperation
    public WebEndpointResponse<Map<String, Object>> agent(@Selector String agentId) {
        return answer(() -> {
            AgentTarget target = target(agentId);
            Map<String, Object> view = views.agent(target.mailbox(), target.containers());
            target.agent().ifPresent(id -> addDescription(view, id, target.containers()));
            return view;
        });
    }

    private void addDescription(Map<String, Object> view, AgentId id, List<MailboxContainer> containers) {
        Optional<Map<String, Object>> known = containers.stream()
                .flatMap(each -> describe(each).stream())
                .map(description -> description.toMap(id))
                .findFirst();
        if (known.isPresent()) {
            view.put("description", known.get());
        } else if (containers.isEmpty()) {
            ask(id, view::put);
        }
    }

    private Optional<AgentDescription> describe(MailboxContainer container) {
        return registrar == null ? Optional.empty() : registrar.describe(container);
    }

    /** One of another process, which may be in Python and know no such action. */
    private void ask(AgentId id, BiConsumer<String, Object> answer) {
        try {
            Map<?, ?> told = exchange.getHandle(id).call(AgentDescription.ACTION, Map.class, PATIENCE);
            answer.accept("description", told == null ? Map.of() : told);
        } catch (ExchangeException untold) {
            answer.accept("notDescribed", String.valueOf(untold.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            answer.accept("notDescribed", "interrupted");
        }
    }

    /**
     * Shows what lies in a mailbox, and leaves it there.
     *
     * @param security who asks
     * @param agentId its uuid, or the id of its container here
     * @param what {@code messages} for those that wait, oldest first, {@code dead-letters} for what could not be handled,
     *     newest first
     * @param limit how many are shown, from 1 to 1000, by default 100
     */
    @ReadOperation
    public WebEndpointResponse<Map<String, Object>> content(
            SecurityContext security, @Selector String agentId, @Selector String what, @Nullable Integer limit) {
        return answer(() -> {
            boolean whole = payloads.isShown(security, roles);
            EntityId mailbox = target(agentId).requireMailbox();
            int most = limit(limit);
            List<Map<String, Object>> shown =
                    switch (what) {
                        case "messages" -> views.messages(upkeep(), mailbox, most, whole);
                        case "dead-letters" -> views.deadLetters(upkeep(), mailbox, most, whole);
                        default -> throw new IllegalArgumentException("An agent has messages and dead-letters to show");
                    };
            return Map.of(what.equals("messages") ? "messages" : "deadLetters", shown);
        });
    }

    /**
     * Operates an agent.
     *
     * @param agentId its uuid, or the id of its container here
     * @param operation {@code pause} or {@code resume} its containers here, {@code redrive} or {@code drop} its oldest dead
     *     letters, {@code terminate} its mailbox for everyone, which stops its containers here
     * @param limit how many dead letters, from 1 to 1000, by default 100
     */
    @WriteOperation
    public WebEndpointResponse<Map<String, Object>> operate(
            @Selector String agentId, @Selector String operation, @Nullable Integer limit) {
        return answer(() -> {
            AgentTarget target = target(agentId);
            int most = limit(limit);
            switch (operation) {
                case "pause" -> requireRunning(target).forEach(MailboxContainer::pause);
                case "resume" -> requireRunning(target).forEach(MailboxContainer::resume);
                case "redrive" -> {
                    return Map.of("redriven", upkeep().redrive(target.requireMailbox(), most));
                }
                case "drop" -> {
                    return Map.of("dropped", upkeep().dropDeadLetters(target.requireMailbox(), most));
                }
                case "terminate" -> terminate(target);
                default ->
                    throw new IllegalArgumentException(
                            "An agent is operated by pause, resume, redrive, drop or terminate");
            }
            return views.agent(target.mailbox(), target.containers());
        });
    }

    /** Containers here are stopped, or they would seem to have lost their mailbox to somebody else. */
    private void terminate(AgentTarget target) {
        EntityId mailbox = target.requireMailbox();
        target.containers().forEach(container -> {
            var unused = container.stopAsync();
        });
        exchange.terminate(mailbox);
    }

    /** One that does not run would do nothing, and whoever asks would think that it had. */
    private static List<MailboxContainer> requireRunning(AgentTarget target) {
        List<MailboxContainer> here = target.containers();
        if (here.isEmpty()) {
            throw new IllegalStateException("The agent is not served here; ask the application that serves it");
        }
        List<MailboxContainer> running =
                here.stream().filter(MailboxContainer::isRunning).toList();
        if (running.isEmpty()) {
            throw new IllegalStateException("The agent does not run here: " + here);
        }
        return running;
    }

    private AgentTarget target(String name) {
        return AgentTarget.named(name, registry, exchange);
    }

    private Upkeep upkeep() {
        return exchange.upkeep()
                .orElseThrow(() -> new IllegalStateException("This exchange does not show what lies in mailboxes"));
    }

    private static int limit(@Nullable Integer wanted) {
        if (wanted == null) {
            return DEFAULT_LIMIT;
        }
        if (wanted < 1 || wanted > LARGEST_LIMIT) {
            throw new IllegalArgumentException("The limit is " + wanted + "; it must be from 1 to " + LARGEST_LIMIT);
        }
        return wanted;
    }

    private static WebEndpointResponse<Map<String, Object>> answer(Supplier<Map<String, Object>> work) {
        try {
            return new WebEndpointResponse<>(work.get());
        } catch (BadEntityIdException unknown) {
            return error(WebEndpointResponse.STATUS_NOT_FOUND, unknown);
        } catch (IllegalArgumentException senseless) {
            return error(WebEndpointResponse.STATUS_BAD_REQUEST, senseless);
        } catch (IllegalStateException | MailboxTerminatedException impossible) {
            return error(CONFLICT, impossible);
        } catch (ExchangeException unserved) {
            return error(WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE, unserved);
        }
    }

    private static WebEndpointResponse<Map<String, Object>> error(int status, RuntimeException why) {
        return new WebEndpointResponse<>(Map.of("error", String.valueOf(why.getMessage())), status);
    }
}
