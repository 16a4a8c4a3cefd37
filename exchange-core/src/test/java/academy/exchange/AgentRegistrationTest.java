package academy.exchange;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class AgentRegistrationTest {

    interface Named {}

    interface Counter extends Named {}

    static class Base implements Named {}

    static class Tally extends Base implements Counter {}

    @Test
    void typeNamesGoFromThoseOfItsOwnToTheTypeOfAllAgents() {
        AgentRegistration registration = AgentRegistration.of(Tally.class)
                .withName("tally")
                .withExtraTypes(List.of("demo.counter.Counter", "demo.Other"));

        assertThat(registration.typeNames())
                .containsExactly(
                        "demo.counter.Counter",
                        "demo.Other",
                        Tally.class.getName(),
                        Base.class.getName(),
                        Counter.class.getName(),
                        Named.class.getName(),
                        "tally",
                        "academy.agent.Agent");
        assertThat(registration.exactTypeNames())
                .containsExactly("demo.counter.Counter", "demo.Other", Tally.class.getName());
    }

    @Test
    void interfaceCanBeRegisteredAsWell() {
        assertThat(AgentRegistration.of(Counter.class).typeNames())
                .containsExactly(Counter.class.getName(), Named.class.getName(), AgentRegistration.BASE_TYPE);
    }

    @Test
    void typeOfAllAgentsStaysLastAndNothingIsThereTwice() {
        AgentRegistration registration = AgentRegistration.of(Base.class)
                .withName(Base.class.getName())
                .withExtraTypes(List.of(AgentRegistration.BASE_TYPE, Named.class.getName()));

        assertThat(registration.typeNames())
                .containsExactly(Named.class.getName(), Base.class.getName(), AgentRegistration.BASE_TYPE);
        assertThat(registration.exactTypeNames()).containsExactly(Named.class.getName(), Base.class.getName());
    }

    @Test
    void classAloneIsExactWithoutExtraTypes() {
        assertThat(AgentRegistration.of(Tally.class).withName("tally").exactTypeNames())
                .containsExactly(Tally.class.getName());
    }

    @Test
    void freshIdsDifferAndCarryTheName() {
        AgentRegistration registration = AgentRegistration.of(Base.class).withName("base");

        assertThat(registration.toId()).isNotEqualTo(registration.toId());
        assertThat(registration.toId().name()).contains("base");
        assertThat(AgentRegistration.of(Base.class).toId().name()).isEmpty();
    }

    @Test
    void fixedIdIsKeptUnderTheNameGiven() {
        AgentId fixed = AgentId.random().withName("old");

        AgentRegistration named =
                AgentRegistration.of(Base.class).withName("new").withId(fixed);
        AgentRegistration unnamed = AgentRegistration.of(Base.class).withId(fixed);

        assertThat(named.toId()).isEqualTo(fixed);
        assertThat(named.toId().name()).contains("new");
        assertThat(unnamed.toId().name()).contains("old");
        assertThat(unnamed.name()).contains("old");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a,b", ","})
    void nameThatCannotBeRegisteredIsRefused(String name) {
        AgentRegistration registration = AgentRegistration.of(Base.class);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> registration.withName(name))
                .withMessageStartingWith("The agent's name");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> registration.withExtraTypes(List.of("fine", name)))
                .withMessageStartingWith("The extra type name");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> registration.withId(AgentId.random().withName(name)));
    }

    @Test
    void extraTypesAreCopied() {
        List<String> extra = new ArrayList<>(List.of("one"));
        AgentRegistration registration = AgentRegistration.of(Base.class).withExtraTypes(extra);

        extra.add("two");

        assertThat(registration.extraTypes()).containsExactly("one");
        assertThat(registration.withExtraTypes(List.of()).extraTypes()).isEmpty();
    }
}
