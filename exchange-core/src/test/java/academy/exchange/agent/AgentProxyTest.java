package academy.exchange.agent;

import java.util.concurrent.atomic.AtomicInteger;

import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(30)
class AgentProxyTest {

    @Test
    void agentAnswersThroughAClassProxy() {
        try (Application application = Application.run(ClassProxies.class, EchoAgent.class)) {
            Object bean = application.context().getBean("agentProxyTest.EchoAgent");
            assertThat(AopUtils.isCglibProxy(bean)).isTrue();
            assertEchoes(application);
            assertThat(application.handle("echo").action("hidden", String.class))
                    .succeedsWithin(Application.PATIENCE)
                    .isEqualTo("package-private");
            assertThat(application.bean(Advice.class).calls.get()).isEqualTo(2);
        }
    }

    @Test
    void agentAnswersThroughAnInterfaceProxy() {
        try (Application application = Application.run(InterfaceProxies.class, PublicEchoAgent.class)) {
            Object bean = application.context().getBean("agentProxyTest.PublicEchoAgent");
            assertThat(AopUtils.isJdkDynamicProxy(bean)).isTrue();
            assertEchoes(application);
            assertThat(application.bean(Advice.class).calls.get()).isEqualTo(1);
        }
    }

    @Test
    void proxiedAgentIsRegisteredUnderItsOwnClass() {
        try (Application application = Application.run(ClassProxies.class, EchoAgent.class)) {
            assertThat(application.exchange().discover(EchoAgent.class, false)).hasSize(1);
            assertThat(application.exchange().discover(Echo.class)).hasSize(1);
        }
    }

    @Test
    void listeningMethodIsCalledThroughTheProxy() {
        try (Application application = Application.run(ClassProxies.class, Listener.class)) {
            assertThat(application.handle("listener").action("any", String.class, "x"))
                    .succeedsWithin(Application.PATIENCE)
                    .isEqualTo("x");
            assertThat(application.bean(Advice.class).calls.get()).isEqualTo(1);
        }
    }

    @Test
    void actionThatAnInterfaceProxyHidesIsRefused() {
        assertThatThrownBy(() ->
                        Application.run(InterfaceProxies.class, EchoAgent.class).close())
                .isInstanceOf(BeanCreationException.class)
                .hasMessageContaining("agentProxyTest.EchoAgent")
                .hasMessageContaining("hidden");
    }

    @Test
    void privateActionOfAClassProxyIsRefused() {
        assertThatThrownBy(() ->
                        Application.run(ClassProxies.class, PrivateAgent.class).close())
                .isInstanceOf(BeanCreationException.class)
                .hasMessageContaining("secret");
    }

    @Test
    void finalActionOfAClassProxyIsRefused() {
        assertThatThrownBy(() ->
                        Application.run(ClassProxies.class, FinalAgent.class).close())
                .isInstanceOf(BeanCreationException.class)
                .hasMessageContaining("FinalAgent.sealed()")
                .hasMessageContaining("remove final");
    }

    private static void assertEchoes(Application application) {
        Echo echo = application.handle("echo").as(Echo.class);
        assertThat(echo.echo("x")).isEqualTo("x");
    }

    interface Echo {
        String echo(String text);
    }

    @Component
    @AgentMailbox("echo")
    static class PublicEchoAgent implements Echo {
        @Action
        @Override
        public String echo(String text) {
            return text;
        }
    }

    @Component
    @AgentMailbox("echo")
    static class EchoAgent extends PublicEchoAgent {
        @Action
        String hidden() {
            return "package-private";
        }
    }

    @Component
    @AgentMailbox("private")
    static class PrivateAgent {
        @Action
        @SuppressWarnings("UnusedMethod") // called as an action
        private String secret() {
            return "private";
        }
    }

    @Component
    @AgentMailbox("final")
    static class FinalAgent {
        private final String text = "mine";

        @Action
        final String sealed() {
            return text;
        }
    }

    @Component
    static class Listener {
        @AgentMailbox("listener")
        String onText(String text) {
            return text;
        }
    }

    /** Counts the calls that pass through a proxy. */
    static class Advice {
        private final AtomicInteger calls = new AtomicInteger();
    }

    @Configuration(proxyBeanMethods = false)
    static class ClassProxies {
        @Bean
        static Advice advice() {
            return new Advice();
        }

        @Bean
        static BeanPostProcessor proxies(Advice advice) {
            return proxying(advice, true);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class InterfaceProxies {
        @Bean
        static Advice advice() {
            return new Advice();
        }

        @Bean
        static BeanPostProcessor proxies(Advice advice) {
            return proxying(advice, false);
        }
    }

    private static BeanPostProcessor proxying(Advice advice, boolean classes) {
        MethodInterceptor count = call -> {
            advice.calls.incrementAndGet();
            return call.proceed();
        };
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String beanName) {
                if (!beanName.startsWith("agentProxyTest.")
                        || bean.getClass().isAnnotationPresent(Configuration.class)) {
                    return bean;
                }
                ProxyFactory factory = new ProxyFactory(bean);
                factory.setProxyTargetClass(classes);
                factory.addAdvice(count);
                return factory.getProxy();
            }
        };
    }
}
