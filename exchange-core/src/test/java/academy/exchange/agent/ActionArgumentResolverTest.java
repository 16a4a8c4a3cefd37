package academy.exchange.agent;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

import academy.exchange.ActionFailedException;
import academy.exchange.AgentHandle;
import academy.exchange.Arguments;
import academy.exchange.EntityId;
import academy.exchange.Header;
import academy.exchange.Message;
import academy.exchange.RemoteFailure;
import academy.exchange.Request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

@Timeout(30)
class ActionArgumentResolverTest {

    @Test
    void resolverSuppliesWhatIsNoArgument() {
        try (Application application = Application.run(Tenants.class, Office.class)) {
            assertThat(application.handle("office").action("greet", String.class, "hello", "friend"))
                    .succeedsWithin(Application.PATIENCE)
                    .isEqualTo("hello acme friend");
            assertThat(fail(application, "greet", "hello").message())
                    .endsWith("is missing parameter 'name'; it expects (String word, String name)");
        }
    }

    @Test
    void listenersAndFallbacksAreSupplied() {
        try (Application application = Application.run(Tenants.class, Office.class)) {
            assertThat(application.handle("office").action("whatever", String.class, 1))
                    .succeedsWithin(Application.PATIENCE)
                    .isEqualTo("whatever for acme");
            assertThat(application.handle("audit").action("any", String.class))
                    .succeedsWithin(Application.PATIENCE)
                    .isEqualTo("acme");
        }
    }

    @Test
    void resolverSeesAnnotationsOfInterfacesAndGenericTypes() {
        try (Application application = Application.run(Marks.class, Heir.class)) {
            assertThat(application.handle("heir").action("show", String.class))
                    .succeedsWithin(Application.PATIENCE)
                    .isEqualTo("java.util.List<java.lang.String> items");
        }
    }

    @Test
    void firstResolverInOrderSupplies() {
        try (Application application = Application.run(Tenants.class, EarlierTenants.class, Office.class)) {
            assertThat(application.handle("office").action("greet", String.class, "hello", "friend"))
                    .succeedsWithin(Application.PATIENCE)
                    .isEqualTo("hello earlier friend");
        }
    }

    @Test
    void whatTheLibrarySuppliesIsNotOffered() {
        try (Application application = Application.run(Greedy.class, Plain.class)) {
            assertThat(application.bean(Greedy.class).asked).containsExactly("text");
            assertThat(application.handle("plain").action("take", String.class, 5))
                    .succeedsWithin(Application.PATIENCE)
                    .isEqualTo("greedy 5");
        }
    }

    @Test
    void exceptionOfAResolverIsTheAnswer() {
        try (Application application = Application.run(Tenants.class, Office.class)) {
            application.bean(Tenants.class).failure = new IllegalStateException("no such tenant");
            RemoteFailure failure = fail(application, "greet", "hello", "friend");
            assertThat(failure.type()).contains("IllegalStateException");
            assertThat(failure.message()).isEqualTo("no such tenant");
            assertThat(application.bean(Office.class).calls).isEmpty();
        }
    }

    @Test
    void valueOfAnotherTypeIsAnErrorThatNamesResolverAndParameter() {
        try (Application application = Application.run(Tenants.class, Office.class)) {
            application.bean(Tenants.class).value = "text";
            assertThat(fail(application, "greet", "hello", "friend").message())
                    .contains("Tenants gave a java.lang.String for parameter 'tenant' of ")
                    .contains("Office.greet");
        }
    }

    @Test
    void resolverThatFailsAtTheStartFailsTheStart() {
        assertThatThrownBy(() -> Application.run(Broken.class, Plain.class).close())
                .isInstanceOf(BeanCreationException.class)
                .hasMessageContaining("cannot decide");
    }

    private static RemoteFailure fail(Application application, String action, Object... arguments) {
        AgentHandle office = application.handle("office");
        return catchThrowableOfType(
                        ActionFailedException.class,
                        () -> office.call(action, Object.class, Application.PATIENCE, arguments))
                .failure();
    }

    record Tenant(String name) {}

    @Component
    static class Tenants implements ActionArgumentResolver {

        private volatile @Nullable RuntimeException failure;
        private volatile @Nullable Object value = new Tenant("acme");

        @Override
        public boolean supports(MethodParameter parameter) {
            return parameter.getParameterType() == Tenant.class;
        }

        @Override
        public @Nullable Object resolve(MethodParameter parameter, Message message) {
            assertThat(message.body()).isInstanceOf(Request.Action.class);
            RuntimeException thrown = failure;
            if (thrown != null) {
                throw thrown;
            }
            return value;
        }
    }

    @Order(1)
    @Component
    static class EarlierTenants extends Tenants {
        @Override
        public Object resolve(MethodParameter parameter, Message message) {
            return new Tenant("earlier");
        }
    }

    @Component
    @AgentMailbox("office")
    static class Office {

        final List<String> calls = new CopyOnWriteArrayList<>();

        @Action
        String greet(String word, Tenant tenant, String name) {
            calls.add(name);
            return word + " " + tenant.name() + " " + name;
        }

        @Action(fallback = true)
        String any(String action, Tenant tenant) {
            return action + " for " + tenant.name();
        }

        @AgentMailbox("audit")
        String listen(Tenant tenant) {
            return tenant.name();
        }
    }

    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.PARAMETER)
    @interface Mark {}

    @Component
    static class Marks implements ActionArgumentResolver {

        @Override
        public boolean supports(MethodParameter parameter) {
            return parameter.hasParameterAnnotation(Mark.class);
        }

        @Override
        public Object resolve(MethodParameter parameter, Message message) {
            return List.of(ResolvableType.forMethodParameter(parameter) + " " + parameter.getParameterName());
        }
    }

    interface Base<T> {
        @Action
        String show(@Mark List<T> items);
    }

    @Component
    @AgentMailbox("heir")
    static class Heir implements Base<String> {
        @Override
        public String show(List<String> items) {
            return items.get(0);
        }
    }

    @Component
    static class Greedy implements ActionArgumentResolver {

        private final List<String> asked = new CopyOnWriteArrayList<>();

        @Override
        public boolean supports(MethodParameter parameter) {
            asked.add(String.valueOf(parameter.getParameterName()));
            return true;
        }

        @Override
        public Object resolve(MethodParameter parameter, Message message) {
            return "greedy";
        }
    }

    @Component
    @AgentMailbox("plain")
    static class Plain {

        @Action
        String take(
                Message message,
                Header header,
                EntityId sender,
                ActionContext context,
                Request.Action request,
                String text,
                @Param("number") int number) {
            return text + " " + number;
        }

        @Action(fallback = true)
        void any(String action, Arguments all) {}
    }

    @Component
    static class Broken implements ActionArgumentResolver {

        @Override
        public boolean supports(MethodParameter parameter) {
            throw new IllegalStateException("cannot decide");
        }

        @Override
        public Object resolve(MethodParameter parameter, Message message) {
            throw new AssertionError(parameter);
        }
    }
}
