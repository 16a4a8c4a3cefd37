package academy.exchange.redis;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import academy.exchange.AgentRegistration;

import static org.assertj.core.api.Assertions.assertThat;

/** What an agent's type names look like in Redis, where Python peers read and write them as well. */
class TypeListTest {

    private static final String TALLY = Tally.class.getName();

    static class Base {}

    static class Tally extends Base {}

    @Test
    void listWithoutExtraTypesBeginsWithTheClassAsPythonWritesIt() {
        assertThat(TypeList.of(AgentRegistration.of(Tally.class)).text())
                .isEqualTo(TALLY + "," + Base.class.getName() + ",academy.agent.Agent");
    }

    @Test
    void extraTypesComeFirstAndAnEmptyNameEndsThoseThatAreExact() {
        AgentRegistration registration = AgentRegistration.of(Tally.class)
                .withName("tally")
                .withExtraTypes(List.of("testing.agents.Counter", "demo.Other"));

        assertThat(TypeList.of(registration).text())
                .isEqualTo("testing.agents.Counter,demo.Other," + TALLY + ",," + Base.class.getName()
                        + ",tally,academy.agent.Agent");
    }

    @Test
    void extraTypeThatIsTheClassChangesNothing() {
        AgentRegistration plain = AgentRegistration.of(Tally.class);

        assertThat(TypeList.of(plain.withExtraTypes(List.of(TALLY)))).isEqualTo(TypeList.of(plain));
    }

    @Test
    void namesBeforeTheEmptyOneAreExact() {
        String list = "testing.agents.Counter,demo.Tally,,demo.Base,academy.agent.Agent";

        assertThat(has(list, "testing.agents.Counter", false)).isTrue();
        assertThat(has(list, "demo.Tally", false)).isTrue();
        assertThat(has(list, "demo.Base", false)).isFalse();
        assertThat(has(list, "demo.Base", true)).isTrue();
        assertThat(has(list, "demo.Bas", true)).isFalse();
        assertThat(has(list, "demo.Base,academy", true)).isFalse();
        assertThat(has(list, "academy.agent.Agent", true)).isTrue();
    }

    @Test
    void firstNameAloneIsExactInTheListOfAPythonPeer() {
        String list = "demo.Tally,demo.Base,academy.agent.Agent";

        assertThat(has(list, "demo.Tally", false)).isTrue();
        assertThat(has(list, "demo.Base", false)).isFalse();
        assertThat(has(list, "demo.Base", true)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",", ",,,", ",demo.Tally"})
    void listThatIsOutOfOrderIsReadNevertheless(String text) {
        assertThat(has(text, "demo.Tally", false)).isFalse();
        assertThat(has(text, "demo.Tally", true)).isEqualTo(text.contains("demo"));
    }

    private static boolean has(String list, String type, boolean anywhere) {
        return TypeList.has(RedisCalls.utf8(list), RedisCalls.utf8(type), anywhere);
    }
}
