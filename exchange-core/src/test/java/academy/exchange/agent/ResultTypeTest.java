package academy.exchange.agent;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.stereotype.Component;

import reactor.core.CorePublisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import academy.exchange.AgentHandle;
import academy.exchange.RemoteFailure;
import academy.exchange.Response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(30)
class ResultTypeTest {

    @Test
    void valuesOfAllKindsAreAnswered() {
        try (Application application = Application.run(Shop.class)) {
            AgentHandle shop = application.handle("shop");
            assertThat(ask(shop, "order", Order.class)).isEqualTo(new Order("tea", 2));
            assertThat(ask(shop, "later", Order.class)).isEqualTo(new Order("milk", 1));
            assertThat(ask(shop, "reactive", Order.class)).isEqualTo(new Order("cake", 3));
            assertThat(ask(shop, "nothing", Void.class)).isNull();
            assertThat(ask(shop, "noBox", Object.class)).isNull();
            assertThat(ask(shop, "sorted", Map.class))
                    .isEqualTo(Map.of("hot", List.of(Map.of("what", "tea", "count", 2))));
        }
    }

    @Test
    void voidIsNullOnTheWire() {
        Desk desk = Desk.of(new Shop());
        assertThat(((Response.Result) desk.ask(desk.action("nothing"))).result())
                .isEqualTo("null");
    }

    @Test
    void resultThatNoJsonCanHoldIsAnErrorWithTheReason() {
        RemoteFailure failure = Desk.of(new Shop()).fail("endless");
        assertThat(failure.message())
                .startsWith("The result of Action 'endless' of counter[")
                .contains("cannot be expressed in JSON");
    }

    @Test
    void resultWhoseGetterFailsIsAnErrorWithTheReason() {
        assertThat(Desk.of(new Shop()).fail("fragile").message())
                .startsWith("The result of Action 'fragile' of counter[")
                .contains("broken cup");
    }

    @Test
    void actionsWithManyAnswersAreRefused() {
        for (Object bean : List.of(new Flowing(), new Publishing(), new Pushing())) {
            assertThatThrownBy(() -> Desk.of(bean))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(bean.getClass().getSimpleName() + ".many()")
                    .hasMessageContaining("one answer; return a Mono, as of collectList(), a CompletableFuture");
        }
    }

    @Test
    void listeningMethodWithManyAnswersIsRefused() {
        assertThatThrownBy(() -> Desk.ofListener(new Flowing(), "many"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("returns a Flux");
    }

    @Test
    void manyAnswersFailTheStart() {
        assertThatThrownBy(() -> Application.run(Flowing.class).close())
                .isInstanceOf(BeanCreationException.class)
                .hasMessageContaining("resultTypeTest.Flowing")
                .hasMessageContaining("returns a Flux");
    }

    private static @Nullable Object ask(AgentHandle handle, String action, Class<?> type) {
        CompletableFuture<?> answer = handle.action(action, type);
        assertThat(answer).succeedsWithin(Application.PATIENCE);
        return answer.join();
    }

    record Order(String what, int count) {}

    /** Cannot be read. */
    static class Fragile {
        /** Read by the codec. */
        public String getCup() {
            throw new IllegalStateException("broken cup");
        }
    }

    @Component
    @AgentMailbox("shop")
    static class Shop {

        @Action
        Order order() {
            return new Order("tea", 2);
        }

        @Action
        CompletableFuture<Order> later() {
            return CompletableFuture.supplyAsync(() -> new Order("milk", 1));
        }

        @Action
        Mono<Order> reactive() {
            return Mono.just(new Order("cake", 3));
        }

        @Action
        void nothing() {}

        @Action
        @Nullable
        Object noBox() {
            return null;
        }

        @Action
        Map<String, List<Order>> sorted() {
            return Map.of("hot", List.of(order()));
        }

        @Action
        Map<String, Object> endless() {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("self", map);
            return map;
        }

        @Action
        Fragile fragile() {
            return new Fragile();
        }
    }

    @Component
    @AgentMailbox
    static class Flowing {
        @Action
        Flux<Integer> many() {
            return Flux.just(1, 2);
        }
    }

    static class Publishing {
        @Action
        CorePublisher<Integer> many() {
            return Flux.just(1, 2);
        }
    }

    static class Pushing {
        @Action
        Flow.Publisher<Integer> many() {
            return subscriber -> {};
        }
    }
}
