package academy.exchange.autoconfigure.aot;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.aot.BeanRegistrationAotContribution;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.util.ClassUtils;

/** Finds the beans that are or have agents. */
final class AgentBeanAotProcessor implements BeanRegistrationAotProcessor {

    @Override
    public @Nullable BeanRegistrationAotContribution processAheadOfTime(RegisteredBean bean) {
        Class<?> type = ClassUtils.getUserClass(bean.getBeanClass());
        return AgentRuntimeHints.isAgent(type)
                ? (generation, code) -> AgentRuntimeHints.registerAgent(generation.getRuntimeHints(), type)
                : null;
    }
}
