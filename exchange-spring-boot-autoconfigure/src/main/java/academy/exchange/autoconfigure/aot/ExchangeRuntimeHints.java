package academy.exchange.autoconfigure.aot;

import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;

import academy.exchange.HandleFactory;
import academy.exchange.autoconfigure.ExchangeProperties;

/**
 * What the exchange itself looks for at run time: names of properties, the provider of handles, files of the console, where the
 * application's connections lead, and libraries that may be absent.
 */
final class ExchangeRuntimeHints implements RuntimeHintsRegistrar {

    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader loader) {
        new BindingReflectionHintsRegistrar().registerReflectionHints(hints.reflection(), ExchangeProperties.class);
        hints.resources()
                .registerPattern("META-INF/spring-configuration-metadata.json")
                .registerPattern("META-INF/services/" + HandleFactory.Provider.class.getName())
                .registerPattern("academy/exchange/console/*");
        hints.reflection()
                .registerType(
                        TypeReference.of("academy.exchange.handle.ExchangeHandlesProvider"),
                        MemberCategory.INVOKE_DECLARED_CONSTRUCTORS)
                .registerTypeIfPresent(
                        loader,
                        "org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory",
                        factory -> factory.withField("configuration"))
                .registerTypeIfPresent(loader, "reactor.core.publisher.Mono")
                .registerTypeIfPresent(loader, "academy.exchange.embedded.EmbeddedRedis");
    }
}
