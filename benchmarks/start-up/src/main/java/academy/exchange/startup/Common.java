package academy.exchange.startup;

import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.core.StringRedisTemplate;

/** What both applications do: use their Redis once, and say that they are ready. */
@Configuration(proxyBeanMethods = false)
class Common {

    static final String READY = "ready";

    @Bean
    ApplicationRunner firstUse(StringRedisTemplate redis) {
        return arguments -> {
            Boolean unused = redis.hasKey("start-up");
        };
    }

    @Bean
    ApplicationListener<ApplicationReadyEvent> announcement() {
        return event -> System.out.println(READY);
    }
}
