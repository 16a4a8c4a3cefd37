package academy.exchange.startup;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

import academy.exchange.agent.Action;
import academy.exchange.agent.AgentMailbox;

/** The same with our starter and an agent, which is registered and served before the application is ready. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(Common.class)
class AgentApplication {

    public static void main(String[] arguments) {
        SpringApplication.run(AgentApplication.class, arguments);
    }

    @Bean
    Counter counter() {
        return new Counter();
    }

    @AgentMailbox("counter")
    static class Counter {

        private int count;

        @Action
        int increment(int by) {
            return count += by;
        }
    }
}
