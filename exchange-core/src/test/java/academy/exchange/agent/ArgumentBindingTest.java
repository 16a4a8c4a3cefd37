package academy.exchange.agent;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import academy.exchange.EntityId;
import academy.exchange.Header;
import academy.exchange.Message;
import academy.exchange.RemoteFailure;
import academy.exchange.Request;
import academy.exchange.Response;
import academy.exchange.Serialization;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(30)
class ArgumentBindingTest {

    private final Calculator calculator = new Calculator();
    private final Desk desk = Desk.of(calculator);

    @Test
    void argumentsAreBoundByPosition() {
        assertThat(desk.call(int.class, "subtract", 5, 3)).isEqualTo(2);
    }

    @Test
    void argumentsAreBoundByName() {
        assertThat(desk.callNamed(int.class, "subtract", Map.of("take", 3, "from", 5)))
                .isEqualTo(2);
    }

    @Test
    void positionComesBeforeName() {
        assertThat(desk.callNamed(int.class, "subtract", Map.of("take", 3), 5)).isEqualTo(2);
    }

    @Test
    void argumentsAreConvertedToGenericTypes() {
        assertThat(desk.call(int.class, "total", List.of(new Item("a", 2), new Item("b", 3))))
                .isEqualTo(5);
    }

    @Test
    void mapsOfListsKeepTheirTypes() {
        assertThat(desk.callNamed(
                        int.class,
                        "totals",
                        Map.of("carts", Map.of("me", List.of(new Item("a", 2), new Item("b", 3))))))
                .isEqualTo(5);
        assertThat(desk.fail("totals", Map.of("me", List.of("a"))).message())
                .contains("cannot convert parameter 'carts': ")
                .endsWith("it expects (Map<String, List<Item>> carts)");
    }

    @Test
    void optionalParameterMayBeAbsent() {
        assertThat(desk.call(String.class, "greet")).isEqualTo("hello nobody");
        assertThat(desk.call(String.class, "greet", (Object) null)).isEqualTo("hello nobody");
        assertThat(desk.call(String.class, "greet", "you")).isEqualTo("hello you");
        assertThat(desk.callNamed(String.class, "greet", Map.of("name", "you"))).isEqualTo("hello you");
    }

    @Test
    void messageHeaderAndSenderAreNotArguments() {
        assertThat(desk.call(String.class, "whoAsks", "x")).isEqualTo("x" + Desk.CLIENT);
        assertThat(calculator.message).extracting(Message::header).isEqualTo(calculator.header);
    }

    @Test
    void tooManyArgumentsAreRefused() {
        assertRefused(desk.fail("subtract", 1, 2, 3), "was given 3 arguments; it expects (int from, int take)");
    }

    @Test
    void argumentsOfAnActionWithoutParametersAreRefused() {
        assertThat(desk.fail("nothing", 1).message()).endsWith("was given 1 arguments; it expects no arguments");
    }

    @Test
    void missingArgumentIsRefused() {
        assertRefused(desk.fail("subtract", 1), "is missing parameter 'take'; it expects (int from, int take)");
    }

    @Test
    void unknownNameIsRefused() {
        assertRefused(
                desk.failNamed("subtract", Map.of("from", 1, "take", 2, "fast\n", true)),
                "has no parameter 'fast '; it expects (int from, int take)");
    }

    @Test
    void argumentGivenTwiceIsRefused() {
        assertRefused(
                desk.failNamed("subtract", Map.of("from", 1), 5, 3),
                "was given parameter 'from' twice, by position and by name; it expects (int from, int take)");
    }

    @Test
    void unconvertibleArgumentIsRefused() {
        RemoteFailure failure = desk.fail("subtract", 1, "two");
        assertThat(failure.message())
                .contains("cannot convert parameter 'take': ")
                .endsWith("; it expects (int from, int take)");
    }

    @Test
    void nullForAPrimitiveIsRefused() {
        assertThat(desk.fail("subtract", 1, null).message()).contains("parameter 'take'");
    }

    @Test
    void genericParametersAreDescribedWithoutTheirPackages() {
        assertThat(desk.fail("total").message()).endsWith("it expects (List<Item> items)");
        assertThat(desk.fail("greet", 1, 2).message()).endsWith("it expects (Optional<String> name)");
    }

    @Test
    void unreadableArgumentsAreRefused() {
        Request.Action broken = new Request.Action("subtract", Serialization.JSON, "[1, ", "{}", null, null);
        RemoteFailure failure = desk.exchange().codec().decodeFailure((Response.ActionError) desk.ask(broken));
        assertThat(failure.message())
                .startsWith("The arguments of Action 'subtract' of counter[" + Desk.AGENT.uid() + "] cannot be read");
    }

    private static void assertRefused(RemoteFailure failure, String reason) {
        assertThat(failure.type()).contains("BadArgumentsException");
        assertThat(failure.message()).isEqualTo("Action 'subtract' of counter[" + Desk.AGENT.uid() + "] " + reason);
    }

    record Item(String name, int price) {}

    static class Calculator {

        private @Nullable Message message;
        private @Nullable Header header;

        @Action
        int subtract(int from, int take) {
            return from - take;
        }

        @Action
        int total(List<Item> items) {
            return items.stream().mapToInt(Item::price).sum();
        }

        @Action
        int totals(Map<String, List<Item>> carts) {
            return carts.values().stream().mapToInt(this::total).sum();
        }

        @Action
        String greet(Optional<String> name) {
            return "hello " + name.orElse("nobody");
        }

        @Action
        String whoAsks(EntityId sender, String prefix, Message request, Header requestHeader) {
            this.message = request;
            this.header = requestHeader;
            return prefix + sender;
        }

        @Action
        void nothing() {}
    }
}
