package academy.exchange.test;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;

import academy.exchange.AgentId;
import academy.exchange.Arguments;
import academy.exchange.agent.Action;
import academy.exchange.agent.AgentRegistrar;
import academy.exchange.mailbox.MailboxContainer;

/** Has fake agents served: those that are beans for as long as the application runs, others until the end of a test method. */
final class FakeAgents implements BeanFactoryAware, SmartInitializingSingleton {

    private final AgentRegistrar registrar;
    private final AtomicInteger started = new AtomicInteger();
    private final List<FakeAgent<?>> permanent = new CopyOnWriteArrayList<>();
    private final List<String> passing = new CopyOnWriteArrayList<>();
    private @Nullable ListableBeanFactory beans;

    FakeAgents(AgentRegistrar registrar) {
        this.registrar = registrar;
    }

    @Override
    public void setBeanFactory(BeanFactory beanFactory) {
        this.beans = (ListableBeanFactory) beanFactory;
    }

    @Override
    public void afterSingletonsInstantiated() {
        if (beans != null) {
            beans.getBeansOfType(FakeAgent.class).forEach((name, fake) -> {
                permanent.add(fake);
                var unused = register(name, fake);
            });
        }
    }

    AgentId start(FakeAgent<?> fake) {
        fake.forgetCalls();
        String container = "fake-agent-" + started.incrementAndGet();
        MailboxContainer running = register(container, fake);
        passing.add(container);
        return running.status()
                .mailbox()
                .filter(AgentId.class::isInstance)
                .map(AgentId.class::cast)
                .orElseThrow(() -> new IllegalStateException(
                        "The agents of this application have not started, and " + fake + " cannot before they do"));
    }

    /** Lets those end that a test method has started, and the others forget what it asked. */
    void reset() {
        passing.forEach(registrar::remove);
        passing.clear();
        permanent.forEach(FakeAgent::forgetCalls);
    }

    private MailboxContainer register(String container, FakeAgent<?> fake) {
        return registrar.register(container, new Endpoint(fake), fake.registration());
    }

    /** The agent as the exchange sees it. */
    static final class Endpoint {

        private final FakeAgent<?> fake;

        Endpoint(FakeAgent<?> fake) {
            this.fake = fake;
        }

        /** Answers whatever is asked. */
        @Action(fallback = true)
        @Nullable
        Object answer(String action, Arguments arguments) throws Exception {
            FakeAction known = fake.action(action)
                    .orElseThrow(() -> new IllegalArgumentException("There is no action '" + action + "' of " + fake));
            return fake.call(known, known.bind(arguments));
        }
    }
}
