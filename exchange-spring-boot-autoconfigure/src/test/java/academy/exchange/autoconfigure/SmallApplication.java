package academy.exchange.autoconfigure;

import java.time.Duration;

import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import academy.exchange.Exchange;
import academy.exchange.agent.Action;
import academy.exchange.agent.AgentMailbox;

/** An application in a process of its own. It asks its agent when it has started, prints the answer, and ends unless it is to stay. */
final class SmallApplication {

    static final String ANSWER = "The answer is ";

    private SmallApplication() {}

    public static void main(String[] arguments) {
        ConfigurableApplicationContext context = SpringApplication.run(Beans.class, arguments);
        if (!context.getEnvironment().getProperty("spring.main.keep-alive", Boolean.class, false)) {
            context.close();
        }
    }

    /** What the agent can do, to ask it by. */
    interface Adding {

        int add(int left, int right);
    }

    @AgentMailbox(name = "adder")
    static class Adder implements Adding {

        @Action
        @Override
        public int add(int left, int right) {
            return left + right;
        }
    }

    @EnableAutoConfiguration
    @Configuration(proxyBeanMethods = false)
    static class Beans {

        @Bean
        Adder adder() {
            return new Adder();
        }

        @Bean
        ApplicationRunner asks(Exchange exchange) {
            return arguments -> {
                Adding adder = exchange.getHandle(exchange.discover("adder").get(0))
                        .withTimeout(Duration.ofSeconds(30))
                        .as(Adding.class);
                int answer = adder.add(1, 2);
                System.out.println(ANSWER + answer + " to " + Adder.class.getClassLoader());
            };
        }
    }
}
