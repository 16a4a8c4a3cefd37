package academy.exchange.agent;

import java.lang.reflect.Method;
import java.util.Comparator;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.validation.annotation.Validated;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import jakarta.validation.Validator;

/**
 * Checks arguments against the constraints of Jakarta Validation: those on the parameters, and with
 * {@link jakarta.validation.Valid} those inside an argument. The groups are those of
 * {@link Validated} on the method or its class, otherwise the default one.
 *
 * <p>A bean that has a proxy for method validation as well has valid arguments checked twice, which does no harm.
 */
public final class JakartaArgumentValidator implements ArgumentValidator {

    private static final Comparator<Violation> ORDER = Comparator.comparingInt(Violation::parameter)
            .thenComparing(Violation::path)
            .thenComparing(Violation::problem);

    private final Validator validator;

    /**
     * @param validator knows the constraints; safe for use by any thread
     */
    public JakartaArgumentValidator(Validator validator) {
        this.validator = validator;
    }

    /**
     * {@inheritDoc}
     *
     * @throws jakarta.validation.ValidationException if a constraint cannot be applied where it stands
     */
    @Override
    public List<Violation> validate(Object bean, Method method, @Nullable Object[] arguments) {
        return validator.forExecutables().validateParameters(bean, method, arguments, groups(bean, method)).stream()
                .map(JakartaArgumentValidator::violation)
                .sorted(ORDER)
                .toList();
    }

    private static Class<?>[] groups(Object bean, Method method) {
        Validated declared = AnnotatedElementUtils.findMergedAnnotation(method, Validated.class);
        if (declared == null) {
            declared = AnnotatedElementUtils.findMergedAnnotation(bean.getClass(), Validated.class);
        }
        return declared == null ? new Class<?>[0] : declared.value();
    }

    private static Violation violation(ConstraintViolation<?> found) {
        int parameter = -1;
        StringBuilder path = new StringBuilder();
        for (Path.Node node : found.getPropertyPath()) {
            if (node.getKind() == ElementKind.PARAMETER) {
                parameter = node.as(Path.ParameterNode.class).getParameterIndex();
            } else {
                append(path, node);
            }
        }
        return new Violation(parameter, path.toString(), found.getMessage());
    }

    private static void append(StringBuilder path, Path.Node node) {
        if (node.isInIterable()) {
            Object position = node.getIndex() == null ? node.getKey() : node.getIndex();
            path.append('[').append(position == null ? "" : position).append(']');
        }
        if (node.getKind() == ElementKind.PROPERTY) {
            path.append('.').append(node.getName());
        }
    }
}
