package academy.exchange.agent;

import java.lang.reflect.Method;
import java.util.List;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopProxyUtils;

import academy.exchange.ForeignText;
import academy.exchange.agent.ArgumentValidator.Violation;

/** Has the arguments of one method checked, and refuses requests whose arguments are not valid. */
final class ArgumentCheck {

    /** Long arguments may have many violations; who sees these will look at the others, too. */
    private static final int MOST = 8;

    private final List<ArgumentValidator> validators;
    private final Object target;
    private final Method written;
    private final MethodParameters parameters;

    /**
     * @param bean what the method is called on, perhaps a proxy
     * @param written the method of the user's class
     */
    ArgumentCheck(List<ArgumentValidator> validators, Object bean, Method written, MethodParameters parameters) {
        this.validators = validators;
        this.target = targetOf(bean);
        this.written = written;
        this.parameters = parameters;
    }

    /**
     * Asks the validators.
     *
     * @throws RefusedException if one of them finds a violation
     */
    void check(ActionCall call, @Nullable Object[] arguments) throws RefusedException {
        List<Violation> violations = validators.stream()
                .flatMap(validator -> validator.validate(target, written, arguments.clone()).stream())
                .toList();
        if (!violations.isEmpty()) {
            throw RefusedException.invalidArguments(
                    call.title() + " was given arguments that are not valid: " + list(violations));
        }
    }

    private String list(List<Violation> violations) {
        String listed = violations.stream().limit(MOST).map(this::describe).collect(Collectors.joining("; "));
        int more = violations.size() - MOST;
        return more > 0 ? listed + "; and " + more + " more" : listed;
    }

    private String describe(Violation violation) {
        String what = violation.parameter() < 0
                ? "all of them"
                : ForeignText.quote(parameters.name(violation.parameter()) + violation.path());
        return what + " " + ForeignText.line(violation.problem());
    }

    private static Object targetOf(Object bean) {
        Object target = AopProxyUtils.getSingletonTarget(bean);
        return target == null ? bean : target;
    }
}
