package academy.exchange.agent;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.stereotype.Component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(30)
class ParamTest {

    private final Desk desk = Desk.of(new Kitchen());

    @Test
    void parameterMayHaveAnotherNameThanInTheSource() {
        assertThat(desk.callNamed(String.class, "brew", Map.of("class", "green")))
                .isEqualTo("1 green");
        assertThat(desk.failNamed("brew", Map.of("kind", "green")).message())
                .endsWith("has no parameter 'kind'; it expects (String class, int cups = 1)");
    }

    @Test
    void missingArgumentTakesTheDefault() {
        assertThat(desk.call(String.class, "brew", "black")).isEqualTo("1 black");
        assertThat(desk.call(String.class, "brew", "black", 3)).isEqualTo("3 black");
        assertThat(desk.callNamed(String.class, "brew", Map.of("cups", 2), "black"))
                .isEqualTo("2 black");
    }

    @Test
    void defaultBecomesTheTypeOfItsParameter() {
        assertThat(desk.call(String.class, "serve")).isEqualTo("[Guest[name=you], Guest[name=me]] tea");
    }

    @Test
    void everyCallGetsADefaultOfItsOwn() {
        assertThat(desk.call(int.class, "collect")).isEqualTo(1);
        assertThat(desk.call(int.class, "collect")).isEqualTo(1);
    }

    @Test
    void defaultMayBeNull() {
        assertThat(desk.call(String.class, "describe")).isEqualTo("nothing");
    }

    @Test
    void optionalParameterMayHaveADefault() {
        assertThat(desk.call(String.class, "wish")).isEqualTo("Optional[milk]");
        assertThat(desk.call(String.class, "wish", (Object) null)).isEqualTo("Optional.empty");
    }

    @Test
    void nullIsNotMissing() {
        assertThat(desk.fail("brew", "black", null).message()).contains("parameter 'cups'");
        assertThat(desk.call(String.class, "brew", null, 1)).isEqualTo("1 null");
    }

    @Test
    void nullableParameterMayBeNullButNotMissing() {
        assertThat(desk.call(String.class, "need", (Object) null)).isEqualTo("null");
        assertThat(desk.fail("need").message()).endsWith("is missing parameter 'what'; it expects (String what)");
    }

    @Test
    void annotationOnAnInterfaceCountsForItsMethods() {
        Desk heir = Desk.of(new Heir());
        assertThat(heir.call(String.class, "greet")).isEqualTo("hello you");
        assertThat(heir.callNamed(String.class, "greet", Map.of("who", "me"))).isEqualTo("hello me");
    }

    @Test
    void listenersMayHaveDefaults() {
        Desk listener = Desk.ofListener(new Kitchen(), "brew");
        assertThat(listener.call(String.class, "anything", "white")).isEqualTo("1 white");
    }

    @Test
    void defaultOfTheWrongTypeIsRefused() {
        assertThatThrownBy(() -> Desk.of(new WrongType()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("The default \"many\" of parameter 'cups' of ")
                .hasMessageContaining("WrongType.brew(int) cannot become int");
        assertThatThrownBy(() -> Desk.ofListener(new WrongType(), "brew")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void defaultThatIsNoJsonIsRefused() {
        assertThatThrownBy(() -> Desk.of(new NoJson()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("The default tea of parameter 'kind' of ")
                .hasMessageContaining("cannot become java.lang.String; give JSON");
    }

    @Test
    void nullForAPrimitiveIsNoDefault() {
        assertThatThrownBy(() -> Desk.of(new NullCups()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("The default null of parameter 'cups' of ");
    }

    @Test
    void wrongDefaultFailsTheStart() {
        assertThatThrownBy(() -> Application.run(WrongType.class).close())
                .isInstanceOf(BeanCreationException.class)
                .hasMessageContaining("paramTest.WrongType")
                .hasMessageContaining("'cups'");
    }

    @Test
    void twoParametersOfOneNameAreRefused() {
        assertThatThrownBy(() -> Desk.of(new Twins()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Twins.same(int,int)")
                .hasMessageContaining("'one'");
    }

    @Test
    void annotationOnWhatIsNoArgumentIsRefused() {
        assertThatThrownBy(() -> Desk.of(new Misplaced()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'context'")
                .hasMessageContaining("Misplaced.look");
    }

    record Guest(String name) {}

    static class Kitchen {

        @Action
        String brew(@Param("class") @Nullable String kind, @Param(defaultValue = "1") int cups) {
            return cups + " " + kind;
        }

        @Action
        String serve(
                @Param(defaultValue = "[{\"name\": \"you\"}, {\"name\": \"me\"}]") List<Guest> guests,
                @Param(defaultValue = "\"tea\"") String what) {
            return guests + " " + what;
        }

        @Action
        int collect(@Param(defaultValue = "[]") List<String> items) {
            items.add("spoon");
            return items.size();
        }

        @Action
        String describe(@Param(defaultValue = "null") @Nullable String what) {
            return what == null ? "nothing" : what;
        }

        @Action
        String wish(@Param(defaultValue = "\"milk\"") Optional<String> what) {
            return what.toString();
        }

        @Action
        String need(@Nullable String what) {
            return String.valueOf(what);
        }
    }

    interface Greeter {
        @Action
        String greet(@Param(name = "who", defaultValue = "\"you\"") String name);
    }

    static class Heir implements Greeter {
        @Override
        public String greet(String name) {
            return "hello " + name;
        }
    }

    @Component
    @AgentMailbox
    static class WrongType {
        @Action
        int brew(@Param(defaultValue = "\"many\"") int cups) {
            return cups;
        }
    }

    static class NoJson {
        @Action
        String brew(@Param(defaultValue = "tea") String kind) {
            return kind;
        }
    }

    static class NullCups {
        @Action
        int brew(@Param(defaultValue = "null") int cups) {
            return cups;
        }
    }

    static class Twins {
        @Action
        int same(int one, @Param("one") int two) {
            return one + two;
        }
    }

    static class Misplaced {
        @Action
        void look(@Param("request") ActionContext context) {
            throw new AssertionError(context);
        }
    }
}
