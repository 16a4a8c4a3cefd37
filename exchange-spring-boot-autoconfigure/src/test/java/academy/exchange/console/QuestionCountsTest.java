package academy.exchange.console;

import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import academy.exchange.AgentId;
import academy.exchange.ClientId;
import academy.exchange.EntityId;
import academy.exchange.Message;
import academy.exchange.Request;
import academy.exchange.Serialization;

import static org.assertj.core.api.Assertions.assertThat;

class QuestionCountsTest {

    private final QuestionCounts counts = new QuestionCounts();
    private final AgentId asked = AgentId.random();

    @Test
    void clientsCountAsOne() {
        counts.accept(question(ClientId.random(), asked));
        counts.accept(question(ClientId.random(), asked));
        AgentId agent = AgentId.random();
        counts.accept(question(agent, asked));

        assertThat(counts.counted())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        new QuestionCounts.Pair(Optional.empty(), asked),
                        2L,
                        new QuestionCounts.Pair(Optional.of(agent), asked),
                        1L));
        assertThat(counts.further()).isZero();
    }

    @Test
    void whatAsksForNoActionIsNoQuestion() {
        counts.accept(Message.request(ClientId.random(), asked, new Request.Ping()));

        assertThat(counts.counted()).isEmpty();
    }

    @Test
    void pairsForWhichThereIsNoRoomCountTogether() {
        AgentId first = AgentId.random();
        counts.accept(question(first, asked));
        for (int i = 1; i < QuestionCounts.MOST_PAIRS + 10; i++) {
            counts.accept(question(AgentId.random(), asked));
        }
        counts.accept(question(first, asked));

        assertThat(counts.counted())
                .hasSize(QuestionCounts.MOST_PAIRS)
                .containsEntry(new QuestionCounts.Pair(Optional.of(first), asked), 2L);
        assertThat(counts.further()).isEqualTo(10);
    }

    private static Message question(EntityId from, AgentId to) {
        return Message.request(from, to, new Request.Action("say", Serialization.JSON, "[]", "{}", null, null));
    }
}
