package academy.samples.quickstart;

import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

import academy.exchange.AgentHandle;

/** Lets a native image see an agent through an interface that no agent here implements; those that one does are known. */
class WordCountHints implements RuntimeHintsRegistrar {

    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader loader) {
        hints.proxies().registerJdkProxy(WordCount.class, AgentHandle.View.class);
    }
}
