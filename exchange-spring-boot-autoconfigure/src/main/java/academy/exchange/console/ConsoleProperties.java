package academy.exchange.console;

import java.util.regex.Pattern;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Whether there is a console, and where.
 *
 * @param enabled Whether the web application has a page that shows the agents. Protect it: whoever can reach the path can look
 * @param path Path of the page, below which everything lies that it needs
 * @param maxAgents Number of agents that are shown, those of this application first. From 1 to 1000
 */
@ConfigurationProperties("academy.exchange.console")
record ConsoleProperties(
        @DefaultValue("false") boolean enabled,
        @DefaultValue("/exchange") String path,
        @DefaultValue("200") int maxAgents) {

    private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+");
    private static final int MOST_AGENTS = 1000;

    /**
     * @throws InvalidConfigurationPropertyValueException if a value is out of its range
     */
    ConsoleProperties {
        check(
                PATH.matcher(path).matches(),
                "path",
                path,
                "It must begin with a slash, end without one, and have letters, digits, dots, dashes, underscores and"
                        + " tildes between.");
        check(
                maxAgents >= 1 && maxAgents <= MOST_AGENTS,
                "max-agents",
                maxAgents,
                "It must be from 1 to " + MOST_AGENTS + ".");
    }

    private static void check(boolean valid, String property, Object value, String rule) {
        if (!valid) {
            throw new InvalidConfigurationPropertyValueException("academy.exchange.console." + property, value, rule);
        }
    }
}
