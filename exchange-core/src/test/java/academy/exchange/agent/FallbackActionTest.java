package academy.exchange.agent;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import academy.exchange.Arguments;
import academy.exchange.Request;
import academy.exchange.Response;
import academy.exchange.Serialization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(30)
class FallbackActionTest {

    @Test
    void fallbackIsCalledForNamesThatNoActionHas() {
        Desk desk = Desk.of(new Switchboard());
        assertThat(desk.call(String.class, "known", 1)).isEqualTo("known 1");
        assertThat(desk.callNamed(String.class, "unknown", Map.of("x", 1), "a", 2))
                .isEqualTo("unknown of " + Desk.CLIENT + ": a and [x]");
    }

    @Test
    void fallbackDoesNotCatchWrongArgumentsOfKnownActions() {
        Desk desk = Desk.of(new Switchboard());
        assertThat(desk.fail("known").type()).contains("BadArgumentsException");
    }

    @Test
    void fallbackHasNoNameOfItsOwn() {
        assertThat(Desk.of(new Switchboard()).call(String.class, "otherwise", "b"))
                .isEqualTo("otherwise of " + Desk.CLIENT + ": b and []");
    }

    @Test
    void exceptionOfTheFallbackIsTheAnswer() {
        assertThat(Desk.of(new Switchboard()).fail("unknown").type()).contains("IllegalArgumentException");
    }

    @Test
    void argumentsThatFallbackDoesNotTakeAreNotRead() {
        Desk desk = Desk.of(new Counting());
        Request.Action pickled = new Request.Action("run", Serialization.PICKLE, "gARLAy4=", "gAR9lC4=", null, null);
        assertThat(desk.ask(pickled)).isInstanceOf(Response.Result.class);
        assertThat(desk.call(String.class, "walk", 1, 2, 3)).isEqualTo("walk walk");
    }

    @Test
    void unreadableArgumentsThatFallbackTakesAreRefused() {
        Desk desk = Desk.of(new Switchboard());
        Response answer = desk.ask(new Request.Action("run", Serialization.PICKLE, "gARLAy4=", "gAR9lC4=", null, null));
        assertThat(desk.exchange()
                        .codec()
                        .decodeFailure((Response.ActionError) answer)
                        .type())
                .contains("BadArgumentsException");
    }

    @Test
    void anyMethodMayTakeAllArguments() {
        Desk desk = Desk.of(new Sum());
        assertThat(desk.call(int.class, "sum", 1, 2, 3)).isEqualTo(6);
        assertThat(Desk.ofListener(new Sum(), "sum").call(int.class, "any", 4, 5))
                .isEqualTo(9);
    }

    @Test
    void twoFallbacksAreRefused() {
        assertThatThrownBy(() -> Desk.of(new Two()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("one(java.lang.String)")
                .hasMessageContaining("two(java.lang.String)");
    }

    @Test
    void fallbackWithANameIsRefused() {
        assertThatThrownBy(() -> Desk.of(new Named()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("\"this\"")
                .hasMessageContaining("Named.any(java.lang.String)");
    }

    @Test
    void fallbackThatTakesArgumentsByThemselvesIsRefused() {
        for (Object bean : List.of(new Picky(), new TwoTexts())) {
            assertThatThrownBy(() -> Desk.of(bean))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("The fallback ")
                    .hasMessageContaining("take all of them as Arguments");
        }
    }

    @Test
    void annotatedNameOfTheActionIsRefused() {
        assertThatThrownBy(() -> Desk.of(new Renaming()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is no argument");
    }

    @Test
    void argumentsBothWholeAndByThemselvesAreRefused() {
        assertThatThrownBy(() -> Desk.of(new Greedy()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("both one by one and all");
    }

    @Test
    void fallbackForResponsesIsRefused() {
        assertThatThrownBy(() -> Desk.of(new Deaf()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no action request fits");
    }

    static class Switchboard {
        @Action
        String known(int number) {
            return "known " + number;
        }

        @Action(fallback = true)
        String otherwise(String action, ActionContext context, Arguments arguments) {
            if (arguments.size() == 0) {
                throw new IllegalArgumentException("nothing to do");
            }
            return action + " of " + context.source() + ": " + arguments.get(0, String.class) + " and "
                    + arguments.names();
        }
    }

    static class Counting {
        @Action(fallback = true)
        String any(Request.Action request, String action) {
            return request.action() + " " + action;
        }
    }

    static class Sum {
        @Action
        int sum(Arguments numbers) {
            int sum = 0;
            for (int index = 0; index < numbers.size(); index++) {
                sum += numbers.get(index, int.class) instanceof Integer number ? number : 0;
            }
            return sum;
        }
    }

    static class Two {
        @Action(fallback = true)
        void one(String action) {}

        @Action(fallback = true)
        void two(String action) {}
    }

    static class Named {
        @Action(value = "this", fallback = true)
        void any(String action) {}
    }

    static class Picky {
        @Action(fallback = true)
        void any(String action, int number) {}
    }

    static class TwoTexts {
        @Action(fallback = true)
        void any(String action, String text) {}
    }

    static class Renaming {
        @Action(fallback = true)
        void any(@Param("name") String action) {}
    }

    static class Greedy {
        @Action
        void take(Arguments all, int first) {}
    }

    static class Deaf {
        @Action(fallback = true)
        void any(Response response) {}
    }
}
