package academy.samples.production;

import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;

/** Who may see what. */
@Configuration(proxyBeanMethods = false)
class Access {

    @Bean
    UserDetailsService users(Users users) {
        return new InMemoryUserDetailsManager(users.details());
    }

    /** Health is for probes, which have no login; they see the status, and an operator the details. */
    @Bean
    SecurityFilterChain rules(HttpSecurity http) throws Exception {
        return http.authorizeHttpRequests(requests -> requests.requestMatchers(EndpointRequest.to(HealthEndpoint.class))
                        .permitAll()
                        .requestMatchers(EndpointRequest.to("prometheus"))
                        .hasAnyRole(Users.Role.SCRAPER.name(), Users.Role.OPERATOR.name())
                        .requestMatchers(EndpointRequest.toAnyEndpoint())
                        .hasRole(Users.Role.OPERATOR.name())
                        .requestMatchers("/exchange", "/exchange/**")
                        .hasRole(Users.Role.OPERATOR.name())
                        .anyRequest()
                        .hasRole(Users.Role.CUSTOMER.name()))
                .httpBasic(Customizer.withDefaults())
                // Programs log in with every request, so there is neither a session to keep nor one to forge.
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .csrf(AbstractHttpConfigurer::disable)
                .build();
    }
}
