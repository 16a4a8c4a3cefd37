package academy.exchange.agent;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.core.annotation.AliasFor;
import org.springframework.stereotype.Component;

import academy.exchange.Response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(30)
class ActionTableTest {

    @Test
    void actionMayHaveAnotherNameThanItsMethod() {
        assertThat(Desk.of(new Renamed()).call(String.class, "other name")).isEqualTo("renamed");
    }

    @Test
    void annotationMayStandOnAnotherThatNamesTheAction() {
        Desk desk = Desk.of(new Offering());
        assertThat(desk.call(String.class, "named by another")).isEqualTo("offered");
        assertThat(desk.call(String.class, "plain")).isEqualTo("plain");
        assertThat(desk.call(String.class, "whatever")).isEqualTo("any whatever");
    }

    @Test
    void privateMethodsOfPlainBeansAreActions() {
        assertThat(Desk.of(new Hidden()).call(String.class, "secret")).isEqualTo("hidden");
    }

    @Test
    void actionsOfSuperclassesAndInterfacesCount() {
        Desk desk = Desk.of(new Heir());
        assertThat(desk.call(String.class, "inherited")).isEqualTo("inherited");
        assertThat(desk.call(String.class, "promised")).isEqualTo("promised");
    }

    @Test
    void typeVariablesOfSuperclassesAreFilledIn() {
        assertThat(Desk.of(new Prices()).call(int.class, "sum", List.of(new Price(2), new Price(3))))
                .isEqualTo(5);
    }

    @Test
    void overloadedActionsAreRefused() {
        assertThatThrownBy(() -> Desk.of(new Overloaded()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("add(int)")
                .hasMessageContaining("add(int,int)");
    }

    @Test
    void twoActionsOfOneNameAreRefused() {
        assertThatThrownBy(() -> Desk.of(new Ambiguous()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("one()")
                .hasMessageContaining("two()");
    }

    @Test
    void actionThatNoRequestFitsIsRefused() {
        assertThatThrownBy(() -> Desk.of(new Deaf()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("never");
    }

    @Test
    void agentWithoutActionsFailsTheStart() {
        assertThatThrownBy(() -> Application.run(Idle.class).close())
                .isInstanceOf(BeanCreationException.class)
                .hasMessageContaining("actionTableTest.Idle")
                .hasMessageContaining("no action");
    }

    static class Renamed {
        @Action("other name")
        String method() {
            return "renamed";
        }
    }

    @Action
    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @interface Offer {
        @AliasFor(annotation = Action.class, attribute = "value")
        String name() default "";

        @AliasFor(annotation = Action.class, attribute = "fallback")
        boolean otherwise() default false;
    }

    static class Offering {
        @Offer(name = "named by another")
        String method() {
            return "offered";
        }

        @Offer
        String plain() {
            return "plain";
        }

        @Offer(otherwise = true)
        String any(String action) {
            return "any " + action;
        }
    }

    static class Hidden {
        @Action
        @SuppressWarnings("UnusedMethod") // called as an action
        private String secret() {
            return "hidden";
        }
    }

    interface Promise {
        @Action
        String promised();
    }

    static class Base {
        @Action
        String inherited() {
            return "inherited";
        }
    }

    static class Heir extends Base implements Promise {
        @Override
        public String promised() {
            return "promised";
        }
    }

    record Price(int amount) {}

    abstract static class Sum<T> {
        @Action
        int sum(List<T> items) {
            return items.stream().mapToInt(this::amount).sum();
        }

        abstract int amount(T item);
    }

    static class Prices extends Sum<Price> {
        @Override
        int amount(Price item) {
            return item.amount();
        }
    }

    static class Overloaded {
        @Action
        int add(int one) {
            return one;
        }

        @Action
        int add(int one, int two) {
            return one + two;
        }
    }

    static class Ambiguous {
        @Action("same")
        void one() {}

        @Action("same")
        void two() {}
    }

    static class Deaf {
        @Action
        void never(Response response) {}
    }

    @Component
    @AgentMailbox
    static class Idle {}
}
