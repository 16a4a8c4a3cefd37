package academy.exchange.agent;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.BeanExpressionContext;
import org.springframework.beans.factory.config.BeanExpressionResolver;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.util.StringUtils;

/** Resolves {@code ${}} placeholders and {@code #{}} expressions in the attributes of annotations. */
final class AttributeResolver {

    private final @Nullable BeanFactory beans;

    /**
     * @param beans what the texts refer to; null if there is none, and they stay as they are
     */
    AttributeResolver(@Nullable BeanFactory beans) {
        this.beans = beans;
    }

    /** The text an attribute stands for, without spaces around it; empty for null. */
    String text(String attribute) {
        Object value = evaluate(attribute);
        return value == null ? "" : value.toString().strip();
    }

    /** The texts they stand for; each may be a list, an array or a text with commas. */
    List<String> texts(String[] attributes) {
        List<String> texts = new ArrayList<>();
        for (String attribute : attributes) {
            collect(evaluate(attribute), texts);
        }
        return texts;
    }

    private static void collect(@Nullable Object value, List<String> texts) {
        if (value instanceof Iterable<?> several) {
            several.forEach(each -> collect(each, texts));
        } else if (value instanceof Object[] several) {
            collect(Arrays.asList(several), texts);
        } else if (value != null) {
            texts.addAll(List.of(StringUtils.tokenizeToStringArray(value.toString(), ",")));
        }
    }

    private @Nullable Object evaluate(String attribute) {
        if (!(beans instanceof ConfigurableBeanFactory configurable)) {
            return attribute;
        }
        String resolved = configurable.resolveEmbeddedValue(attribute);
        BeanExpressionResolver expressions = configurable.getBeanExpressionResolver();
        return resolved == null || expressions == null
                ? resolved
                : expressions.evaluate(resolved, new BeanExpressionContext(configurable, null));
    }
}
