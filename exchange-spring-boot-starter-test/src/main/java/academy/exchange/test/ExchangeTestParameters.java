package academy.exchange.test;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.function.Function;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/** Gives test methods what they take; parameters with an annotation of Spring's, and those of constructors, are left to it. */
final class ExchangeTestParameters implements ParameterResolver {

    private static final Map<Class<?>, Function<ExchangeTester, Object>> KNOWN = Map.of(
            ExchangeTester.class, tester -> tester,
            CapturedMessages.class, ExchangeTester::messages,
            ForeignClient.class, ExchangeTester::client);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        return parameter.getDeclaringExecutable() instanceof Method
                && KNOWN.containsKey(parameter.getParameter().getType())
                && !parameter.isAnnotated(Autowired.class)
                && !parameter.isAnnotated(Qualifier.class);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
        Function<ExchangeTester, Object> value =
                KNOWN.get(parameter.getParameter().getType());
        if (value == null) {
            throw new IllegalStateException("Not supported: " + parameter);
        }
        return value.apply(SpringExtension.getApplicationContext(test).getBean(ExchangeTester.class));
    }
}
