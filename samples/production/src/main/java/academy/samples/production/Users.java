package academy.samples.production;

import java.util.List;
import java.util.Map;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;

/**
 * Who may log in.
 *
 * @param users each under the name of its login
 */
@ConfigurationProperties("production")
record Users(Map<String, Login> users) {

    /**
     * A login.
     *
     * @param password as Spring Security writes it down, {@code {bcrypt}} and the hash
     */
    record Login(String password, List<Role> roles) {

        @Override
        public String toString() {
            return "Login[" + roles + "]";
        }
    }

    /** What somebody comes for. */
    enum Role {
        /** Asks for prices. */
        CUSTOMER,
        /** Reads the metrics. */
        SCRAPER,
        /** Sees and operates everything that Actuator has. */
        OPERATOR
    }

    List<UserDetails> details() {
        return users.entrySet().stream()
                .map(user -> User.withUsername(user.getKey())
                        .password(user.getValue().password())
                        .roles(user.getValue().roles().stream().map(Role::name).toArray(String[]::new))
                        .build())
                .toList();
    }
}
