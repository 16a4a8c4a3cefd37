package academy.exchange.agent;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.util.ClassUtils;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import academy.exchange.Message;
import academy.exchange.RemoteFailure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@Timeout(30)
class MonoResultTest {

    private final Reactive agent = new Reactive();
    private final Desk desk = Desk.of(agent);

    @Test
    void monoIsAnsweredWithItsValue() {
        assertThat(desk.call(int.class, "later", 7)).isEqualTo(7);
        assertThat(agent.subscriptions).hasValue(1);
    }

    @Test
    void emptyMonoIsAnsweredWithNull() {
        assertThat(desk.call(Object.class, "nothing")).isNull();
    }

    @Test
    void failedMonoIsAnsweredWithItsException() {
        RemoteFailure failure = desk.fail("failLater");
        assertThat(failure.type()).contains("IllegalStateException");
        assertThat(failure.message()).isEqualTo("too late");
        assertThat(failure.trace()).doesNotContain("ExecutionException");
    }

    @Test
    void checkedExceptionOfAMonoIsNotWrapped() {
        assertThat(desk.fail("failChecked").type()).contains("IOException");
    }

    @Test
    void interruptDisposesOfTheSubscription() throws InterruptedException {
        Thread handler = new Thread(() -> desk.tell(Message.request(Desk.CLIENT, Desk.AGENT, desk.action("never"))));
        handler.start();
        await().until(() -> agent.subscriptions.get() == 1);
        assertThat(agent.cancellations).hasValue(0);
        handler.interrupt();
        handler.join(TimeUnit.SECONDS.toMillis(10));
        assertThat(handler.isAlive()).isFalse();
        assertThat(agent.cancellations).hasValue(1);
        assertThat(desk.exchange().sent()).hasSize(1);
    }

    @Test
    void agentsWorkWithoutReactor() throws Exception {
        ClassLoader bare = new WithoutReactor(MonoResultTest.class.getClassLoader());
        assertThat(ClassUtils.isPresent("reactor.core.publisher.Mono", bare)).isFalse();
        Callable<?> probe = (Callable<?>)
                bare.loadClass(Probe.class.getName()).getDeclaredConstructor().newInstance();
        assertThat(probe.getClass()).isNotEqualTo(Probe.class);
        assertThat(probe.call()).isEqualTo("plain");
    }

    static class Reactive {

        private final AtomicInteger subscriptions = new AtomicInteger();
        private final AtomicInteger cancellations = new AtomicInteger();

        @Action
        Mono<Integer> later(int value) {
            return counted(Mono.fromCallable(() -> value).subscribeOn(Schedulers.boundedElastic()));
        }

        @Action
        Mono<Void> nothing() {
            return Mono.empty();
        }

        @Action
        Mono<Integer> failLater() {
            return Mono.error(new IllegalStateException("too late"));
        }

        @Action
        Mono<Integer> failChecked() {
            return Mono.error(new IOException("unplugged"));
        }

        @Action
        Mono<Integer> never() {
            return counted(Mono.never());
        }

        private <T> Mono<T> counted(Mono<T> mono) {
            return Mono.defer(() -> {
                        subscriptions.incrementAndGet();
                        return mono;
                    })
                    .doOnCancel(cancellations::incrementAndGet);
        }
    }

    /** Loaded a second time, where there is no Reactor. */
    public static class Probe implements Callable<Object> {

        /** For the other class loader. */
        public Probe() {}

        @Override
        public Object call() {
            return String.valueOf(Desk.of(new Plain()).call(String.class, "plain"));
        }
    }

    static class Plain {
        @Action
        Object plain() {
            return "plain";
        }
    }

    /** Loads this library anew, and finds everything else but Reactor where it is. */
    private static final class WithoutReactor extends ClassLoader {

        WithoutReactor(ClassLoader parent) {
            super(parent);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("reactor.")) {
                throw new ClassNotFoundException(name);
            }
            Class<?> loaded = findLoadedClass(name);
            if (loaded != null) {
                return loaded;
            }
            return name.startsWith("academy.") ? define(name) : super.loadClass(name, resolve);
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream file = getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (file == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] bytes = file.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException unreadable) {
                throw new ClassNotFoundException(name, unreadable);
            }
        }
    }
}
