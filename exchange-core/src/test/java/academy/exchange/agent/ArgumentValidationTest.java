package academy.exchange.agent;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

import org.hibernate.validator.HibernateValidator;
import org.hibernate.validator.messageinterpolation.ParameterMessageInterpolator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Component;
import org.springframework.validation.annotation.Validated;
import org.springframework.validation.beanvalidation.MethodValidationPostProcessor;

import jakarta.validation.Valid;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

import academy.exchange.ActionFailedException;
import academy.exchange.RemoteFailure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

@Timeout(30)
class ArgumentValidationTest {

    @Test
    void invalidArgumentsAreRefusedBeforeTheMethodIsCalled() {
        try (Application application = Application.run(Constraints.class, Shop.class)) {
            RemoteFailure failure = fail(application, "order", new Order("", 0), " ");
            assertThat(failure.type()).contains("InvalidArgumentsException");
            assertThat(failure.message())
                    .matches("Action 'order' of shop\\[.*] was given arguments that are not valid: "
                            + "'order.count' must be greater than or equal to 1; 'order.what' must not be blank; "
                            + "'for' must not be blank");
            assertThat(application.bean(Shop.class).calls).isEmpty();
        }
    }

    @Test
    void validArgumentsReachTheMethod() {
        try (Application application = Application.run(Constraints.class, Shop.class)) {
            assertThat(application.handle("shop").action("order", String.class, new Order("tea", 2), "you"))
                    .succeedsWithin(Application.PATIENCE)
                    .isEqualTo("2 tea for you");
        }
    }

    @Test
    void elementsAndKeysAreNamed() {
        try (Application application = Application.run(Constraints.class, Shop.class)) {
            assertThat(fail(application, "all", List.of(new Order("tea", 1), new Order("tea", 0)), Map.of("x", ""))
                            .message())
                    .endsWith("'orders[1].count' must be greater than or equal to 1; 'labels[x]' must not be blank");
        }
    }

    @Test
    void optionalArgumentsAndDefaultsAreChecked() {
        try (Application application = Application.run(Constraints.class, Shop.class)) {
            assertThat(fail(application, "perhaps", "long enough").message())
                    .endsWith("'note' size must be between 0 and 4");
            assertThat(application.handle("shop").action("perhaps", Integer.class))
                    .succeedsWithin(Application.PATIENCE)
                    .isEqualTo(1);
        }
    }

    @Test
    void nullIsRefusedWhereAConstraintSaysSo() {
        try (Application application = Application.run(Constraints.class, Shop.class)) {
            assertThat(fail(application, "order", null, "you").message()).endsWith("'order' must not be null");
        }
    }

    @Test
    void argumentsOfListeningMethodsAreChecked() {
        try (Application application = Application.run(Constraints.class, Shop.class)) {
            ActionFailedException failed = catchThrowableOfType(
                    ActionFailedException.class,
                    () -> application.handle("listener").call("any", Object.class, Application.PATIENCE, ""));
            assertThat(failed.failure().message()).endsWith("'text' must not be blank");
            assertThat(application.bean(Shop.class).calls).isEmpty();
        }
    }

    @Test
    void beanWithAMethodValidationProxyAnswersAlike() {
        try (Application application = Application.run(Constraints.class, Proxies.class, ValidatedShop.class)) {
            assertThat(fail(application, "order", "").type()).contains("InvalidArgumentsException");
            assertThat(fail(application, "order", "").message()).endsWith("'what' must not be blank");
            assertThat(application.handle("shop").action("order", String.class, "tea"))
                    .succeedsWithin(Application.PATIENCE)
                    .isEqualTo("tea");
        }
    }

    @Test
    void groupsOfTheMethodCount() {
        try (Application application = Application.run(Constraints.class, GroupedShop.class)) {
            assertThat(fail(application, "order", "", 0).message()).endsWith(": 'what' must not be blank");
        }
    }

    @Test
    void constraintThatCannotBeAppliedIsAnErrorAndTheMethodIsNotCalled() {
        try (Application application = Application.run(Constraints.class, Shop.class)) {
            assertThat(fail(application, "misplaced", 1).type()).contains("UnexpectedTypeException");
            assertThat(application.bean(Shop.class).calls).isEmpty();
        }
    }

    @Test
    void withoutValidatorNothingIsChecked() {
        try (Application application = Application.run(Shop.class)) {
            assertThat(application.handle("shop").action("order", String.class, new Order("", 0), ""))
                    .succeedsWithin(Application.PATIENCE)
                    .isEqualTo("0  for ");
        }
    }

    @Test
    void foreignTextIsCleanedAndCut() {
        try (Application application = Application.run(Chatty.class, Shop.class)) {
            String message =
                    fail(application, "order", new Order("tea", 1), "you").message();
            assertThat(message).doesNotContain("\n").hasSizeLessThan(8 * 320).endsWith("; and 4 more");
            assertThat(message).contains("not valid: all of them do not fit; 'order" + "x".repeat(75) + "...' bad ");
        }
    }

    private static RemoteFailure fail(Application application, String action, @Nullable Object... arguments) {
        return catchThrowableOfType(
                        ActionFailedException.class,
                        () -> application.handle("shop").call(action, Object.class, Application.PATIENCE, arguments))
                .failure();
    }

    record Order(@NotBlank String what, @Min(1) int count) {}

    interface Seldom {}

    @Component
    @AgentMailbox("shop")
    static class Shop {

        final List<String> calls = new CopyOnWriteArrayList<>();

        @Action
        String order(@NotNull @Valid Order order, @Param("for") @NotBlank String guest) {
            calls.add("order");
            return order.count() + " " + order.what() + " for " + guest;
        }

        @Action
        void all(List<@Valid Order> orders, Map<String, @NotBlank String> labels) {
            calls.add("all" + orders + labels);
        }

        @Action
        int perhaps(Optional<@Size(max = 4) String> note, @Param(defaultValue = "1") @Min(1) int count) {
            calls.add("perhaps" + note);
            return count;
        }

        @Action
        void misplaced(@NotBlank int number) {
            calls.add("misplaced" + number);
        }

        @AgentMailbox("listener")
        void listen(@NotBlank String text) {
            calls.add("listen" + text);
        }
    }

    @Component
    @Validated
    @AgentMailbox("shop")
    static class ValidatedShop {
        @Action
        String order(@NotBlank String what) {
            return what;
        }
    }

    @Component
    @AgentMailbox("shop")
    static class GroupedShop {
        @Action
        @Validated(Seldom.class)
        String order(@NotBlank(groups = Seldom.class) String what, @Min(1) int count) {
            return count + what;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Constraints {

        @Bean
        static Validator validator() {
            return Validation.byProvider(HibernateValidator.class)
                    .configure()
                    .messageInterpolator(new ParameterMessageInterpolator())
                    .buildValidatorFactory()
                    .getValidator();
        }

        @Bean
        ArgumentValidator argumentValidator(Validator validator) {
            return new JakartaArgumentValidator(validator);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Proxies {
        @Bean
        static MethodValidationPostProcessor methodValidation(Validator validator) {
            MethodValidationPostProcessor processor = new MethodValidationPostProcessor();
            processor.setProxyTargetClass(true);
            processor.setValidator(validator);
            return processor;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Chatty {
        @Bean
        ArgumentValidator chatty() {
            return Chatty::complain;
        }

        private static List<ArgumentValidator.Violation> complain(
                Object bean, Method method, @Nullable Object[] arguments) {
            List<ArgumentValidator.Violation> violations = new ArrayList<>();
            violations.add(new ArgumentValidator.Violation(-1, "", "do\nnot fit"));
            IntStream.range(0, 11)
                    .forEach(each -> violations.add(
                            new ArgumentValidator.Violation(0, "x".repeat(1000), "bad\n" + "y".repeat(1000))));
            return violations;
        }
    }
}
