package academy.exchange;

import java.util.Set;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class EntityIdTest {

    private static final UUID UID = UUID.fromString("11111111-1111-4111-8111-111111111111");

    @Test
    void nameTakesNoPartInEquality() {
        assertThat(AgentId.of(UID).withName("a"))
                .isEqualTo(AgentId.of(UID))
                .isEqualTo(AgentId.of(UID).withName("b"))
                .hasSameHashCodeAs(AgentId.of(UID));
        assertThat(ClientId.of(UID).withName("a")).isEqualTo(ClientId.of(UID)).hasSameHashCodeAs(ClientId.of(UID));
    }

    @Test
    void agentIsNeverAClient() {
        EntityId agent = AgentId.of(UID);
        EntityId client = ClientId.of(UID);

        assertThat(agent).isNotEqualTo(client);
        assertThat(client).isNotEqualTo(agent);
        assertThat(Set.of(agent, client)).hasSize(2);
    }

    @Test
    void idIsNoOtherObject() {
        assertThat(AgentId.of(UID)).isNotEqualTo(UID).isNotEqualTo(null).isNotEqualTo(AgentId.random());
        assertThat(ClientId.of(UID)).isNotEqualTo(UID).isNotEqualTo(null).isNotEqualTo(ClientId.random());
    }

    @Test
    void randomIdsHaveNoName() {
        assertThat(AgentId.random().name()).isEmpty();
        assertThat(ClientId.random().name()).isEmpty();
        assertThat(AgentId.random().uid().version()).isEqualTo(4);
    }

    @Test
    void idIsReadFromItsText() {
        assertThat(AgentId.of(UID.toString()).uid()).isEqualTo(UID);
        assertThat(ClientId.of(UID.toString()).uid()).isEqualTo(UID);
        assertThatIllegalArgumentException().isThrownBy(() -> AgentId.of("counter"));
        assertThatIllegalArgumentException().isThrownBy(() -> ClientId.of(""));
    }

    @Test
    void textTellsKindNameAndUid() {
        assertThat(AgentId.of(UID)).hasToString("agent " + UID);
        assertThat(AgentId.of(UID).withName("alpha")).hasToString("agent 'alpha' " + UID);
        assertThat(ClientId.of(UID)).hasToString("client " + UID);
        assertThat(ClientId.of(UID).withName("beta")).hasToString("client 'beta' " + UID);
    }

    @Test
    void foreignNamesMayBeAnything() {
        assertThat(AgentId.of(UID).withName("a,b\n").name()).contains("a,b\n");
        assertThat(ClientId.of(UID).withName("").name()).contains("");
    }
}
