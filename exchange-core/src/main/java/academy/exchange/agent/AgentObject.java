package academy.exchange.agent;

import java.lang.reflect.Method;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ClassUtils;

/**
 * A bean or another object that is an agent or has listening methods.
 *
 * @param owner what error messages call it
 * @param target as it is to be called, which may be a proxy
 * @param type its class as written
 * @param beans what it may refer to; null outside of an application context
 */
record AgentObject(String owner, Object target, Class<?> type, @Nullable BeanFactory beans) {

    /** The class as written, below any proxy. */
    static Class<?> userClass(Object target) {
        return ClassUtils.getUserClass(AopProxyUtils.ultimateTargetClass(target));
    }

    static @Nullable AgentMailbox onClass(Class<?> type) {
        return AnnotatedElementUtils.findMergedAnnotation(type, AgentMailbox.class);
    }

    static Map<Method, AgentMailbox> onMethods(Class<?> type) {
        return MethodIntrospector.selectMethods(type, (MethodIntrospector.MetadataLookup<@Nullable AgentMailbox>)
                method -> AnnotatedElementUtils.findMergedAnnotation(method, AgentMailbox.class));
    }

    /** Resolves the attributes of its annotations. */
    AttributeResolver attributes() {
        return new AttributeResolver(beans);
    }

    /** What its class says of its mailbox; null if it is no agent. */
    @Nullable
    MailboxSettings settings() {
        AgentMailbox annotation = onClass(type);
        return annotation == null ? null : MailboxSettings.of(annotation, attributes());
    }
}
