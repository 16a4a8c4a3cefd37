package academy.exchange.autoconfigure;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import academy.exchange.ExchangeObserver;
import academy.exchange.Message;

/** Several observers as one. What one of them throws is its own affair: messages are sent and handled all the same. */
final class ObserverGroup implements ExchangeObserver {

    private static final Logger log = LoggerFactory.getLogger(ExchangeObserver.class);

    private final List<ExchangeObserver> observers;
    private final AtomicBoolean warned = new AtomicBoolean();

    private ObserverGroup(List<ExchangeObserver> observers) {
        this.observers = List.copyOf(observers);
    }

    static ExchangeObserver of(List<ExchangeObserver> observers) {
        return observers.isEmpty() ? ExchangeObserver.NONE : new ObserverGroup(observers);
    }

    @Override
    public Step sending(Message message) {
        return step(observers.stream()
                .map(each -> begun(() -> each.sending(message)))
                .toList());
    }

    @Override
    public Step asking(Message request, Step during) {
        List<Step> steps = new ArrayList<>(observers.size());
        for (int i = 0; i < observers.size(); i++) {
            ExchangeObserver observer = observers.get(i);
            Step part = during instanceof Steps group ? group.steps.get(i) : Step.UNOBSERVED;
            steps.add(begun(() -> observer.asking(request, part)));
        }
        return step(steps);
    }

    @Override
    public Step handling(Work work) {
        return step(
                observers.stream().map(each -> begun(() -> each.handling(work))).toList());
    }

    @Override
    public void reconnecting() {
        observers.forEach(each -> guard(each::reconnecting));
    }

    private Step step(List<Step> steps) {
        return steps.stream().allMatch(each -> each == Step.UNOBSERVED) ? Step.UNOBSERVED : new Steps(steps);
    }

    private Step begun(Supplier<Step> begin) {
        try {
            return begin.get();
        } catch (RuntimeException failure) {
            note(failure);
            return Step.UNOBSERVED;
        }
    }

    private void guard(Runnable told) {
        try {
            told.run();
        } catch (RuntimeException failure) {
            note(failure);
        }
    }

    /** Once aloud: it will happen with every message. */
    private void note(RuntimeException failure) {
        if (warned.compareAndSet(false, true)) {
            log.warn("An observer of the exchange failed; later failures are logged at debug level", failure);
        } else {
            log.debug("An observer of the exchange failed", failure);
        }
    }

    /** One step for each observer, in their order. */
    private final class Steps implements Step {

        private final List<Step> steps;

        Steps(List<Step> steps) {
            this.steps = steps;
        }

        @Override
        public Map<String, String> attributes() {
            Map<String, String> all = new HashMap<>();
            steps.forEach(each -> guard(() -> all.putAll(each.attributes())));
            return all;
        }

        @Override
        public Scope open() {
            List<Scope> scopes = new ArrayList<>(steps.size());
            steps.forEach(each -> guard(() -> scopes.add(0, each.open())));
            return () -> scopes.forEach(each -> guard(each::close));
        }

        @Override
        public void ended(Outcome outcome, @Nullable Throwable failure) {
            steps.forEach(each -> guard(() -> each.ended(outcome, failure)));
        }
    }
}
