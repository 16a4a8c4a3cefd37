package academy.exchange;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** How agents are found. */
public interface DiscoveryContract extends ExchangeFixture {

    @Test
    default void emptyExchangeHasNoAgents() {
        assertThat(exchange().discoverAll()).isEmpty();
        assertThat(exchange().discover(Object.class)).isEmpty();
    }

    @Test
    default void agentsAreFoundByClassWithAndWithoutSubclasses() {
        exchange().registerAgent(Other.class);
        AgentId circle = exchange().registerAgent(Circle.class);
        AgentId ring = exchange().registerAgent(Ring.class);
        AgentId terminated = exchange().registerAgent(Ring.class);
        exchange().terminate(terminated);

        assertThat(exchange().discover(Circle.class, false)).containsExactly(circle);
        assertThat(exchange().discover(Circle.class)).containsExactlyInAnyOrder(circle, ring);
        assertThat(exchange().discover(Circle.class, true)).containsExactlyInAnyOrder(circle, ring);
        assertThat(exchange().discover(Ring.class, false)).containsExactly(ring);
        assertThat(exchange().discover(Unused.class)).isEmpty();
        assertThat(secondExchange().discover(Circle.class)).containsExactlyInAnyOrder(circle, ring);
    }

    @Test
    default void agentsAreFoundByInterfaceButNotExactly() {
        exchange().registerAgent(Other.class);
        AgentId circle = exchange().registerAgent(Circle.class);
        AgentId ring = exchange().registerAgent(Ring.class);

        assertThat(exchange().discover(Shape.class)).containsExactlyInAnyOrder(circle, ring);
        assertThat(exchange().discover(Shape.class, false)).isEmpty();
    }

    @Test
    default void agentsAreFoundByTheTextOfTheirClass() {
        AgentId circle = exchange().registerAgent(Circle.class);
        AgentId ring = exchange().registerAgent(Ring.class);
        String nested = DiscoveryContract.class.getName() + "$Circle";

        assertThat(exchange().discover(nested)).containsExactlyInAnyOrder(circle, ring);
        assertThat(exchange().discover(nested, false)).containsExactly(circle);
        assertThat(exchange().discover("Circle")).isEmpty();
        assertThat(exchange().discover(nested.substring(0, nested.length() - 1)))
                .isEmpty();
    }

    @Test
    default void agentsAreFoundByNameAndByExtraTypes() {
        AgentId alpha = exchange()
                .registerAgent(AgentRegistration.of(Circle.class)
                        .withName("alpha")
                        .withExtraTypes(List.of("shapes.python.Circle", "round")));
        exchange().registerAgent(AgentRegistration.of(Circle.class).withName("beta"));

        assertThat(exchange().discover("alpha")).containsExactly(alpha);
        assertThat(exchange().discover("shapes.python.Circle")).containsExactly(alpha);
        assertThat(exchange().discover("round")).containsExactly(alpha);
    }

    @Test
    default void agentsAreFoundExactlyByEachExtraTypeAndByTheirClass() {
        AgentId ring = exchange()
                .registerAgent(AgentRegistration.of(Ring.class)
                        .withName("ring")
                        .withExtraTypes(List.of("shapes.python.Ring", "round")));
        AgentId circle = exchange().registerAgent(Circle.class);

        assertThat(exchange().discover("shapes.python.Ring", false)).containsExactly(ring);
        assertThat(exchange().discover("round", false)).containsExactly(ring);
        assertThat(exchange().discover(Ring.class, false)).containsExactly(ring);
        assertThat(exchange().discover(Circle.class, false)).containsExactly(circle);
        assertThat(exchange().discover(Circle.class)).containsExactlyInAnyOrder(circle, ring);
        assertThat(exchange().discover("ring", false)).isEmpty();
        assertThat(exchange().discover("ring")).containsExactly(ring);
        assertThat(exchange().discover(AgentRegistration.BASE_TYPE, false)).isEmpty();
    }

    @Test
    default void agentRegisteredAgainIsFoundByItsNewTypesAlone() {
        AgentRegistration registration = AgentRegistration.of(Circle.class).withId(AgentId.random());
        AgentId circle = exchange().registerAgent(registration.withExtraTypes(List.of("round")));

        exchange().registerAgent(registration.withExtraTypes(List.of("flat")));

        assertThat(exchange().discover("round")).isEmpty();
        assertThat(exchange().discover("round", false)).isEmpty();
        assertThat(exchange().discover("flat", false)).containsExactly(circle);
        exchange().terminate(circle);
        assertThat(exchange().discover("flat", false)).isEmpty();
    }

    @Test
    default void allLivingAgentsAreFoundAndNoClients() {
        exchange().registerClient("ann");
        AgentId circle = exchange().registerAgent(Circle.class);
        AgentId other = exchange().registerAgent(Other.class);
        exchange().terminate(exchange().registerAgent(Other.class));

        assertThat(exchange().discoverAll()).containsExactlyInAnyOrder(circle, other);
        assertThat(exchange().discover("academy.agent.Agent")).containsExactlyInAnyOrder(circle, other);
        assertThat(exchange().discover("ann")).isEmpty();
    }

    @Test
    default void agentsComeInTheOrderOfTheTextOfTheirUids() {
        List<AgentId> registered = Stream.of(
                        "f0000000-0000-4000-8000-000000000000",
                        "00000000-0000-4000-8000-000000000000",
                        "80000000-0000-4000-8000-000000000000",
                        "70000000-0000-4000-8000-000000000000",
                        "70000000-0000-4000-9000-000000000000")
                .map(uid -> AgentRegistration.of(Circle.class).withId(AgentId.of(uid)))
                .map(exchange()::registerAgent)
                .toList();

        assertThat(exchange().discover(Shape.class))
                .hasSameElementsAs(registered)
                .isSortedAccordingTo(Comparator.comparing(agent -> agent.uid().toString()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a,b", ","})
    default void typeNamesThatAreEmptyOrHoldACommaAreRefused(String name) {
        exchange().registerAgent(AgentRegistration.of(Circle.class).withExtraTypes(List.of("a", "b")));

        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> exchange().discover(name));
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> exchange().discover(name, false));
    }

    /** What is looked for by interface. */
    interface Shape {}

    /** What is looked for by class. */
    class Circle implements Shape {}

    /** A subclass of what is looked for. */
    class Ring extends Circle {}

    /** Not looked for. */
    class Other {}

    /** Never registered. */
    class Unused {}
}
