package academy.exchange.agent;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.GenericTypeResolver;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedMethod;

import academy.exchange.AgentHandle;
import academy.exchange.agent.MethodParameter.Source;

/**
 * Reads the parameters of a method as written, not of that of a proxy, which may have lost names and generic types, and
 * refuses what could never be called.
 */
final class MethodParameterReader {

    private final Method method;
    private final Class<?> userClass;
    private final boolean fallback;
    private final List<ActionArgumentResolver> resolvers;

    /**
     * @param fallback whether a text is the name of the action, which may be any, and no argument
     * @param resolvers supply what would be arguments without them
     */
    MethodParameterReader(Method method, Class<?> userClass, boolean fallback, List<ActionArgumentResolver> resolvers) {
        this.resolvers = resolvers;
        this.method = method;
        this.userClass = userClass;
        this.fallback = fallback;
    }

    /**
     * The parameters in their order.
     *
     * @throws IllegalStateException if they contradict themselves or each other
     */
    List<MethodParameter> read() {
        List<MethodParameter> parameters = new ArrayList<>();
        @Nullable String[] names = new DefaultParameterNameDiscoverer().getParameterNames(method);
        Type[] types = method.getGenericParameterTypes();
        for (int index = 0; index < types.length; index++) {
            String known = names == null ? null : names[index];
            parameters.add(parameter(index, known == null ? "arg" + index : known, types[index]));
        }
        requireDifferentNames(parameters);
        requireOneWay(parameters);
        if (fallback) {
            requireNoArguments(parameters);
        }
        return List.copyOf(parameters);
    }

    private MethodParameter parameter(int index, String name, Type written) {
        MethodParameter parameter = parameter(name, GenericTypeResolver.resolveType(written, userClass));
        org.springframework.core.MethodParameter seen = annotated().getMethodParameters()[index];
        Param param = seen.getParameterAnnotation(Param.class);
        if (param == null) {
            return parameter.source() == Source.ARGUMENT ? argument(parameter, seen) : parameter;
        }
        if (parameter.source() != Source.ARGUMENT) {
            throw new IllegalStateException("Parameter '" + name + "' of " + method
                    + " has @Param, but is no argument of a request; remove the annotation");
        }
        return requireNoHiddenHandle(parameter).described(param);
    }

    private MethodParameter argument(MethodParameter parameter, org.springframework.core.MethodParameter seen) {
        seen.initParameterNameDiscovery(new DefaultParameterNameDiscoverer());
        return resolvers.stream()
                .filter(resolver -> resolver.supports(seen))
                .findFirst()
                .map(resolver -> parameter.suppliedBy(new ArgumentSupply(resolver, seen)))
                .orElseGet(() -> requireNoHiddenHandle(parameter));
    }

    private MethodParameter requireNoHiddenHandle(MethodParameter parameter) {
        if (!parameter.isHandle() && mentions(ResolvableType.forType(parameter.type()))) {
            throw new IllegalStateException("Parameter '" + parameter.name() + "' of " + method
                    + " holds AgentHandles, which are made of single arguments only; take AgentIds and make handles"
                    + " with Exchange.getHandle");
        }
        return parameter;
    }

    private static boolean mentions(ResolvableType type) {
        return type.resolve() == AgentHandle.class
                || (type.isArray() && mentions(type.getComponentType()))
                || Stream.of(type.getGenerics()).anyMatch(MethodParameterReader::mentions);
    }

    private MethodParameter parameter(String name, Type type) {
        return fallback && type == String.class ? MethodParameter.ofActionName(name) : MethodParameter.of(name, type);
    }

    /** Has the annotations of the methods of superclasses and interfaces that this one overrides, too. */
    private AnnotatedMethod annotated() {
        return new AnnotatedMethod(method) {
            @Override
            protected Class<?> getContainingClass() {
                return userClass;
            }
        };
    }

    private void requireNoArguments(List<MethodParameter> parameters) {
        if (count(parameters, Source.ARGUMENT) > 0 || count(parameters, Source.ACTION) > 1) {
            throw new IllegalStateException("The fallback " + method
                    + " takes an argument by itself, but not every request has it; take all of them as Arguments,"
                    + " and the name of the action as the only String");
        }
    }

    private void requireOneWay(List<MethodParameter> parameters) {
        if (count(parameters, Source.ARGUMENTS) > 0 && count(parameters, Source.ARGUMENT) > 0) {
            throw new IllegalStateException("The parameters of " + method
                    + " take arguments both one by one and all of them; remove Arguments or the others");
        }
    }

    private static long count(List<MethodParameter> parameters, Source source) {
        return parameters.stream().filter(each -> each.source() == source).count();
    }

    private void requireDifferentNames(List<MethodParameter> parameters) {
        Set<String> names = new HashSet<>();
        for (MethodParameter parameter : parameters) {
            if (parameter.source() == Source.ARGUMENT && !names.add(parameter.name())) {
                throw new IllegalStateException("Two parameters of " + method + " have the name '" + parameter.name()
                        + "'; give one another name with @Param");
            }
        }
    }
}
