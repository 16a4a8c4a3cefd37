package academy.exchange.agent;

import java.io.FileNotFoundException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

import academy.exchange.ActionFailedException;
import academy.exchange.AgentHandle;
import academy.exchange.ClientId;
import academy.exchange.Message;
import academy.exchange.RemoteFailure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

@Timeout(30)
class ActionErrorHandlerTest {

    @Test
    void handlerGivesTheAnswer() {
        try (Application application = Application.run(NotFound.class, Library.class)) {
            RemoteFailure failure = fail(application, "library", "read", "Emma");
            assertThat(failure.type()).contains("NotFound");
            assertThat(failure.message()).isEqualTo("no book Emma");
            assertThat(failure.trace()).isEqualTo("NotFound: no book Emma\n");
        }
    }

    @Test
    void handlerSeesTheRequestAndTheExceptionWithoutWrappers() {
        try (Application application = Application.run(NotFound.class, Library.class)) {
            assertThat(fail(application, "library", "readLater", "Emma").type()).contains("NotFound");
            NotFound handler = application.bean(NotFound.class);
            assertThat(handler.seen).hasExactlyElementsOfTypes(FileNotFoundException.class);
            assertThat(handler.contexts).hasSize(1).allSatisfy(context -> assertThat(context.source())
                    .isInstanceOf(ClientId.class));
        }
    }

    @Test
    void exceptionThatNoHandlerKnowsIsTheAnswer() {
        try (Application application = Application.run(NotFound.class, Library.class)) {
            RemoteFailure failure = fail(application, "library", "burn");
            assertThat(failure.type()).contains("IllegalStateException");
            assertThat(failure.trace()).contains("Library.burn");
        }
    }

    @Test
    void firstHandlerInOrderThatAnswersWins() {
        try (Application application = Application.run(Translating.class, Late.class, NotFound.class, Library.class)) {
            assertThat(fail(application, "library", "read", "Emma").type()).contains("UnsupportedOperationException");
            assertThat(fail(application, "library", "burn").type()).contains("Late");
        }
    }

    @Test
    void handlerThatFailsIsPassedOver() {
        try (Application application = Application.run(Failing.class, NotFound.class, Library.class)) {
            assertThat(fail(application, "library", "read", "Emma").type()).contains("NotFound");
            assertThat(fail(application, "library", "burn").type()).contains("IllegalStateException");
        }
    }

    @Test
    void refusalsAndErrorsAreNotShown() {
        try (Application application = Application.run(NotFound.class, Library.class)) {
            assertThat(fail(application, "library", "nope").type()).contains("NoSuchActionException");
            assertThat(fail(application, "library", "read").type()).contains("BadArgumentsException");
            assertThat(fail(application, "library", "collapse").type()).contains("AssertionError");
            assertThat(fail(application, "library", "interrupt").type()).contains("InterruptedException");
            assertThat(application.bean(NotFound.class).seen).isEmpty();
        }
    }

    @Test
    void listeningMethodsAndFallbacksAreHandled() {
        try (Application application = Application.run(NotFound.class, Library.class)) {
            assertThat(fail(application, "desk", "any", "Emma").type()).contains("NotFound");
            assertThat(fail(application, "archive", "any").type()).contains("NotFound");
        }
    }

    @Test
    void failureOfAResolverIsHandled() {
        try (Application application = Application.run(NotFound.class, MissingShelf.class, Library.class)) {
            assertThat(fail(application, "library", "sort").message()).isEqualTo("no book shelf");
        }
    }

    private static RemoteFailure fail(Application application, String agent, String action, Object... arguments) {
        AgentHandle handle = application.handle(agent);
        return catchThrowableOfType(
                        ActionFailedException.class,
                        () -> handle.call(action, Object.class, Application.PATIENCE, arguments))
                .failure();
    }

    @Component
    static class NotFound implements ActionErrorHandler {

        private final List<Exception> seen = new CopyOnWriteArrayList<>();
        private final List<ActionContext> contexts = new CopyOnWriteArrayList<>();

        @Override
        public Optional<RemoteFailure> handle(ActionContext context, Exception thrown) {
            seen.add(thrown);
            contexts.add(context);
            return thrown instanceof FileNotFoundException
                    ? Optional.of(RemoteFailure.of("NotFound", "no book " + thrown.getMessage()))
                    : Optional.empty();
        }
    }

    @Order(1)
    @Component
    static class Translating implements ActionErrorHandler {
        @Override
        public Optional<RemoteFailure> handle(ActionContext context, Exception thrown) {
            return thrown instanceof FileNotFoundException
                    ? Optional.of(RemoteFailure.of(new UnsupportedOperationException(thrown)))
                    : Optional.empty();
        }
    }

    @Order(2)
    @Component
    static class Late implements ActionErrorHandler {
        @Override
        public Optional<RemoteFailure> handle(ActionContext context, Exception thrown) {
            return Optional.of(RemoteFailure.of("Late", "late"));
        }
    }

    @Order(1)
    @Component
    static class Failing implements ActionErrorHandler {
        @Override
        public Optional<RemoteFailure> handle(ActionContext context, Exception thrown) {
            throw new UnsupportedOperationException("not today");
        }
    }

    record Shelf(String name) {}

    @Component
    static class MissingShelf implements ActionArgumentResolver {

        @Override
        public boolean supports(MethodParameter parameter) {
            return parameter.getParameterType() == Shelf.class;
        }

        @Override
        public Object resolve(MethodParameter parameter, Message message) throws FileNotFoundException {
            throw new FileNotFoundException("shelf");
        }
    }

    @Component
    @AgentMailbox("library")
    static class Library {

        @Action
        String read(String title) throws FileNotFoundException {
            throw new FileNotFoundException(title);
        }

        @Action
        CompletableFuture<String> readLater(String title) {
            return CompletableFuture.failedFuture(new FileNotFoundException(title));
        }

        @Action
        void sort(Shelf shelf) {
            throw new AssertionError(shelf);
        }

        @Action
        void burn() {
            throw new IllegalStateException("fire");
        }

        @Action
        void collapse() {
            throw new AssertionError("collapsed");
        }

        @Action
        void interrupt() throws InterruptedException {
            throw new InterruptedException("enough");
        }

        @AgentMailbox("desk")
        String listen(String title) throws FileNotFoundException {
            return read(title);
        }

        @AgentMailbox("archive")
        void keep(Message message) throws FileNotFoundException {
            throw new FileNotFoundException(message.tag().toString());
        }
    }
}
